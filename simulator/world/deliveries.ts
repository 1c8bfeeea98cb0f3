import { setMaxListeners } from 'node:events';
import { type Instant, instant, plus } from '../../fhir/instant.ts';
import type { Attempt, Delivery, HeldFor, Message } from '../domain/callback/delivery.ts';
import { decideNextStep } from '../domain/callback/retry.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import { drawDuration, durationMs } from '../domain/duration.ts';
import { sendWithToken } from './callback-token.ts';
import { Changes, type RunTurn, runAtOnce } from './changes.ts';
import type { DeliveriesOptions } from './deliveries-options.ts';
import { DeliveryLeases, LEASE_MS } from './delivery-leases.ts';
import { DeliveryStore, numberOf } from './delivery-store.ts';
import { FirstAttempts } from './first-attempts.ts';
import { wasRefused, withoutOldAnswers } from './past-attempts.ts';
import { type CallbackOutcome, sendCallback } from './send-callback.ts';

/**
 * The callbacks to Spreekuur.nl, each until it is delivered or has failed (CB-6). Callbacks about one appointment are
 * sent one after another in the order of their creation, unless a fault changes that.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #store: DeliveryStore;
  /** The ids of deliveries whose attempt waits for its turn. */
  readonly #queued = new Set<string>();
  /** Created with the first response that a callback precedes. */
  #firstAttempts: FirstAttempts | undefined;
  /** The deliveries that this process sends now. */
  readonly #sending = new Set<string>();
  /** Those of the callbacks that other processes send; created with the first of them. */
  #leases: DeliveryLeases | undefined;
  readonly #turn: RunTurn;
  readonly #changes: Changes;
  /** Created for the first attempt. */
  #abort: AbortController | undefined;
  #settings: CallbackSettings;
  #paused = false;
  #lastNumber = 0;

  constructor(settings: CallbackSettings, options: DeliveriesOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#turn = options.turn ?? runAtOnce;
    this.#changes = options.changes ?? new Changes();
    this.#store = new DeliveryStore(options.retention, this.#changes);
  }

  /** Aborts the attempts under way when the organization ends. */
  get #signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      // Every callback under way listens, so many listeners are no mistake.
      setMaxListeners(0, this.#abort.signal);
    }
    return this.#abort.signal;
  }

  get settings(): CallbackSettings {
    return this.#settings;
  }

  get paused(): boolean {
    return this.#paused;
  }

  list(): readonly Delivery[] {
    return this.#store.list();
  }

  get(id: string): Delivery | undefined {
    return this.#store.get(id);
  }

  /** Returns whether an appointment has a delivery that has not ended. */
  hasOpen(appointment: string): boolean {
    return this.#store.hasOpen(appointment);
  }

  /** Drops the deliveries of appointments. */
  drop(appointments: ReadonlySet<string>): void {
    this.#store.drop(appointments);
  }

  /** Changes the settings; deliveries that waited for a url are sent. */
  configure(settings: CallbackSettings): void {
    this.restoreSettings(settings);
    this.#changes.set('setting', 'callbacks', settings);
    if (settings.url !== undefined) this.#release('url');
  }

  /** Stops new attempts until `resume`. */
  pause(): void {
    this.restorePaused(true);
    this.#changes.set('setting', 'paused', true);
  }

  resume(): void {
    this.restorePaused(false);
    this.#changes.set('setting', 'paused', false);
    this.#release('resume');
  }

  /**
   * Queues a callback, which is sent at once, unless a fault or defect changes that.
   * @param options.skipFaults applies no fault, because a fault has caused the callback
   */
  send(message: Message, options: { readonly skipFaults?: boolean } = {}): Delivery {
    const { clock, faults, defects, random } = this.#options;
    const operation = message.kind === 'response' ? 'send-appointment-response' : 'send-appointment-update';
    const { body } = this.#options.writeCallback(message, 1);
    const fault = options.skipFaults
      ? undefined
      : faults.planCallback({ operation, body }, (effect) => effect !== 'before-answer');
    const defect = defects.any && !options.skipFaults && !fault ? defects.delivery(message) : undefined;
    const effect = fault?.effect.callback ?? defect?.effect;
    const delivery: Delivery = {
      id: this.#nextId(),
      operation,
      appointment: message.kind === 'response' ? message.appointment : message.record.id,
      message,
      createdAt: clock.now(),
      state: 'waiting',
      attempts: [],
      ...(fault?.id === undefined ? {} : { fault: fault.id }),
      ...(effect === 'twice' ? { again: true as const } : {}),
    };
    this.#store.set(delivery);
    if (effect === 'lost') this.#finish(delivery, { state: 'lost', reason: `dropped by ${defect?.by ?? 'a fault'}` });
    else if (effect === 'out-of-order') this.#hold(delivery, 'next-callback');
    else if (effect === 'after-cancellation') this.#hold(delivery, 'cancellation');
    else if (typeof effect === 'object') {
      const delay = drawDuration(effect.late, () => random.next('late'));
      this.#scheduleAttempt(delivery, plus(clock.now(), delay));
    } else this.#scheduleAttempt(delivery, clock.now());
    return this.#store.get(delivery.id) ?? delivery;
  }

  /** Resolves when the first attempt of a delivery has ended, or when it does not come soon. */
  firstAttempt(id: string): Promise<void> {
    if (this.#options.lanes.isDraining) return Promise.resolve();
    this.#firstAttempts ??= new FirstAttempts();
    return this.#firstAttempts.wait(this.#store.get(id));
  }

  /** Releases a decision that a fault holds until the patient has cancelled. */
  releaseAfterCancellation(appointment: string): void {
    this.#release('cancellation', appointment);
  }

  /** Sends a delivery again, in any state; returns undefined while it is being sent. */
  replay(id: string): Delivery | undefined {
    const delivery = this.#store.get(id);
    if (!delivery || delivery.state === 'sending') return undefined;
    const { reason: _reason, heldFor: _heldFor, ...rest } = delivery;
    this.#scheduleAttempt({ ...rest, uncounted: delivery.attempts.length }, this.#options.clock.now());
    return this.#store.get(id);
  }

  /**
   * Makes a due attempt.
   * @returns a summary of the result
   */
  async attempt(id: string): Promise<string | undefined> {
    const delivery = this.#store.get(id);
    if (delivery?.state !== 'waiting' || this.#queued.has(id) || !this.#isDue(delivery)) return undefined;
    const blocked = this.#blockedBy(delivery);
    if (blocked) {
      this.#hold(delivery, blocked);
      return `held (${blocked})`;
    }
    const url = String(this.#settings.url);
    const { lanes } = this.#options;
    const wait = lanes.enter(url, this.#signal);
    if (wait && !(await this.#waitFor(wait, id))) return undefined;
    try {
      return await this.#attemptNow(id, url);
    } finally {
      lanes.leave(url);
    }
  }

  /** Another process may have made the attempt, and planned the next one. */
  #isDue({ dueAt }: Delivery): boolean {
    return dueAt === undefined || dueAt <= this.#options.clock.now();
  }

  async #waitFor(wait: Promise<boolean>, id: string): Promise<boolean> {
    this.#queued.add(id);
    const hasPlace = await wait;
    if (hasPlace) this.#queued.delete(id);
    // The process ends: another one makes the attempt.
    else this.#firstAttempts?.end(id);
    return hasPlace;
  }

  async #attemptNow(id: string, url: string): Promise<string | undefined> {
    const cause = { kind: 'attempt', name: id } as const;
    const delivery = await this.#turn(cause, () => this.#beginAttempt(id, url));
    if (!delivery) return undefined;
    try {
      const counted = delivery.attempts.slice(delivery.uncounted ?? 0);
      const outcome = await this.#send(delivery, url, counted);
      return await this.#turn(cause, () => this.#endAttempt(delivery, counted.length, outcome));
    } finally {
      this.#sending.delete(id);
    }
  }

  /** Takes a delivery whose turn has come, unless the delivery or the url has changed meanwhile. */
  #beginAttempt(id: string, url: string): Delivery | undefined {
    const delivery = this.#store.get(id);
    if (delivery?.state !== 'waiting' || !this.#isDue(delivery)) return undefined;
    if (this.#blockedBy(delivery) || this.#settings.url !== url) {
      this.#scheduleAttempt(delivery, this.#options.clock.now());
      return undefined;
    }
    const leasedUntil = plus(this.#options.system.now(), this.#timeoutMs + LEASE_MS);
    const { dueAt: _dueAt, ...rest } = delivery;
    const sending: Delivery = { ...rest, state: 'sending', leasedUntil };
    this.#sending.add(id);
    this.#store.set(sending);
    return sending;
  }

  /** @param counted the number of attempts before that count */
  #endAttempt(delivery: Delivery, counted: number, { result, answer }: CallbackOutcome): string | undefined {
    const { id } = delivery;
    this.#firstAttempts?.end(id);
    const now = this.#options.clock.now();
    const attempt: Attempt = {
      at: now,
      ...(result.kind === 'answered'
        ? { status: result.status }
        : { error: result.failure.text, failure: result.failure.kind }),
      ...(result.retryAfterMs === undefined ? {} : { retryAfterMs: result.retryAfterMs }),
      ...(answer === undefined ? {} : { answer }),
    };
    const { leasedUntil, ...rest } = delivery;
    const tried: Delivery = { ...rest, attempts: [...withoutOldAnswers(delivery.attempts), attempt] };
    // The organization was reset during the attempt, or another process has sent the callback after the lease.
    if (this.#store.get(id)?.leasedUntil !== leasedUntil) return undefined;
    const jitter = this.#options.random.next('retry');
    const planned = decideNextStep(result, counted + 1, this.#settings, jitter);
    const { defects } = this.#options;
    const step = defects.any ? defects.step(planned, result) : planned;
    const outcome = result.kind === 'answered' ? String(result.status) : result.failure.text;
    if (step.next === 'retry') {
      this.#scheduleAttempt(tried, plus(now, step.waitMs));
    } else if (step.next === 'failed') {
      this.#finish(tried, { state: 'failed', reason: step.reason });
    } else if (tried.again) {
      const { again: _again, ...once } = tried;
      this.#scheduleAttempt(once, now);
    } else {
      this.#finish(tried, { state: 'delivered' });
    }
    return `${outcome}, ${step.next === 'retry' ? `next in ${step.waitMs} ms` : step.next}`;
  }

  get #timeoutMs(): number {
    return durationMs(this.#settings.timeout ?? 'PT10S');
  }

  /** @param counted the attempts before */
  #send({ message, attempts }: Delivery, url: string, counted: readonly Attempt[]): Promise<CallbackOutcome> {
    const { system, writeCallback: write, tokens } = this.#options;
    const signal = this.#signal;
    const timeoutMs = this.#timeoutMs;
    const send = (token?: string) =>
      sendCallback(system, write(message, attempts.length + 1), { url, timeoutMs, token }, signal);
    return tokens ? sendWithToken(tokens, { message, wasRefused: wasRefused(counted), signal }, send) : send();
  }

  #blockedBy(delivery: Delivery): HeldFor | undefined {
    if (this.#paused) return 'resume';
    if (this.#settings.url === undefined) return 'url';
    const number = numberOf(delivery.id);
    const earlier = this.#store.findOpen(
      delivery.appointment,
      (candidate) =>
        numberOf(candidate.id) < number && (candidate.heldFor === undefined || candidate.heldFor === 'earlier'),
    );
    return earlier ? 'earlier' : undefined;
  }

  #scheduleAttempt(delivery: Delivery, dueAt: Instant): void {
    const { heldFor: _heldFor, leasedUntil: _leasedUntil, ...rest } = delivery;
    this.#store.set({ ...rest, state: 'waiting', dueAt });
    this.#options.clock.cancel('attempt', delivery.id);
    this.#options.clock.schedule(dueAt, { kind: 'attempt', subject: delivery.id });
  }

  #hold(delivery: Delivery, heldFor: HeldFor): void {
    const { dueAt: _dueAt, ...rest } = delivery;
    this.#store.set({ ...rest, state: 'held', heldFor });
    this.#firstAttempts?.end(delivery.id);
  }

  #finish(delivery: Delivery, end: Pick<Delivery, 'state' | 'reason'>): void {
    const { dueAt: _dueAt, heldFor: _heldFor, uncounted: _uncounted, ...rest } = delivery;
    const ended = { ...rest, ...end };
    this.#store.set(ended);
    this.#options.ended.publish(ended);
    // Only the next one: the others would find it before them, and wait again.
    const next = this.#store.findOpen(ended.appointment, (candidate) => candidate.heldFor === 'earlier');
    if (next) this.#scheduleAttempt(next, this.#options.clock.now());
    if (ended.state === 'delivered') this.#release('next-callback');
  }

  #release(heldFor: HeldFor, appointment?: string): void {
    for (const delivery of this.#store.listHeld(heldFor)) {
      if (appointment !== undefined && delivery.appointment !== appointment) continue;
      this.#scheduleAttempt(delivery, this.#options.clock.now());
    }
  }

  #nextId(): string {
    this.#changes.set('setting', 'lastDelivery', ++this.#lastNumber);
    return `d${this.#lastNumber}`;
  }

  /** The number of the last delivery. */
  get lastNumber(): number {
    return this.#lastNumber;
  }

  restoreLastNumber(number: number): void {
    this.#lastNumber = Math.max(this.#lastNumber, number);
  }

  restoreSettings(settings: CallbackSettings): void {
    this.#settings = settings;
  }

  restorePaused(paused: boolean): void {
    this.#paused = paused;
  }

  /**
   * Restores the state of a delivery, or removes it. One that another process sends is sent again after its lease (CB-6:
   * at least once).
   */
  restore(id: string, delivery: Delivery | undefined): void {
    const { clock, system } = this.#options;
    this.#leases?.forget(id);
    clock.cancel('attempt', id);
    this.#firstAttempts?.note(id, delivery);
    if (!delivery) return this.#store.delete(id);
    this.restoreLastNumber(numberOf(id));
    this.#store.set(delivery);
    if (delivery.state === 'waiting') clock.schedule(delivery.dueAt ?? clock.now(), { kind: 'attempt', subject: id });
    if (delivery.state !== 'sending' || this.#sending.has(id)) return;
    this.#leases ??= new DeliveryLeases(system, (ended) => void this.#afterLease(ended));
    if (this.#leases.watch(id, delivery.leasedUntil)) this.#endLease(id);
  }

  async #afterLease(id: string): Promise<void> {
    try {
      await this.#turn({ kind: 'attempt', name: id }, () => {
        const { leasedUntil } = this.#store.get(id) ?? {};
        // A timer may fire a little early: then the rest of the lease is watched.
        if (leasedUntil !== undefined && this.#leases?.watch(id, leasedUntil)) this.#endLease(id);
      });
    } catch {
      // The log reports that its store fails. The organization is opened again, with this lease.
    }
  }

  /** Sends a callback again whose process has died. */
  #endLease(id: string): void {
    const delivery = this.#store.get(id);
    if (delivery?.state !== 'sending' || this.#sending.has(id)) return;
    this.#leases?.forget(id);
    this.#scheduleAttempt(delivery, this.#options.clock.now());
  }

  /** Sends callbacks again whose process has ended for certain. */
  endLeases(): void {
    for (const { id } of this.#store.listSending()) this.#endLease(id);
  }

  /** The real instant of what the clock does not have: attempts that wait for their turn, and the end of the first lease. */
  get nextDue(): Instant | undefined {
    const now = this.#options.system.now();
    for (const id of this.#queued) if (this.#store.get(id)?.state === 'waiting') return now;
    const leases = this.#store.listSending().map(({ leasedUntil }) => leasedUntil ?? now);
    return leases.length === 0 ? undefined : instant(Math.min(...leases));
  }

  /** Returns whether this process sends a delivery now. */
  sends(id: string): boolean {
    return this.#sending.has(id);
  }

  /** Whether this process sends a callback now. */
  get isSending(): boolean {
    return this.#sending.size > 0 || this.#queued.size > 0;
  }

  /** Aborts running attempts and removes all deliveries. */
  close(): void {
    this.#store.clear();
    this.#firstAttempts?.close();
    this.#leases?.close();
    this.#abort?.abort();
  }
}
