import { type Instant, plus } from '../../fhir/instant.ts';
import { type Attempt, type Delivery, type HeldFor, hasEnded, type Message } from '../domain/callback/delivery.ts';
import { decideNextStep } from '../domain/callback/retry.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import { drawDuration, durationMs } from '../domain/duration.ts';
import type { RandomStreams } from '../domain/random.ts';
import type { Callback } from '../representation/callback.ts';
import type { System } from '../system.ts';
import type { ActiveDefects } from './callback-hooks.ts';
import type { OrganizationClock } from './clock.ts';
import type { EventQueue } from './event-queue.ts';
import type { Faults } from './faults.ts';
import { type CallbackOutcome, sendCallback } from './send-callback.ts';

export interface DeliveriesOptions {
  readonly system: System;
  readonly clock: OrganizationClock;
  readonly faults: Faults;
  readonly defects: Pick<ActiveDefects, 'any' | 'delivery' | 'step'>;
  readonly random: RandomStreams;
  readonly ended: EventQueue<Delivery>;
  /** Creates the request for a message when it is sent, so that the queue contains no BSN. */
  writeCallback(message: Message, attempt: number): Callback;
}

/**
 * The callbacks to Spreekuur.nl, each until it is delivered or has failed (CB-6). Callbacks about one appointment are
 * sent one after another in the order of their creation, unless a fault changes that.
 */
export class Deliveries {
  readonly #options: DeliveriesOptions;
  readonly #all = new Map<string, Delivery>();
  /** The ids of deliveries that have not ended. */
  readonly #open = new Set<string>();
  readonly #firstAttempts = new Map<string, () => void>();
  /** The number of attempts before the replay of a delivery, which no longer count. */
  readonly #attemptsBeforeReplay = new Map<string, number>();
  readonly #abort = new AbortController();
  #settings: CallbackSettings;
  #paused = false;
  #lastNumber = 0;

  constructor(settings: CallbackSettings, options: DeliveriesOptions) {
    this.#settings = settings;
    this.#options = options;
  }

  get settings(): CallbackSettings {
    return this.#settings;
  }

  get paused(): boolean {
    return this.#paused;
  }

  list(): readonly Delivery[] {
    return [...this.#all.values()];
  }

  get(id: string): Delivery | undefined {
    return this.#all.get(id);
  }

  /** Changes the settings; deliveries that waited for a url are sent. */
  configure(settings: CallbackSettings): void {
    this.#settings = settings;
    if (settings.url !== undefined) this.#release('url');
  }

  /** Stops new attempts until `resume`. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
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
      id: `d${++this.#lastNumber}`,
      operation,
      appointment: message.kind === 'response' ? message.appointment : message.record.id,
      message,
      createdAt: clock.now(),
      state: 'waiting',
      attempts: [],
      ...(fault?.id === undefined ? {} : { fault: fault.id }),
      ...(effect === 'twice' ? { again: true as const } : {}),
    };
    this.#all.set(delivery.id, delivery);
    if (effect === 'lost') this.#finish(delivery, { state: 'lost', reason: `dropped by ${defect?.by ?? 'a fault'}` });
    else if (effect === 'out-of-order') this.#hold(delivery, 'next-callback');
    else if (effect === 'after-cancellation') this.#hold(delivery, 'cancellation');
    else if (typeof effect === 'object') {
      const delay = drawDuration(effect.late, () => random.next('late'));
      this.#scheduleAttempt(delivery, plus(clock.now(), delay));
    } else this.#scheduleAttempt(delivery, clock.now());
    return this.#all.get(delivery.id) as Delivery;
  }

  /** Resolves when the first attempt of a delivery has ended, or when the delivery is held. */
  firstAttempt(id: string): Promise<void> {
    const delivery = this.#all.get(id);
    const settled = !delivery || delivery.attempts.length > 0 || delivery.state === 'held' || hasEnded(delivery);
    if (settled) return Promise.resolve();
    return new Promise((resolve) => this.#firstAttempts.set(id, resolve));
  }

  /** Releases a decision that a fault holds until the patient has cancelled. */
  releaseAfterCancellation(appointment: string): void {
    this.#release('cancellation', appointment);
  }

  /** Sends a delivery again, in any state; returns undefined while it is being sent. */
  replay(id: string): Delivery | undefined {
    const delivery = this.#all.get(id);
    if (!delivery || delivery.state === 'sending') return undefined;
    const { reason: _reason, heldFor: _heldFor, ...rest } = delivery;
    this.#attemptsBeforeReplay.set(id, delivery.attempts.length);
    this.#scheduleAttempt(rest, this.#options.clock.now());
    return this.#all.get(id);
  }

  /**
   * Makes a due attempt.
   * @returns a summary of the result
   */
  async attempt(id: string): Promise<string | undefined> {
    const delivery = this.#all.get(id);
    if (delivery?.state !== 'waiting') return undefined;
    const blocked = this.#blockedBy(delivery);
    if (blocked) {
      this.#hold(delivery, blocked);
      return `held (${blocked})`;
    }
    this.#store({ ...delivery, state: 'sending' });
    const { result, answer } = await this.#send(delivery);
    const now = this.#options.clock.now();
    const attempt: Attempt = {
      at: now,
      ...(result.kind === 'answered' ? { status: result.status } : { error: result.error }),
      ...(result.kind === 'answered' && result.retryAfterMs !== undefined ? { retryAfterMs: result.retryAfterMs } : {}),
      ...(answer === undefined ? {} : { answer }),
    };
    const { dueAt: _dueAt, ...rest } = delivery;
    const tried: Delivery = { ...rest, attempts: [...delivery.attempts, attempt] };
    // The organization was reset during the attempt.
    if (this.#all.get(id) === undefined) return undefined;
    const counted = tried.attempts.length - (this.#attemptsBeforeReplay.get(id) ?? 0);
    const planned = decideNextStep(result, counted, this.#settings, this.#options.random.next('retry'));
    const { defects } = this.#options;
    const step = defects.any ? defects.step(planned, result) : planned;
    const outcome = result.kind === 'answered' ? String(result.status) : result.error;
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
    this.#resolveFirstAttempt(id);
    return `${outcome}, ${step.next === 'retry' ? `next in ${step.waitMs} ms` : step.next}`;
  }

  #send({ message, attempts }: Delivery): Promise<CallbackOutcome> {
    const { system, writeCallback: write } = this.#options;
    const to = { url: String(this.#settings.url), timeoutMs: durationMs(this.#settings.timeout ?? 'PT10S') };
    return sendCallback(system, write(message, attempts.length + 1), to, this.#abort.signal);
  }

  #blockedBy(delivery: Delivery): HeldFor | undefined {
    if (this.#paused) return 'resume';
    if (this.#settings.url === undefined) return 'url';
    const earlier = this.#listOpen().find(
      (candidate) =>
        candidate.appointment === delivery.appointment &&
        candidate.id !== delivery.id &&
        Number(candidate.id.slice(1)) < Number(delivery.id.slice(1)) &&
        (candidate.heldFor === undefined || candidate.heldFor === 'earlier'),
    );
    return earlier ? 'earlier' : undefined;
  }

  #scheduleAttempt(delivery: Delivery, dueAt: Instant): void {
    const { heldFor: _heldFor, ...rest } = delivery;
    this.#store({ ...rest, state: 'waiting', dueAt });
    this.#options.clock.cancel('attempt', delivery.id);
    this.#options.clock.schedule(dueAt, { kind: 'attempt', subject: delivery.id });
  }

  #hold(delivery: Delivery, heldFor: HeldFor): void {
    const { dueAt: _dueAt, ...rest } = delivery;
    this.#store({ ...rest, state: 'held', heldFor });
    this.#resolveFirstAttempt(delivery.id);
  }

  #resolveFirstAttempt(id: string): void {
    this.#firstAttempts.get(id)?.();
    this.#firstAttempts.delete(id);
  }

  #finish(delivery: Delivery, end: Pick<Delivery, 'state' | 'reason'>): void {
    const { dueAt: _dueAt, heldFor: _heldFor, ...rest } = delivery;
    const ended = { ...rest, ...end };
    this.#store(ended);
    this.#options.ended.publish(ended);
    this.#release('earlier', ended.appointment);
    if (ended.state === 'delivered') this.#release('next-callback');
  }

  #release(heldFor: HeldFor, appointment?: string): void {
    for (const delivery of this.#listOpen()) {
      if (delivery.heldFor !== heldFor || (appointment !== undefined && delivery.appointment !== appointment)) continue;
      this.#scheduleAttempt(delivery, this.#options.clock.now());
    }
  }

  #listOpen(): readonly Delivery[] {
    return [...this.#open].map((id) => this.#all.get(id) as Delivery);
  }

  #store(delivery: Delivery): void {
    this.#all.set(delivery.id, delivery);
    if (hasEnded(delivery)) this.#open.delete(delivery.id);
    else this.#open.add(delivery.id);
  }

  /** Restores deliveries from a snapshot; a delivery that was being sent is sent again (CB-6: at least once). */
  restore(deliveries: readonly Delivery[], paused: boolean): void {
    this.#all.clear();
    this.#open.clear();
    this.#attemptsBeforeReplay.clear();
    this.#paused = paused;
    for (const delivery of deliveries) {
      this.#lastNumber = Math.max(this.#lastNumber, Number(delivery.id.slice(1)));
      this.#store(delivery);
      if (!hasEnded(delivery) && delivery.state !== 'held')
        this.#scheduleAttempt(delivery, delivery.dueAt ?? this.#options.clock.now());
    }
  }

  /** Aborts running attempts and removes all deliveries. */
  close(): void {
    this.#all.clear();
    this.#open.clear();
    for (const resolve of this.#firstAttempts.values()) resolve();
    this.#firstAttempts.clear();
    this.#abort.abort();
  }
}
