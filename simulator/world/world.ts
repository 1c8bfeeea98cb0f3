import { formatInstant, type Instant, parseInstant, plus } from '../../fhir/instant.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { type Calendar, calendarOf, type Day, day } from '../domain/agenda/calendar.ts';
import { findNextOpening } from '../domain/agenda/office-hours.ts';
import type { TimedPlan } from '../domain/approval/policy.ts';
import { type AppointmentRecord, isActive } from '../domain/booking/appointment.ts';
import type { Contention } from '../domain/booking/contention.ts';
import type { Delivery, Message } from '../domain/callback/delivery.ts';
import { type IdentifiedPatient, type Identities, isBsnOf } from '../domain/patient-identity.ts';
import type { Patient, Practice } from '../domain/practice.ts';
import { createRandomStreams, type RandomStreams } from '../domain/random.ts';
import { generateBsn } from '../practice/people.ts';
import { createPracticeRules, type PracticeRules } from '../practice/schedule-rules.ts';
import { type OrganizationConfiguration, UNKNOWN_PATIENT } from '../practice/schema.ts';
import type { AppointmentContext } from '../representation/appointment.ts';
import { type Callback, createCallback } from '../representation/callback.ts';
import { createSlotWriter, type SlotWriter } from '../representation/slot.ts';
import type { System } from '../system.ts';
import { Agenda } from './agenda.ts';
import { Appointments } from './appointments.ts';
import { type ActiveDefect, ActiveDefects } from './callback-hooks.ts';
import type { CallbackLanes } from './callback-lanes.ts';
import { createCallbackToken, type TokenDependencies } from './callback-token.ts';
import { type Cause, Changes, RecordMap, type RunTurn } from './changes.ts';
import { type EventHandler, OrganizationClock, type ScheduledEvent } from './clock.ts';
import { Deliveries } from './deliveries.ts';
import { sizeOfDelivery } from './delivery-store.ts';
import { EventQueue } from './event-queue.ts';
import { Faults } from './faults.ts';
import { Journal, type JournalEntry, sizeOfEntry } from './journal.ts';
import type { ResponseCache } from './response-cache.ts';
import type { WeekCache } from './week-cache.ts';

/** The dependencies that the worlds of a simulator share. */
export interface WorldDependencies extends TokenDependencies {
  readonly system: System;
  readonly weeks: WeekCache;
  readonly responses: ResponseCache;
  readonly callbackLanes: CallbackLanes;
  /** The pseudonyms of BSNs in the store; undefined where it keeps BSNs. */
  readonly identities?: Identities | undefined;
  /** Returns the public FHIR base. */
  base(): string;
  /** Is called on unexpected errors. */
  reportError(error: unknown): void;
  /** Is called after each attempt to deliver a callback. */
  logAttempt(delivery: Delivery, world: World): void;
  /** Returns the defects with these ids, their hooks bound to a world. */
  bindDefects(ids: readonly string[], world: World): readonly ActiveDefect[];
  /** Is called when the defects of a world have changed. */
  onDefectsChanged(world: World): void;
  /** Runs turns of a world: its log stores what they change. */
  turn<T>(world: World, cause: Cause, use: () => T): T | Promise<T>;
  /** Returns whether this process runs the due events of a world at once, as the log of its organization knows. */
  leads(world: World): boolean;
}

/** The state of one organization, separate from all others. Created by `createWorld`. */
export class World {
  readonly configuration: OrganizationConfiguration;
  /** The changes since the last entry of the log. */
  readonly changes = new Changes();
  readonly practice: Practice;
  readonly dependencies: WorldDependencies;
  readonly calendar: Calendar;
  readonly startedAt: Instant;
  readonly clock: OrganizationClock;
  readonly random: RandomStreams;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly defects: ActiveDefects;
  readonly deliveries: Deliveries;
  readonly appointments = new Appointments(this.changes);
  readonly patients = new RecordMap<Patient>('patient', this.changes);
  /** The decisions of the approval policy that are not due yet, by appointment. */
  readonly scheduledDecisions = new RecordMap<TimedPlan>('plan', this.changes);
  readonly endedDeliveries: EventQueue<Delivery>;
  readonly completedRequests: EventQueue<JournalEntry>;
  #loggedInPatient: string | undefined;
  #contention: Contention;
  #competitorAt: Instant | undefined;
  #appointmentNumber = 1000;
  // Created on first use: many organizations of a process are idle.
  #rules: PracticeRules | undefined;
  #agenda: Agenda | undefined;
  #slotWriter: SlotWriter | undefined;

  constructor(
    configuration: OrganizationConfiguration,
    practice: Practice,
    dependencies: WorldDependencies,
    runEvent: (world: World, event: ScheduledEvent) => ReturnType<EventHandler>,
    startedAt?: Instant,
  ) {
    const { system } = dependencies;
    const { changes } = this;
    const turn: RunTurn = (cause, use) => dependencies.turn(this, cause, use);
    this.configuration = configuration;
    this.practice = practice;
    this.#loggedInPatient = practice.loggedInPatient;
    this.dependencies = dependencies;
    const { now: configuredNow, frozen } = configuration.clock ?? {};
    const now = configuredNow === undefined ? undefined : parseInstant(configuredNow);
    const start = { ...(now === undefined ? {} : { now }), frozen: frozen ?? false };
    const leads = (): boolean => dependencies.leads(this);
    // The log starts it: nothing of a world happens that has no log.
    const options = { turn, changes, leads, isIdle: true };
    this.clock = new OrganizationClock(system, (event) => runEvent(this, event), start, options);
    this.startedAt = startedAt ?? this.clock.now();
    this.random = createRandomStreams(practice.seed, {}, (stream, count) => changes.set('draw', stream, count));
    this.calendar = calendarOf(practice.timeZone);
    this.journal = new Journal(practice.retention.requests, changes);
    this.faults = new Faults(this.random, changes);
    this.defects = new ActiveDefects(
      (ids) => dependencies.bindDefects(ids, this),
      () => dependencies.onDefectsChanged(this),
      changes,
    );
    this.endedDeliveries = new EventQueue(system, sizeOfDelivery);
    this.completedRequests = new EventQueue(system, sizeOfEntry);
    this.deliveries = new Deliveries(configuration.callbacks ?? {}, {
      system,
      clock: this.clock,
      faults: this.faults,
      defects: this.defects,
      random: this.random,
      ended: this.endedDeliveries,
      retention: practice.retention.deliveries,
      turn,
      changes,
      lanes: dependencies.callbackLanes,
      writeCallback: (message, attempt) => this.write(message, attempt),
      tokens: createCallbackToken(
        dependencies,
        this.defects,
        (message) => this.identify(this.patientOf(this.#recordOf(message))).bsn,
      ),
    });
    for (const patient of practice.patients) this.patients.set(patient.reference, patient);
    this.#contention = configuration.contention ?? {};
  }

  /** `Patient/{id}` of the patient who is logged in (PT-1); undefined for one whom the practice does not know (PT-2). */
  get loggedInPatient(): string | undefined {
    return this.#loggedInPatient;
  }

  set loggedInPatient(reference: string | undefined) {
    this.#loggedInPatient = reference;
    this.changes.set('setting', 'loggedInPatient', reference ?? UNKNOWN_PATIENT);
  }

  get contention(): Contention {
    return this.#contention;
  }

  /** Changes the contention; `setContention` also schedules the next competitor. */
  set contention(contention: Contention) {
    this.#contention = contention;
    this.changes.set('setting', 'contention', contention);
  }

  /** The time of the next competitor; undefined without one. */
  get competitorAt(): Instant | undefined {
    return this.#competitorAt;
  }

  set competitorAt(at: Instant | undefined) {
    const { agb } = this.practice;
    this.#competitorAt = at;
    this.changes.set('setting', 'competitorAt', at ?? null);
    this.clock.cancel('competitor', agb);
    if (at !== undefined) this.clock.schedule(at, { kind: 'competitor', subject: agb });
  }

  get rules(): PracticeRules {
    this.#rules ??= createPracticeRules(this.configuration, this.practice, this.startedAt);
    return this.#rules;
  }

  get agenda(): Agenda {
    const { practice, dependencies, changes } = this;
    this.#agenda ??= new Agenda(this.rules.schedules, this.calendar, practice.horizonDays, dependencies.weeks, changes);
    return this.#agenda;
  }

  /** The agenda, if it has been used: without use there are no changes in it. */
  get usedAgenda(): Agenda | undefined {
    return this.#agenda;
  }

  get slotWriter(): SlotWriter {
    this.#slotWriter ??= createSlotWriter(this.dialect, this.dependencies.base);
    return this.#slotWriter;
  }

  get dialect(): Dialect {
    return this.practice.dialect;
  }

  get appointmentContext(): AppointmentContext {
    return { dialect: this.dialect, calendar: this.calendar, types: this.practice.types };
  }

  nextAppointmentId(): string {
    this.changes.set('setting', 'lastAppointment', ++this.#appointmentNumber);
    return String(this.#appointmentNumber);
  }

  /** The number of the last appointment. */
  get lastAppointment(): number {
    return this.#appointmentNumber;
  }

  /** Lets new appointments have higher ids. */
  restoreLastAppointment(number: number): void {
    this.#appointmentNumber = Math.max(this.#appointmentNumber, number);
  }

  /**
   * Drops settled appointments above the retention, with their deliveries and with patients whom nothing else needs.
   * Active and future appointments stay, and those with a delivery that has not ended.
   */
  dropSettledAppointments(): void {
    const now = this.clock.now();
    const settledSince = (record: AppointmentRecord): Instant | undefined => {
      if (this.deliveries.hasOpen(record.id)) return undefined;
      if (!isActive(record)) return record.updatedAt;
      return record.state === 'booked' && record.end <= now ? record.end : undefined;
    };
    const dropped = this.appointments.dropSettled(this.practice.retention.settledAppointments, settledSince);
    if (dropped.length === 0) return;
    this.deliveries.drop(new Set(dropped.map(({ id }) => id)));
    for (const { patient: reference } of dropped) {
      const isNeeded = this.appointments.hasPatient(reference) || this.loggedInPatient === reference;
      if (!isNeeded && this.patients.get(reference)?.origin !== 'practice') this.patients.delete(reference);
    }
  }

  patientOf(record: AppointmentRecord): Patient {
    const patient = this.patients.get(record.patient);
    if (!patient) throw new Error(`appointment ${record.id} has no patient`);
    return patient;
  }

  /** Returns whether a BSN is that of a patient, also of one of whom only the pseudonym is known. */
  isBsnOf(patient: Patient, bsn: string | undefined): boolean {
    return isBsnOf(patient, bsn, this.dependencies.identities);
  }

  /**
   * Returns a patient with a BSN: one of whom only the pseudonym is known gets the BSN of the request, or a made-up one.
   * @param bsn that of the request, which is that of the patient
   */
  identify(patient: Patient, bsn?: string): IdentifiedPatient {
    return { ...patient, bsn: patient.bsn ?? bsn ?? generateBsn(this.practice.seed, patient.reference) };
  }

  /**
   * Creates the request to Spreekuur.nl for a message.
   * @param attempt counts from 1
   */
  write(message: Message, attempt = 1): Callback {
    const record = this.#recordOf(message);
    const callback = createCallback(message, {
      agb: this.practice.agb,
      settings: this.deliveries.settings,
      patient: this.identify(this.patientOf(record)),
      context: this.appointmentContext,
    });
    return this.defects.any ? this.defects.callback(callback, message, attempt) : callback;
  }

  #recordOf(message: Message): AppointmentRecord {
    const record = message.kind === 'update' ? message.record : this.appointments.get(message.appointment);
    if (!record) throw new Error('the appointment of a message is unknown');
    return record;
  }

  /** Returns the first instant from `from` on at which the practice is open; `from` itself when it never opens. */
  findNextOpening(from: Instant): Instant {
    const opening = findNextOpening(from, this.calendar, this.rules.officeHours, (day) => this.rules.isClosed(day));
    return plus(opening, 0);
  }

  /** Formats an instant with the practice's offset. */
  formatLocal(at: Instant): string {
    return formatInstant(at, this.calendar.offsetAt(at));
  }

  /** Returns the current day, in the practice's time zone. */
  today(): Day {
    return this.calendar.dayAt(this.clock.now());
  }

  /** Returns the start of the next day. */
  tomorrow(): Instant {
    return this.calendar.at(day(this.today() + 1), 0);
  }

  /** Waits on the organization's clock, for a delayed response. */
  delay(milliseconds: number, subject: string): Promise<void> {
    const at = plus(this.clock.now(), milliseconds);
    return new Promise((resolve) => this.clock.schedule(at, { kind: 'answer', subject }, resolve));
  }

  /** Ends all running work of the organization. */
  async close(): Promise<void> {
    const reason = `organization ${this.practice.agb} was closed or reset`;
    this.deliveries.close();
    this.endedDeliveries.clear(reason);
    this.completedRequests.clear(reason);
    await this.clock.close();
    this.#agenda?.close();
  }
}
