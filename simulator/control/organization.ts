import type { Agb } from '../../fhir/agb.ts';
import { type Instant, plus } from '../../fhir/instant.ts';
import { parseReference } from '../../fhir/reference.ts';
import { weekdayOf } from '../domain/agenda/calendar.ts';
import { parseMoment, resolveMoment } from '../domain/agenda/moment.ts';
import type { Decision } from '../domain/approval/policy.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { Contention } from '../domain/booking/contention.ts';
import { type Delivery, hasEnded } from '../domain/callback/delivery.ts';
import type { CallbackSettings } from '../domain/callback/settings.ts';
import { durationMs } from '../domain/duration.ts';
import type { Fault } from '../domain/fault/rule.ts';
import type { OrganizationConfiguration } from '../practice/schema.ts';
import type { Simulation } from '../simulation.ts';
import { cancelAppointment } from '../world/cancel-appointment.ts';
import type { FiredEvent } from '../world/clock.ts';
import type { KnownFault } from '../world/faults.ts';
import { isMeant } from '../world/journal.ts';
import { makeAppointment, moveAppointment, type PlaceRefusal } from '../world/practitioner.ts';
import { settleNow } from '../world/settle-appointment.ts';
import { World } from '../world/world.ts';
import { ControlError } from './control-error.ts';
import type { Advance, DeliveryCriteria, MoveInput, NewAppointmentInput, RequestCriteria } from './inputs.ts';
import { restoreWorld, type Snapshot, takeSnapshot } from './snapshot.ts';
import {
  type AppointmentView,
  appointmentView,
  type DeliveryView,
  deliveryView,
  explanationOf,
  instantText,
  type RequestExplanation,
  type RequestView,
  requestView,
} from './views.ts';

/** How the clock stands. Instants are ISO 8601. */
export interface ClockView {
  readonly now: string;
  readonly frozen: boolean;
  /** What is to happen next, in order: at most 100. */
  readonly due: readonly { readonly at: string; readonly kind: string; readonly subject: string }[];
}

/** What an advance of the clock has brought. */
export interface AdvanceView {
  readonly now: string;
  readonly happened: readonly {
    readonly at: string;
    readonly kind: string;
    readonly subject: string;
    readonly result: string;
  }[];
}

/** A decision or change that Spreekuur.nl is told of. */
export interface ChangeView {
  readonly appointment: AppointmentView;
  /** Id of the callback; absent when there is none. */
  readonly delivery?: string;
}

/** How long to wait for something: real milliseconds, 5,000 unless given. */
export interface WaitOptions {
  readonly timeoutMs?: number;
}

/**
 * Control of one organization, in the same process. The control interface does the same over HTTP.
 * Every command throws a `ControlError` when it cannot be carried out, and then has changed nothing.
 */
export interface Organization {
  readonly agb: string;
  readonly clock: {
    /** Now, ISO 8601 with the practice's offset. */
    now(): string;
    view(): ClockView;
    /** Stops the clock, now or at a moment. */
    freeze(at?: string): ClockView;
    /** Lets it run on from where it stands. */
    run(): ClockView;
    /** Moves it forward; resolves when everything that fell due has happened and its callbacks have settled. */
    advance(advance: Advance): Promise<AdvanceView>;
  };
  readonly requests: {
    /** What is in the journal, oldest first. */
    find(criteria?: RequestCriteria): readonly RequestView[];
    count(criteria?: RequestCriteria): number;
    /** Why a request was answered as it was. */
    explain(id: number): RequestView & { readonly why: RequestExplanation };
    /** The next request that is meant and was not handed out yet, also when it came before the call. */
    next(criteria?: RequestCriteria, options?: WaitOptions): Promise<RequestView>;
    clear(): void;
  };
  readonly approvals: {
    pending(): readonly AppointmentView[];
    approve(appointment: string, comment?: string): ChangeView;
    decline(appointment: string, comment?: string): ChangeView;
  };
  readonly appointments: {
    list(): readonly AppointmentView[];
    get(id: string): AppointmentView;
    /** The practitioner makes an appointment. */
    make(input: NewAppointmentInput): ChangeView;
    /** The practitioner moves an appointment; it keeps its length unless an end is given. */
    move(id: string, input: MoveInput): ChangeView;
    /** The practitioner cancels an appointment. */
    cancel(id: string, comment?: string): ChangeView;
  };
  readonly slots: {
    /** Somebody else takes a free slot, as a competitor would. */
    take(id: string): void;
    /** Sets free a slot that a competitor has, or that was busy from the start. */
    release(id: string): void;
  };
  readonly deliveries: {
    list(criteria?: DeliveryCriteria): readonly DeliveryView[];
    get(id: string): DeliveryView;
    /** The next delivery that has come to its end, and was not handed out yet, also when it ended before the call. */
    next(criteria?: DeliveryCriteria, options?: WaitOptions): Promise<DeliveryView>;
    /** Sends a delivery again. */
    replay(id: string): DeliveryView;
    /** No callback is sent until `resume`. */
    pause(): void;
    resume(): void;
    readonly paused: boolean;
  };
  readonly callbacks: {
    get(): CallbackSettings;
    /** Sets where Spreekuur.nl is and how it is tried. */
    set(settings: CallbackSettings): void;
  };
  readonly faults: {
    list(): readonly KnownFault[];
    add(fault: Fault): KnownFault;
    remove(id: string): void;
    clear(): void;
  };
  readonly contention: {
    get(): Contention;
    set(contention: Contention): void;
  };
  /** Resolves when nothing that has fallen due is still under way. */
  settled(): Promise<void>;
  /** Back to how the configuration has it: appointments, clock, faults, journal, callbacks. */
  reset(): Promise<void>;
  /** Writes the organization down; without `as-told`, people are pseudonyms. */
  snapshot(options?: { readonly identities?: 'pseudonyms' | 'as-told' }): Promise<Snapshot>;
  /** Goes on from a snapshot, whatever there was. */
  restore(snapshot: unknown): Promise<void>;
  configuration(): OrganizationConfiguration;
}

const DEFAULT_TIMEOUT_MS = 5000;

/** The control of an organization. It stays good after a reset or a restore. */
export function createOrganization(simulation: Simulation, agb: Agb): Organization {
  const world = (): World => {
    const found = simulation.worlds.get(agb);
    if (!found) throw new ControlError('not-found', `there is no organization ${agb}`);
    return found;
  };
  const appointmentOf = (id: string): AppointmentRecord => {
    const record = world().appointments.get(id);
    if (!record) throw new ControlError('not-found', 'there is no such appointment');
    return record;
  };
  const changeView = (record: AppointmentRecord, delivery: string | undefined): ChangeView => ({
    appointment: appointmentView(world(), record),
    ...(delivery === undefined ? {} : { delivery }),
  });
  const decide = (id: string, decision: Decision, comment: string | undefined): ChangeView => {
    const change = settleNow(world(), appointmentOf(id), decision, 'practitioner', comment);
    if ('refused' in change)
      throw new ControlError('conflict', `appointment ${id} is not pending: it is ${change.state}`);
    return changeView(change.changed, change.delivery);
  };
  const moment = (text: string): Instant => momentOf(world(), text);
  const clockView = (): ClockView => {
    const { clock } = world();
    const due = clock.due().slice(0, 100);
    return {
      now: instantText(world(), clock.now()),
      frozen: clock.frozen,
      due: due.map(({ at, kind, subject }) => ({ at: instantText(world(), at), kind, subject })),
    };
  };
  const view = (delivery: Delivery): DeliveryView => deliveryView(world(), delivery);
  const meant = (delivery: Delivery, { operation, appointment, state }: DeliveryCriteria): boolean =>
    (operation === undefined || delivery.operation === operation) &&
    (appointment === undefined || delivery.appointment === appointment) &&
    (state === undefined || delivery.state === state);
  const deliveryOf = (id: string): Delivery => {
    const delivery = world().deliveries.get(id);
    if (!delivery) throw new ControlError('not-found', 'there is no such delivery');
    return delivery;
  };
  const slotOf = (id: string) => {
    const found = world().agenda.slot(id, world().clock.now());
    if (!found) throw new ControlError('not-found', 'there is no such slot');
    return found;
  };

  return {
    agb,
    clock: {
      now: () => clockView().now,
      view: clockView,
      freeze(at) {
        world().clock.freeze(at === undefined ? undefined : notBefore(world(), moment(at)));
        return clockView();
      },
      run() {
        world().clock.run();
        return clockView();
      },
      async advance(advance) {
        const current = world();
        const to = 'by' in advance ? plus(current.clock.now(), durationMs(advance.by)) : moment(advance.to);
        const happened = await current.clock.advance(notBefore(current, to));
        return { now: clockView().now, happened: happened.map((event) => happenedView(current, event)) };
      },
    },
    requests: {
      find: (criteria) =>
        world()
          .journal.find(criteria)
          .map((entry) => requestView(entry, (at) => instantText(world(), at))),
      count: (criteria) => world().journal.find(criteria).length,
      explain(id) {
        const entry = world().journal.get(id);
        if (!entry) throw new ControlError('not-found', 'there is no such request in the journal');
        return { ...requestView(entry, (at) => instantText(world(), at)), why: explanationOf(world(), entry) };
      },
      async next(criteria = {}, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
        const what = `request ${JSON.stringify(criteria)}`;
        const entry = await world().answeredRequests.next((one) => isMeant(one, criteria), what, timeoutMs);
        return requestView(entry, (at) => instantText(world(), at));
      },
      clear: () => world().journal.clear(),
    },
    approvals: {
      pending: () =>
        [...world().appointments.values()]
          .filter(({ state }) => state === 'pending')
          .map((record) => appointmentView(world(), record)),
      approve: (id, comment) => decide(id, 'accepted', comment),
      decline: (id, comment) => decide(id, 'declined', comment),
    },
    appointments: {
      list: () => [...world().appointments.values()].map((record) => appointmentView(world(), record)),
      get: (id) => appointmentView(world(), appointmentOf(id)),
      make(input) {
        const current = world();
        const type = current.practice.types.find(({ code }) => code === input.type);
        if (!type) throw new ControlError('invalid', `there is no appointment type with this code`);
        const start = moment(input.start);
        const end = input.end === undefined ? plus(start, type.lengthMs) : moment(input.end);
        const place = { scheduleId: input.schedule, type: type.index, start, end };
        const made = makeAppointment(
          current,
          place,
          patientOf(current, input.patient),
          input.comment ?? 'Gemaakt door de praktijk.',
        );
        if ('refused' in made) throw refusalOf(made);
        return changeView(made.changed, made.delivery);
      },
      move(id, input) {
        const record = appointmentOf(id);
        const start = moment(input.start);
        const end = input.end === undefined ? plus(start, record.end - record.start) : moment(input.end);
        const place = { scheduleId: input.schedule ?? record.scheduleId, type: record.type, start, end };
        const moved = moveAppointment(world(), record, place, input.comment);
        if ('refused' in moved) throw refusalOf(moved);
        return changeView(moved.changed, moved.delivery);
      },
      cancel(id, comment) {
        const cancelled = cancelAppointment(world(), appointmentOf(id), 'practitioner', comment);
        if ('refused' in cancelled) throw refusalOf(cancelled);
        return changeView(cancelled.changed, cancelled.delivery);
      },
    },
    slots: {
      take(id) {
        const { schedule, slot, status } = slotOf(id);
        if (status !== 'free') throw new ControlError('conflict', 'the slot is not free');
        world().agenda.change(schedule, slot.start, 'busy', world().clock.now(), { kind: 'competitor' });
      },
      release(id) {
        const { schedule, slot, status } = slotOf(id);
        const holder = schedule.history(slot.start).at(-1)?.holder;
        if (holder?.kind === 'appointment')
          throw new ControlError('conflict', `appointment ${holder.id} has the slot: cancel it`);
        if (status !== 'free') world().agenda.change(schedule, slot.start, 'free', world().clock.now());
      },
    },
    deliveries: {
      list: (criteria = {}) =>
        world()
          .deliveries.list()
          .filter((delivery) => meant(delivery, criteria))
          .map(view),
      get: (id) => view(deliveryOf(id)),
      async next(criteria = {}, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
        const { endedDeliveries } = world();
        const what = `delivery ${JSON.stringify(criteria)} came to its end`;
        return view(await endedDeliveries.next((delivery) => meant(delivery, criteria), what, timeoutMs));
      },
      replay(id) {
        if (!hasEnded(deliveryOf(id)) && deliveryOf(id).state === 'sending') {
          throw new ControlError('conflict', 'the delivery is being sent');
        }
        return view(world().deliveries.replay(id) ?? deliveryOf(id));
      },
      pause: () => world().deliveries.pause(),
      resume: () => world().deliveries.resume(),
      get paused() {
        return world().deliveries.paused;
      },
    },
    callbacks: {
      get: () => world().deliveries.settings,
      set: (settings) => world().deliveries.configure(settings),
    },
    faults: {
      list: () => world().faults.list(),
      add: (fault) => world().faults.add(fault),
      remove(id) {
        if (!world().faults.remove(id)) throw new ControlError('not-found', 'there is no such fault');
      },
      clear: () => world().faults.clear(),
    },
    contention: {
      get: () => world().contention,
      set: (contention) => world().setContention(contention),
    },
    settled: () => world().clock.settled(),
    async reset() {
      const { configuration, practice, dependencies } = world();
      await simulation.replace(new World(configuration, practice, dependencies));
    },
    snapshot: ({ identities = 'pseudonyms' } = {}) => takeSnapshot(world(), identities),
    async restore(snapshot) {
      const restored = await restoreWorld(snapshot, simulation.dependencies);
      if (restored.practice.agb !== agb) {
        await restored.close();
        throw new ControlError('conflict', `the snapshot is of organization ${restored.practice.agb}`);
      }
      await simulation.replace(restored);
    },
    configuration: () => world().configuration,
  };
}

function momentOf(world: World, text: string): Instant {
  const parsed = parseMoment(text);
  if (!parsed) throw new ControlError('invalid', 'expected a moment');
  const isOpen = (of: Parameters<typeof weekdayOf>[0]): boolean => weekdayOf(of) < 5 && !world.rules.isClosed(of);
  return resolveMoment(parsed, world.today(), world.calendar, isOpen);
}

function notBefore(world: World, to: Instant): Instant {
  if (to >= world.clock.now()) return to;
  throw new ControlError('conflict', `the clock only goes forward: it is ${instantText(world, world.clock.now())}`);
}

function happenedView(world: World, { at, kind, subject, result }: FiredEvent): AdvanceView['happened'][number] {
  return { at: instantText(world, at), kind, subject, result };
}

function patientOf(world: World, patient: NewAppointmentInput['patient']) {
  if (typeof patient !== 'string') return patient;
  const known = world.patients.get(patient);
  if (!known || !parseReference(patient))
    throw new ControlError('invalid', 'the practice does not know this patient: give reference and display');
  return { reference: patient, display: known.name };
}

/** Why a change cannot be, in words. */
function refusalOf(refusal: PlaceRefusal | { readonly refused: string; readonly state?: string }): ControlError {
  const texts: Readonly<Record<string, string>> = {
    'no-such-schedule': 'there is no such schedule',
    past: 'it lies in the past',
    'bad-interval': 'the start must come before the end, by at most a day',
    occupied: 'another appointment is there',
    'unknown-patient': 'the practice does not know this patient',
    'patient-bsn-differs': 'the practice knows this patient with another BSN',
    'already-settled': 'the appointment has come to its end',
    'not-booked': 'only a booked appointment can be moved: approve or decline it first',
  };
  const invalid = ['no-such-schedule', 'bad-interval', 'unknown-patient', 'patient-bsn-differs'].includes(
    refusal.refused,
  );
  const by = 'by' in refusal && refusal.by !== undefined ? ` (${refusal.by})` : '';
  return new ControlError(invalid ? 'invalid' : 'conflict', `${texts[refusal.refused] ?? refusal.refused}${by}`);
}
