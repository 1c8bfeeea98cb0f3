import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { type ReceivedCallback, startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { runs } from '../support/runs.ts';
import { createTestStore, STORES, StoredSandbox } from '../support/stored-sandbox.ts';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot } from '../support/xis.ts';

/** The sequences for each store: opening another simulator takes time. */
const RUNS = { memory: runs(20), folder: runs(8), PostgreSQL: runs(4) };

/** The model of the practice: the appointments with their slots, and the expected callbacks. */
interface Model {
  appointments: Map<string, { slot: string; state: 'pending' | 'booked' | 'ended'; start: number }>;
  heard: string[];
  now: number;
}

interface Real {
  readonly sandbox: StoredSandbox;
  readonly slots: readonly TestSlot[];
}

type Command = fc.AsyncCommand<Model, Real>;

const holder = (model: Model, slot: string) =>
  [...model.appointments].find(([, appointment]) => appointment.slot === slot && appointment.state !== 'ended');

class Book implements Command {
  readonly #index: number;
  constructor(index: number) {
    this.#index = index;
  }
  check = () => true;
  toString = () => `book(${this.#index})`;
  async run(model: Model, { sandbox, slots }: Real) {
    const slot = slots[this.#index % slots.length] as TestSlot;
    const reply = await call(sandbox.target, 'POST', '/Appointment', { body: createBookingBody(slot) });
    const start = Date.parse(slot.start);
    if (start <= model.now) return expect(reply.status).toBe(422);
    if (holder(model, slot.id)) return expect(reply.status).toBe(409);
    expect(reply.status).toBe(201);
    const state = reply.body.status === 'proposed' ? 'pending' : 'booked';
    model.appointments.set(reply.body.id, { slot: slot.id, state, start });
  }
}

/** A command on the n-th appointment. */
abstract class OnAppointment implements Command {
  readonly #index: number;
  constructor(index: number) {
    this.#index = index;
  }
  check = (model: Readonly<Model>) => model.appointments.size > 0;
  abstract readonly name: string;
  toString = () => `${this.name}(${this.#index})`;
  async run(model: Model, real: Real) {
    const entries = [...model.appointments];
    const [id, appointment] = entries[this.#index % entries.length] as (typeof entries)[number];
    await this.on(id, appointment, model, real);
  }
  abstract on(
    id: string,
    appointment: { slot: string; state: string; start: number },
    model: Model,
    real: Real,
  ): Promise<void>;
}

class Decide extends OnAppointment {
  readonly name = 'decide';
  readonly #approve: boolean;
  constructor(index: number, approve: boolean) {
    super(index);
    this.#approve = approve;
  }
  async on(id: string, appointment: { state: string }, model: Model, { sandbox }: Real) {
    const decided = sandbox.use(({ approvals }) => (this.#approve ? approvals.approve(id) : approvals.decline(id)));
    if (appointment.state !== 'pending') return expect(decided).rejects.toThrow('is not pending');
    await decided;
    appointment.state = this.#approve ? 'booked' : 'ended';
    model.heard.push(`${id} ${this.#approve ? 'accepted' : 'declined'}`);
  }
}

class CancelByPatient extends OnAppointment {
  readonly name = 'cancel-by-patient';
  async on(id: string, appointment: { state: string; start: number }, model: Model, { sandbox }: Real) {
    const { status } = await call(sandbox.target, 'POST', '/AppointmentResponse', { body: createCancellationBody(id) });
    if (appointment.state === 'ended') return expect(status).toBe(201);
    if (appointment.start <= model.now) return expect(status).toBe(409);
    expect(status).toBe(201);
    appointment.state = 'ended';
  }
}

class CancelByPractitioner extends OnAppointment {
  readonly name = 'cancel-by-practitioner';
  async on(id: string, appointment: { state: string; start: number }, model: Model, { sandbox }: Real) {
    const cancelled = sandbox.use(({ appointments }) => appointments.cancel(id));
    if (appointment.state === 'ended' || appointment.start <= model.now) return expect(cancelled).rejects.toThrow();
    await cancelled;
    appointment.state = 'ended';
    model.heard.push(`${id} cancelled`);
  }
}

class Move extends OnAppointment {
  readonly name = 'move';
  readonly #to: number;
  constructor(index: number, to: number) {
    super(index);
    this.#to = to;
  }
  async on(
    id: string,
    appointment: { slot: string; state: string; start: number },
    model: Model,
    { sandbox, slots }: Real,
  ) {
    const target = slots[this.#to % slots.length] as TestSlot;
    const to = { start: target.start, end: target.end, schedule: target.schedule.reference.slice(9) };
    const moved = sandbox.use(({ appointments }) => appointments.move(id, to));
    const taken = holder(model, target.id);
    const start = Date.parse(target.start);
    if (appointment.state !== 'booked' || start <= model.now || (taken && taken[0] !== id))
      return expect(moved).rejects.toThrow();
    await moved;
    appointment.slot = target.id;
    appointment.start = start;
    model.heard.push(`${id} booked`);
  }
}

class Advance implements Command {
  readonly #minutes: number;
  constructor(minutes: number) {
    this.#minutes = minutes;
  }
  check = () => true;
  toString = () => `advance(${this.#minutes})`;
  async run(model: Model, { sandbox }: Real) {
    await sandbox.organization.clock.advance({ by: `PT${this.#minutes}M` });
    model.now += this.#minutes * 60_000;
  }
}

class Reset implements Command {
  check = () => true;
  toString = () => 'reset';
  async run(model: Model, { sandbox }: Real) {
    await sandbox.settle();
    await sandbox.organization.reset();
    model.appointments.clear();
    model.now = Date.parse(sandbox.organization.clock.now());
  }
}

/** Another process goes on with what the store has, which is the whole state. */
class Reopen implements Command {
  check = () => true;
  toString = () => 'reopen';
  async run(_model: Model, { sandbox }: Real) {
    await sandbox.settle();
    const before = await sandbox.organization.snapshot({ identities: 'original' });
    await sandbox.reopen();
    expect(await sandbox.organization.snapshot({ identities: 'original' })).toEqual(before);
  }
}

const heard = ({ body, path }: ReceivedCallback) =>
  body.participantStatus === undefined
    ? `${path.slice(13)} ${body.status}`
    : `${body.appointment.reference.slice(12)} ${body.participantStatus}`;

const index = fc.nat(30);
const COMMANDS = [
  fc.nat(11).map((slot) => new Book(slot)),
  fc.nat(11).map((slot) => new Book(slot)),
  fc.tuple(index, fc.boolean()).map(([at, approve]) => new Decide(at, approve)),
  index.map((at) => new CancelByPatient(at)),
  index.map((at) => new CancelByPractitioner(at)),
  fc.tuple(index, fc.nat(11)).map(([at, to]) => new Move(at, to)),
  fc.integer({ min: 0, max: 90 }).map((minutes) => new Advance(minutes)),
  fc.constant(new Reset()),
  fc.constant(new Reopen()),
];

describe.for(STORES)('a model of the practice, in %s', (store) => {
  test('AP-8, AP-9, CB-6, CN-4, UP-2: agrees with the simulator after any sequence of commands', async () => {
    const callbackEndpoint = await startCallbackEndpoint();
    const callbacks = { url: callbackEndpoint.url, retry: { jitter: 0 } };
    await using sandbox = new StoredSandbox({ ...SMALL_PRACTICE, callbacks }, await createTestStore(store));
    await sandbox.open();
    const slots = await findSlots(sandbox.target, 'schedule.date=2027-01-11');
    await fc.assert(
      fc.asyncProperty(fc.commands<Model, Real>(COMMANDS, { maxCommands: 40 }), async (generated) => {
        // The type of fc.commands does not distinguish asynchronous commands from others.
        const sequence = generated as unknown as Iterable<Command>;
        await sandbox.settle();
        await sandbox.organization.reset();
        (callbackEndpoint.received as ReceivedCallback[]).length = 0;
        const model: Model = { appointments: new Map(), heard: [], now: Date.parse(sandbox.organization.clock.now()) };
        await fc.asyncModelRun(() => ({ model, real: { sandbox, slots } }), sequence);
        await sandbox.settle();
        expect(callbackEndpoint.received.map(heard).sort()).toEqual([...model.heard].sort());
        for (const slot of slots) {
          const taken = holder(model, slot.id);
          const expected = taken === undefined ? 'free' : taken[1].state === 'pending' ? 'needs-action' : 'busy';
          const { body } = await call(sandbox.target, 'GET', `/Slot/${slot.id}`);
          expect([slot.id, body.status]).toEqual([slot.id, expected]);
        }
      }),
      { numRuns: RUNS[store] },
    );
    await callbackEndpoint.close();
  });
});
