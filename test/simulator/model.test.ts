import fc from 'fast-check';
import { describe, expect } from 'vitest';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import type { CallbackEndpoint, ReceivedCallback } from '../support/callback-endpoint.ts';
import { call, createBookingBody, createCancellationBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

/** The model of the practice: the appointments with their slots, and the expected callbacks. */
interface Model {
  appointments: Map<string, { slot: string; state: 'pending' | 'booked' | 'ended'; start: number }>;
  heard: string[];
  now: number;
}

interface Real {
  readonly xis: TestOrganization;
  readonly callbackEndpoint: CallbackEndpoint;
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
  async run(model: Model, { xis, slots }: Real) {
    const slot = slots[this.#index % slots.length] as TestSlot;
    const reply = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot) });
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
  async on(id: string, appointment: { state: string }, model: Model, { xis }: Real) {
    const decide = () => (this.#approve ? xis.approvals.approve(id) : xis.approvals.decline(id));
    if (appointment.state !== 'pending') return void expect(decide).toThrow('is not pending');
    decide();
    appointment.state = this.#approve ? 'booked' : 'ended';
    model.heard.push(`${id} ${this.#approve ? 'accepted' : 'declined'}`);
  }
}

class CancelByPatient extends OnAppointment {
  readonly name = 'cancel-by-patient';
  async on(id: string, appointment: { state: string; start: number }, model: Model, { xis }: Real) {
    const { status } = await call(xis, 'POST', '/AppointmentResponse', { body: createCancellationBody(id) });
    if (appointment.state === 'ended') return expect(status).toBe(201);
    if (appointment.start <= model.now) return expect(status).toBe(409);
    expect(status).toBe(201);
    appointment.state = 'ended';
  }
}

class CancelByPractitioner extends OnAppointment {
  readonly name = 'cancel-by-practitioner';
  async on(id: string, appointment: { state: string; start: number }, model: Model, { xis }: Real) {
    if (appointment.state === 'ended' || appointment.start <= model.now)
      return void expect(() => xis.appointments.cancel(id)).toThrow();
    xis.appointments.cancel(id);
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
    { xis, slots }: Real,
  ) {
    const target = slots[this.#to % slots.length] as TestSlot;
    const move = () =>
      xis.appointments.move(id, { start: target.start, end: target.end, schedule: target.schedule.reference.slice(9) });
    const taken = holder(model, target.id);
    const start = Date.parse(target.start);
    if (appointment.state !== 'booked' || start <= model.now || (taken && taken[0] !== id))
      return void expect(move).toThrow();
    move();
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
  async run(model: Model, { xis }: Real) {
    await xis.clock.advance({ by: `PT${this.#minutes}M` });
    model.now += this.#minutes * 60_000;
  }
}

class Reset implements Command {
  check = () => true;
  toString = () => 'reset';
  async run(model: Model, { xis }: Real) {
    await xis.settled();
    await xis.reset();
    model.appointments.clear();
    model.now = Date.parse(xis.clock.now());
  }
}

const heard = ({ body, path }: ReceivedCallback) =>
  body.participantStatus === undefined
    ? `${path.slice(13)} ${body.status}`
    : `${body.appointment.reference.slice(12)} ${body.participantStatus}`;

describe('a model of the practice', () => {
  xisTest(
    'AP-8, AP-9, CB-6, CN-4, UP-2: agrees with the simulator after any sequence of commands',
    async ({ xis, callbackEndpoint }) => {
      const index = fc.nat(30);
      const commands = [
        fc.nat(11).map((slot) => new Book(slot)),
        fc.nat(11).map((slot) => new Book(slot)),
        fc.tuple(index, fc.boolean()).map(([at, approve]) => new Decide(at, approve)),
        index.map((at) => new CancelByPatient(at)),
        index.map((at) => new CancelByPractitioner(at)),
        fc.tuple(index, fc.nat(11)).map(([at, to]) => new Move(at, to)),
        fc.integer({ min: 0, max: 90 }).map((minutes) => new Advance(minutes)),
        fc.constant(new Reset()),
      ];
      const slots = await findSlots(xis, 'schedule.date=2027-01-11');
      await fc.assert(
        fc.asyncProperty(fc.commands<Model, Real>(commands, { maxCommands: 40 }), async (generated) => {
          // The type of fc.commands does not distinguish asynchronous commands from others.
          const sequence = generated as unknown as Iterable<Command>;
          await xis.reset();
          (callbackEndpoint.received as ReceivedCallback[]).length = 0;
          const model: Model = { appointments: new Map(), heard: [], now: Date.parse(xis.clock.now()) };
          await fc.asyncModelRun(() => ({ model, real: { xis, callbackEndpoint, slots } }), sequence);
          await xis.settled();
          expect(callbackEndpoint.received.map(heard).sort()).toEqual([...model.heard].sort());
          for (const slot of slots) {
            const taken = holder(model, slot.id);
            const expected = taken === undefined ? 'free' : taken[1].state === 'pending' ? 'needs-action' : 'busy';
            expect([slot.id, (await call(xis, 'GET', `/Slot/${slot.id}`)).body.status]).toEqual([slot.id, expected]);
          }
        }),
        { numRuns: 60 },
      );
    },
  );
});
