import { formatInstant, type Instant } from '../../fhir/instant.ts';
import { redactJson, redactUnlessCode } from '../../output/redaction.ts';
import type { AppointmentRecord } from '../domain/booking/appointment.ts';
import type { Delivery } from '../domain/callback/delivery.ts';
import { explainConflict, explainSearch, type SearchExplanation } from '../world/explain.ts';
import type { JournalEntry } from '../world/journal.ts';
import type { World } from '../world/world.ts';

/** Formats an instant with the practice's offset. */
export function formatLocal(world: World, at: Instant): string {
  return formatInstant(at, world.calendar.offsetAt(at));
}

export interface RequestView {
  readonly id: number;
  /** ISO 8601, on the organization's clock. */
  readonly at: string;
  readonly operation?: string;
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Real milliseconds. */
  readonly durationMs: number;
  readonly problem?: string;
  readonly fault?: string;
  readonly notes?: readonly string[];
  readonly found?: number;
  readonly appointment?: string;
  readonly body?: unknown;
}

/** The explanation of a response. */
export interface RequestExplanation {
  /** For a slot search. */
  readonly search?: SearchExplanation;
  /** For a rejected booking. */
  readonly conflict?: {
    readonly slot: string;
    readonly takenBy: string;
    readonly appointment?: string;
    readonly since?: string;
    readonly text: string;
  };
}

export function requestView(entry: JournalEntry, timeOf: (at: Instant) => string): RequestView {
  const { id, at, operation, method, url, status, durationMs, problem, fault, notes, found, appointment, body } = entry;
  return {
    id,
    at: timeOf(at),
    ...(operation === undefined ? {} : { operation }),
    method,
    url,
    status,
    durationMs: Math.round(durationMs * 1000) / 1000,
    ...(problem === undefined ? {} : { problem }),
    ...(fault === undefined ? {} : { fault }),
    ...(notes.length === 0 ? {} : { notes }),
    ...(found === undefined ? {} : { found }),
    ...(appointment === undefined ? {} : { appointment }),
    ...(body === undefined ? {} : { body }),
  };
}

export function explainRequest(world: World, entry: JournalEntry): RequestExplanation {
  const conflict = explainConflict(world, entry);
  return {
    ...(entry.search ? { search: explainSearch(world, entry.search) } : {}),
    ...(conflict
      ? {
          conflict: {
            ...conflict,
            ...(conflict.since === undefined ? {} : { since: formatLocal(world, conflict.since) }),
          } as never,
        }
      : {}),
  };
}

/** An appointment, without the patient's name and comment. */
export interface AppointmentView {
  readonly id: string;
  readonly version: number;
  readonly state: AppointmentRecord['state'];
  readonly madeBy: AppointmentRecord['madeBy'];
  readonly schedule: string;
  readonly practitioner: string;
  /** The code of the appointment type. */
  readonly type: string;
  readonly start: string;
  readonly end: string;
  /** `Patient/{id}`. */
  readonly patient: string;
  readonly history: readonly {
    readonly at: string;
    readonly state: string;
    readonly by: string;
    readonly what: string;
  }[];
  /** The scheduled decision of the policy. */
  readonly planned?: { readonly at: string; readonly decision: string };
}

export function appointmentView(world: World, record: AppointmentRecord): AppointmentView {
  const plan = record.state === 'pending' ? world.scheduledDecisions.get(record.id) : undefined;
  return {
    id: record.id,
    version: record.version,
    state: record.state,
    madeBy: record.madeBy,
    schedule: record.scheduleId,
    practitioner: redactUnlessCode(record.practitioner.reference),
    type: world.practice.types[record.type]?.code ?? '',
    start: formatLocal(world, record.start),
    end: formatLocal(world, record.end),
    patient: redactUnlessCode(record.patient),
    history: record.history.map(({ at, ...event }) => ({ at: formatLocal(world, at), ...event })),
    ...(plan ? { planned: { at: formatLocal(world, plan.at), decision: plan.decision } } : {}),
  };
}

/** A callback with a redacted body. */
export interface DeliveryView {
  readonly id: string;
  readonly operation: Delivery['operation'];
  readonly appointment: string;
  /** `accepted` or `declined` for a decision, `booked` or `cancelled` for an update. */
  readonly tells: string;
  /** The request to Spreekuur.nl, relative to its base. */
  readonly sends: { readonly method: string; readonly path: string; readonly body: unknown };
  readonly state: Delivery['state'];
  readonly heldFor?: string;
  readonly createdAt: string;
  readonly dueAt?: string;
  readonly attempts: readonly {
    readonly at: string;
    readonly status?: number;
    readonly error?: string;
    readonly retryAfterMs?: number;
    readonly answer?: unknown;
  }[];
  readonly reason?: string;
  readonly fault?: string;
}

export function deliveryView(world: World, delivery: Delivery): DeliveryView {
  const { method, path, body } = world.write(delivery.message);
  const { id, operation, appointment, message, state, heldFor, createdAt, dueAt, attempts, reason, fault } = delivery;
  return {
    id,
    operation,
    appointment,
    tells: message.kind === 'response' ? message.decision : message.record.state,
    sends: { method, path, body: redactJson(body) },
    state,
    ...(heldFor === undefined ? {} : { heldFor }),
    createdAt: formatLocal(world, createdAt),
    ...(dueAt === undefined ? {} : { dueAt: formatLocal(world, dueAt) }),
    attempts: attempts.map(({ at, ...attempt }) => ({ at: formatLocal(world, at), ...attempt })),
    ...(reason === undefined ? {} : { reason }),
    ...(fault === undefined ? {} : { fault }),
  };
}
