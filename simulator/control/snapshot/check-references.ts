import type { Mistake } from '../../../schema/mistake.ts';
import { hasEnded } from '../../domain/callback/delivery.ts';
import { UNKNOWN_PATIENT } from '../../practice/schema.ts';
import type { Snapshot } from './schema.ts';

type Path = Mistake['path'];
type Appointment = Snapshot['appointments'][number];
type Delivery = Snapshot['deliveries'][number];

/** The longest appointment: a day. */
const MAX_LENGTH_MS = 86_400_000;

/** Creates a mistake with the four parts of an error text. */
export function contradiction(path: Path, expected: string, found: string): Mistake {
  return { path, message: `expected ${expected}, got ${found}` };
}

/** What the parts of a snapshot refer to. */
interface Known {
  readonly schedules: ReadonlySet<string>;
  readonly patients: ReadonlySet<string>;
  /** The number of appointment types. */
  readonly types: number;
  /** The states of appointments, by id. */
  readonly states: ReadonlyMap<string, string>;
}

/** Returns the contradictions between and within the parts of a snapshot, apart from those of the agenda. */
export function findBrokenReferences(snapshot: Snapshot): readonly Mistake[] {
  const { configuration, appointments, patients, deliveries, plans, slots, faults } = snapshot;
  const known: Known = {
    schedules: new Set(configuration.schedules.map(({ id }) => id)),
    patients: new Set(patients.map(({ reference }) => reference)),
    types: configuration.appointmentTypes.length,
    states: new Map(appointments.map(({ id, state }) => [id, state])),
  };
  return [
    ...findRepeated(patients, 'patients', 'reference', ({ reference }) => reference),
    ...findRepeated(appointments, 'appointments', 'id', ({ id }) => id),
    ...findRepeated(deliveries, 'deliveries', 'id', ({ id }) => id),
    ...findRepeated(plans, 'plans', 'appointment', ({ appointment }) => appointment),
    ...findRepeated(slots, 'slots', 'start', ({ schedule, start }) => `${schedule} ${Date.parse(start)}`),
    ...findRepeated(faults, 'faults', 'fault', ({ fault }) => fault.id ?? ''),
    ...appointments.flatMap((appointment, index) => checkAppointment(appointment, known, ['appointments', index])),
    ...plans.flatMap(({ appointment }, index) => checkPlan(appointment, known, ['plans', index, 'appointment'])),
    ...deliveries.flatMap((delivery, index) => checkDelivery(delivery, known, ['deliveries', index])),
    ...checkSlots(snapshot, known),
    ...checkFaults(snapshot),
    ...checkCompetitor(snapshot),
    ...checkLoggedIn(snapshot, known),
  ];
}

function findRepeated<T>(
  items: readonly T[],
  name: string,
  key: string,
  identify: (item: T) => string,
): readonly Mistake[] {
  const firsts = new Map<string, number>();
  return items.flatMap((item, index) => {
    const id = identify(item);
    const first = firsts.get(id);
    if (first === undefined) firsts.set(id, index);
    return first === undefined ? [] : [contradiction([name, index, key], 'each once', `that of [${first}] again`)];
  });
}

/** Checks an appointment, also as it is within the message of a delivery. */
function checkAppointment(appointment: Appointment, known: Known, path: Path): readonly Mistake[] {
  const { scheduleId, type, patient, start, end, state, history } = appointment;
  const length = Date.parse(end) - Date.parse(start);
  const last = history.at(-1)?.state ?? 'no event';
  const rules = [
    [known.schedules.has(scheduleId), 'scheduleId', 'a schedule of the configuration', `'${scheduleId}'`],
    [type < known.types, 'type', `an index below ${known.types}, the number of appointmentTypes`, String(type)],
    [known.patients.has(patient), 'patient', 'the reference of one of patients', 'another'],
    [length > 0 && length <= MAX_LENGTH_MS, 'end', `an instant after the start ${start}, by at most a day`, end],
    [last === state, 'history', `a last event with the state '${state}'`, `'${last}'`],
  ] as const;
  return rules.flatMap(([isKept, key, expected, found]) =>
    isKept ? [] : [contradiction([...path, key], expected, found)],
  );
}

/** A decision is planned for a pending appointment only. */
function checkPlan(appointment: string, { states }: Known, path: Path): readonly Mistake[] {
  const state = states.get(appointment) ?? 'unknown';
  return state === 'pending'
    ? []
    : [contradiction(path, 'a pending appointment', `'${appointment}', which is ${state}`)];
}

function checkDelivery(delivery: Delivery, known: Known, path: Path): readonly Mistake[] {
  const { appointment, message } = delivery;
  return [
    ...(known.states.has(appointment)
      ? []
      : [contradiction([...path, 'appointment'], 'the id of one of appointments', `'${appointment}'`)]),
    ...checkMessage(delivery, path),
    ...(message.record ? checkAppointment(message.record, known, [...path, 'message', 'record']) : []),
    ...checkProgress(delivery, path),
  ];
}

function checkMessage({ operation, appointment, message }: Delivery, path: Path): readonly Mistake[] {
  const isResponse = message.kind === 'response';
  const required = isResponse ? (['appointment', 'decision', 'comment'] as const) : (['record'] as const);
  const missing = required.find((key) => message[key] === undefined);
  if (missing !== undefined)
    return [contradiction([...path, 'message'], `'${missing}' in a message of kind '${message.kind}'`, 'no such key')];
  const expected = isResponse ? 'send-appointment-response' : 'send-appointment-update';
  const about = isResponse ? message.appointment : message.record?.id;
  return [
    ...(operation === expected
      ? []
      : [
          contradiction(
            [...path, 'operation'],
            `'${expected}' for a message of kind '${message.kind}'`,
            `'${operation}'`,
          ),
        ]),
    ...(about === appointment
      ? []
      : [contradiction([...path, 'message'], `a message about appointment '${appointment}'`, `one about '${about}'`)]),
  ];
}

function checkProgress({ state, heldFor, dueAt, ...delivery }: Delivery, path: Path): readonly Mistake[] {
  const isHeld = state === 'held';
  if (isHeld && heldFor === undefined)
    return [
      contradiction([...path, 'heldFor'], "the event that a delivery with the state 'held' waits for", 'no event'),
    ];
  if (!isHeld && heldFor !== undefined)
    return [contradiction([...path, 'state'], `'held' with heldFor '${heldFor}'`, `'${state}'`)];
  if ((isHeld || hasEnded({ state })) && dueAt !== undefined)
    return [contradiction([...path, 'dueAt'], `no next attempt of a delivery with the state '${state}'`, dueAt)];
  const isDelivered = state === 'delivered' && delivery.attempts.length === 0;
  return isDelivered
    ? [contradiction([...path, 'attempts'], "an attempt before the state 'delivered'", 'no attempt')]
    : [];
}

/** Checks the changes of slots: their order, and that each has the holder that its status requires. */
function checkSlots({ slots, sequence }: Snapshot, { schedules }: Known): readonly Mistake[] {
  const numbers = new Set<number>();
  return slots.flatMap(({ schedule, changes }, index) => {
    const path = ['slots', index];
    if (!schedules.has(schedule))
      return [contradiction([...path, 'schedule'], 'a schedule of the configuration', `'${schedule}'`)];
    if (changes.length === 0) return [contradiction([...path, 'changes'], 'at least one change', 'no change')];
    return changes.flatMap((change, number) => {
      const at = [...path, 'changes', number];
      const previous = changes[number - 1]?.sequence ?? 0;
      const isInOrder = change.sequence > previous && change.sequence <= sequence && !numbers.has(change.sequence);
      numbers.add(change.sequence);
      const range = `a number of its own from ${previous + 1} to the snapshot's sequence ${sequence}`;
      return [
        ...(isInOrder ? [] : [contradiction([...at, 'sequence'], range, String(change.sequence))]),
        ...checkHolder(change, at),
      ];
    });
  });
}

function checkHolder({ status, holder }: Snapshot['slots'][number]['changes'][number], path: Path): readonly Mistake[] {
  if (holder === undefined) {
    const isHeld = status === 'tentative';
    return isHeld ? [contradiction([...path, 'holder'], "an appointment for the status 'tentative'", 'no holder')] : [];
  }
  const needsId = holder.kind === 'appointment';
  if (needsId !== (holder.id !== undefined))
    return [contradiction([...path, 'holder'], 'an id of an appointment, and of that only', `kind '${holder.kind}'`)];
  const isHeld = status === 'busy' || (status === 'tentative' && needsId);
  return isHeld ? [] : [contradiction([...path, 'status'], `'busy' with a holder`, `'${status}'`)];
}

function checkFaults({ faults }: Snapshot): readonly Mistake[] {
  return faults.flatMap(({ fault, matched, struck }, index) => [
    ...(fault.id === undefined ? [contradiction(['faults', index, 'fault'], 'a fault with an id', 'no id')] : []),
    ...(struck <= matched
      ? []
      : [contradiction(['faults', index, 'struck'], `at most matched, ${matched}`, String(struck))]),
  ]);
}

function checkCompetitor({ competitorAt, contention }: Snapshot): readonly Mistake[] {
  const [next] = competitorAt;
  if (next === undefined || (contention.competitorsPerHour ?? 0) > 0) return [];
  return [contradiction(['competitorAt'], 'no competitor without contention.competitorsPerHour', next)];
}

function checkLoggedIn({ loggedInPatient = UNKNOWN_PATIENT }: Snapshot, { patients }: Known): readonly Mistake[] {
  if (loggedInPatient === UNKNOWN_PATIENT || patients.has(loggedInPatient)) return [];
  return [contradiction(['loggedInPatient'], `the reference of one of patients, or ${UNKNOWN_PATIENT}`, 'another')];
}
