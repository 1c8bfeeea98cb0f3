import { expect, vi } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { AppointmentView, DeliveryView } from '../../simulator/control/views.ts';
import { draw } from '../../simulator/domain/random.ts';
import type { OrganizationConfiguration } from '../../simulator/practice/schema.ts';
import { realSystem, type System } from '../../simulator/system.ts';
import type { ReceivedCallback } from './callback-endpoint.ts';
import { PATIENCE_MS } from './patience.ts';
import { MINUTE } from './time.ts';
import { createBookingBody, createCancellationBody, type TestSlot } from './xis.ts';

const AGB = '10000001';
const ORGANIZATION = { 'X-Organization-Identifier': AGB };
/** The requests that are under way at the same time. */
const WORKERS = 6;

/** A practice with many slots, whose clock runs: some appointments are decided by hand, some after a minute. */
export function createSandboxPractice(callbackUrl: string): OrganizationConfiguration {
  const [consult, gesprek, visite] = SMALL_PRACTICE.appointmentTypes ?? [];
  if (!consult || !gesprek || !visite) throw new Error('the small practice has other types');
  const timed = { ...consult, code: 'timed', display: 'Timed', approval: { after: 'PT1M' } };
  return {
    ...SMALL_PRACTICE,
    agb: AGB,
    clock: { now: '2027-01-11T07:00:00+01:00' },
    callbacks: { url: callbackUrl, timeout: 'PT1S' },
    appointmentTypes: [consult, { ...gesprek, minutes: 10 }, visite, timed],
    schedules: ['consult', 'gesprek', 'timed'].map((type) => ({
      id: type,
      practitioner: { id: type, name: `Dr. ${type}` },
      hours: [{ days: 'workdays', from: '08:00', to: '18:00', type }],
    })),
  };
}

/**
 * The system of a process with a later clock: for it, the minute of a timed decision is over, and so is the time in which a
 * killed process was expected to finish a callback.
 */
export const LATER: System = { ...realSystem, now: () => plus(realSystem.now(), 2 * MINUTE) };

/** The facts about an appointment that the answers state. */
interface Known {
  readonly id: string;
  readonly type: string;
  /** The states that it may have: several, when a request about it got no response. */
  states: ReadonlySet<AppointmentView['state']>;
  starts: ReadonlySet<number>;
  /** The callbacks that are owed: by a decision, a cancellation or a move that was answered. */
  readonly owed: Set<string>;
}

interface Reply {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: of every shape
  readonly body: any;
}

/**
 * A client of a sandbox that does all that changes its state, several at a time, and knows from the answers what the state
 * must be. Requests about one appointment follow one another.
 */
export class SandboxLoad {
  readonly #seed: number;
  readonly #known = new Map<string, Known>();
  readonly #busy = new Set<string>();
  readonly #received: readonly ReceivedCallback[];
  #bases: readonly string[] = [];
  #slots: readonly TestSlot[] = [];
  #draws = 0;
  #requests = 0;
  #moments = 0;
  /** The number of answers, by operation and status. */
  readonly answers = new Map<string, number>();

  /** @param received what the callback endpoint has received */
  constructor(seed: number, received: readonly ReceivedCallback[]) {
    this.#seed = seed;
    this.#received = received;
  }

  /**
   * Sends requests until a number of moments has come: a request that is sent, or answered. Then calls `interrupt` once, and
   * returns when no request is under way.
   * @param bases of the simulators, in turn
   */
  async run(bases: readonly string[], moments: number, interrupt: () => void): Promise<void> {
    this.#bases = bases;
    this.#moments = 0;
    let isOver = false;
    const pass = (): void => {
      if (++this.#moments < moments || isOver) return;
      isOver = true;
      interrupt();
    };
    this.#slots = await this.#findSlots();
    const work = async (): Promise<void> => {
      while (!isOver) await this.#act(pass);
    };
    await Promise.all(Array.from({ length: WORKERS }, work));
  }

  /** Checks that a sandbox has what was answered, wholly. */
  async verify(base: string): Promise<void> {
    this.#bases = [base];
    const listed = await this.#list<AppointmentView>('appointments');
    const appointments = new Map(listed.map((item) => [item.id, item]));
    for (const known of this.#known.values()) this.#verifyKnown(known, appointments.get(known.id));
    const active = [...appointments.values()].filter(({ state }) => state === 'pending' || state === 'booked');
    const held = active.map(({ schedule, start }) => `${schedule} ${Date.parse(start)}`);
    expect(held.length).toBe(new Set(held).size);
    await this.#verifySlots(active);
  }

  /** Waits until no callback is under way, and checks that all that were owed have come. */
  async verifyCallbacks(): Promise<void> {
    await vi.waitFor(async () => {
      const deliveries = await this.#list<DeliveryView>('deliveries');
      const open = deliveries.filter(({ state }) => state === 'waiting' || state === 'sending');
      expect(open).toEqual([]);
    }, PATIENCE_MS);
    const received = new Set(this.#received.map(nameOf));
    for (const { id, owed } of this.#known.values()) {
      for (const callback of owed) expect(received).toContain(`${id} ${callback}`);
      owed.clear();
    }
    // The others are as they were: the next check is about what changes from now on.
    for (const { id, states } of this.#known.values())
      if (!states.has('booked') && !states.has('pending')) this.#known.delete(id);
  }

  #verifyKnown(known: Known, found: AppointmentView | undefined): void {
    const { id, states, starts } = known;
    expect([id, found?.state]).toEqual([id, found && states.has(found.state) ? found.state : [...states].join(' or ')]);
    if (!found) return;
    const start = Date.parse(found.start);
    expect([id, start]).toEqual([id, starts.has(start) ? start : [...starts].join(' or ')]);
    known.states = new Set([found.state]);
    known.starts = new Set([start]);
    if (known.type === 'timed' && found.state === 'pending') known.states = new Set(['pending', 'booked']);
  }

  /** The slots are taken that an appointment has, and no others. */
  async #verifySlots(active: readonly AppointmentView[]): Promise<void> {
    const expected = active.map(({ schedule, start, state }) => {
      return `${schedule} ${Date.parse(start)} ${state === 'pending' ? 'busy-tentative' : 'busy'}`;
    });
    const slots = await this.#findSlots();
    const taken = slots
      .filter(({ status }) => status !== 'free')
      .map(({ schedule, start, status }) => `${schedule.reference.slice(9)} ${Date.parse(start)} ${status}`);
    const asText = (lines: readonly string[]) =>
      lines.map((line) => line.replace('needs-action', 'busy-tentative')).sort();
    const first = Math.min(...slots.map(({ start }) => Date.parse(start)));
    expect(asText(taken)).toEqual(asText(expected.filter((line) => Number(line.split(' ')[1]) >= first)));
  }

  /** Returns all items of a list of the control interface. */
  async #list<Item>(name: string): Promise<readonly Item[]> {
    const items: Item[] = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const query = cursor === '' ? '' : `?cursor=${cursor}`;
      const { body } = await this.#send('GET', `/__admin/organizations/${AGB}/${name}${query}`);
      items.push(...body[name]);
      cursor = body.next;
    }
    return items;
  }

  async #findSlots(): Promise<readonly TestSlot[]> {
    const { body } = await this.#send('GET', '/fhir/Slot?schedule.date=2027-01-12&schedule.date=2027-01-12');
    return (body.entry ?? []).map(({ resource }: { readonly resource: TestSlot }) => resource);
  }

  async #act(pass: () => void): Promise<void> {
    const free = [...this.#known.values()].filter(({ id }) => !this.#busy.has(id));
    const known = this.#pick(free);
    const kind = known
      ? (this.#pick(['book', 'book', 'cancel', 'decide', 'move', 'withdraw', 'advance']) ?? 'book')
      : 'book';
    if (known) this.#busy.add(known.id);
    try {
      await this.#perform(kind, known, pass);
    } finally {
      if (known) this.#busy.delete(known.id);
    }
  }

  async #perform(kind: string, known: Known | undefined, pass: () => void): Promise<void> {
    const slot = this.#pick(this.#slots);
    if (!slot) throw new Error('no slots');
    if (kind === 'book' || !known) return this.#book(slot, pass);
    if (kind === 'advance') {
      const advanced = await this.#count('advance', '/clock/advance', { by: 'PT10S' }, pass);
      return void advanced;
    }
    const { id } = known;
    if (kind === 'cancel') return this.#change(known, 'cancelled', undefined, () => this.#cancel(id, pass));
    if (kind === 'withdraw') {
      const withdraw = () => this.#count('withdraw', `/appointments/${id}/cancel`, {}, pass);
      return this.#change(known, 'cancelled', 'cancelled', withdraw);
    }
    if (kind === 'decide') {
      const approve = () => this.#count('decide', `/approvals/${id}/approve`, {}, pass);
      return this.#change(known, 'booked', 'accepted', approve);
    }
    const { start, end } = slot;
    const move = () => this.#count('move', `/appointments/${id}/move`, { start, end, schedule: known.type }, pass);
    const starts = known.starts;
    known.starts = new Set([...starts, Date.parse(start)]);
    const status = await move();
    if (status === undefined) return;
    known.starts = status < 300 ? new Set([Date.parse(start)]) : starts;
    if (status < 300) known.owed.add('booked');
  }

  async #book(slot: TestSlot, pass: () => void): Promise<void> {
    const reply = await this.#try('book', () => this.#send('POST', '/fhir/Appointment', createBookingBody(slot)), pass);
    if (reply?.status !== 201) return;
    const id = String(reply.body.id);
    const type = slot.schedule.reference.slice(9);
    const states = type === 'consult' ? ['booked'] : type === 'timed' ? ['pending', 'booked'] : ['pending'];
    this.#known.set(id, {
      id,
      type,
      states: new Set(states as AppointmentView['state'][]),
      starts: new Set([Date.parse(slot.start)]),
      owed: new Set(),
    });
  }

  async #cancel(id: string, pass: () => void): Promise<number | undefined> {
    const body = createCancellationBody(id, EMMA.bsn);
    return (await this.#try('cancel', () => this.#send('POST', '/fhir/AppointmentResponse', body), pass))?.status;
  }

  /** Sends a request that brings an appointment into a state. */
  async #change(
    known: Known,
    state: AppointmentView['state'],
    callback: string | undefined,
    send: () => Promise<number | undefined>,
  ): Promise<void> {
    const states = known.states;
    known.states = new Set([...states, state]);
    const status = await send();
    if (status === undefined) return;
    known.states = status < 300 ? new Set([state]) : states;
    if (status < 300 && callback !== undefined) known.owed.add(callback);
  }

  async #count(name: string, path: string, body: unknown, pass: () => void): Promise<number | undefined> {
    const send = () => this.#send('POST', `/__admin/organizations/${AGB}${path}`, body);
    return (await this.#try(name, send, pass))?.status;
  }

  /** @returns undefined when it is unknown what became of the request */
  async #try(name: string, send: () => Promise<Reply>, pass: () => void): Promise<Reply | undefined> {
    const sent = send().catch(() => undefined);
    pass();
    const reply = await sent;
    const key = `${name} ${reply?.status ?? 'unanswered'}`;
    this.answers.set(key, (this.answers.get(key) ?? 0) + 1);
    pass();
    return reply?.status === 503 ? undefined : reply;
  }

  async #send(method: string, path: string, body?: unknown): Promise<Reply> {
    const base = this.#bases[this.#requests++ % this.#bases.length] ?? '';
    const response = await fetch(base + path, {
      method,
      headers: { ...ORGANIZATION, ...(body !== undefined && { 'Content-Type': 'application/fhir+json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(draw(this.#seed, String(this.#draws++)) * items.length)];
  }
}

function nameOf({ path, body }: ReceivedCallback): string {
  return body.participantStatus === undefined
    ? `${path.split('/').at(-1)} ${body.status}`
    : `${body.appointment.reference.slice(12)} ${body.participantStatus}`;
}
