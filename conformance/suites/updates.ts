import { assertEach, eachExchange, type Fault } from '../assertions/assert-each.ts';
import { lookUp } from '../bookings/look-up.ts';
import type { ReceivedCallback } from '../callbacks/received-callback.ts';
import type { RequestedChange } from '../callbacks/request-change.ts';
import { check, suite, violated } from '../check.ts';
import { optional } from '../fixture.ts';
import { practiceChanges, updates } from '../fixtures/changes.ts';
import { callbackInbox } from '../fixtures/required-options.ts';
import { BSN_SYSTEM } from '../naming-systems.ts';
import { codingsOf } from '../read/coding.ts';
import { at, describeValue, listOf, textOf } from '../read/json.ts';
import { parseInstantLeniently } from '../read/parsed-instant.ts';
import { blockCheck } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';

/** Statuses of an appointment that the practice has changed (UP-1). */
const UPDATE_STATUSES = ['booked', 'cancelled'];
const CHANGED = { make: 'made', move: 'moved', cancel: 'cancelled' } as const;

export const updateChecks = suite('updates', [
  check('sent', {
    title: 'A change by the practice is sent as an update that shows it',
    clauses: ['UP-1'],
    catches: ['update-never'],
    uses: { practiceChanges },
    async run({ session, practiceChanges }) {
      const isMissing = ({ isConfirmed, updates: sent }: RequestedChange): boolean => !isConfirmed && sent.length === 0;
      const missing = practiceChanges.find(isMissing);
      const examined = practiceChanges.filter((change) => !isMissing(change));
      const finding = assertEach(examined, 'changes examined', (change) => {
        if (change.updates.some((update) => showsChange(session, change, update))) return undefined;
        const { request, updates: sent } = change;
        const seconds = session.options.approvalTimeoutMs / 1000;
        return {
          message: `no update shows that the practice has ${CHANGED[request.change]} an appointment`,
          expected: `PUT /Appointment/{id} with ${describeChange(change)}`,
          actual: sent.length === 0 ? `nothing in ${seconds} seconds` : describeUpdate(sent[0]),
          ...(sent.length > 0 && { exchanges: sent.map(({ exchangeId }) => exchangeId) }),
        };
      });
      if (finding.outcome === 'satisfied' && missing) blockCheck(missing.reason);
      return finding;
    },
  }),

  check('complete', {
    title: 'An update has resourceType, id, status, start, end, service category and participants',
    clauses: ['UP-1'],
    catches: ['update-incomplete'],
    uses: { updates },
    run: async ({ updates }) => eachExchange(updates, 'updates examined', findMissingPart),
  }),

  check('patient', {
    title: 'An update has the patient as a participant with BSN and status accepted',
    clauses: ['UP-1'],
    catches: ['update-without-bsn'],
    uses: { updates },
    async run({ session, updates }) {
      const known = new Set(session.bookings.map(({ appointment }) => appointment));
      return eachExchange(updates, 'updates examined', (update) =>
        findPatientFault(update, known.has(update.appointment ?? '') ? session.options.patient?.bsn : undefined),
      );
    },
  }),

  check('instants', {
    title: 'Start and end of an update are FHIR instants, to the letter',
    clauses: ['UP-1'],
    catches: ['update-invalid-instant'],
    uses: { updates },
    async run({ session: { options }, updates }) {
      const times = updates.flatMap(({ body, exchangeId }) =>
        (['start', 'end'] as const).flatMap((path) => {
          const value = at(body, path);
          return value === undefined ? [] : [{ path, value, exchangeId }];
        }),
      );
      if (times.length === 0) blockCheck('no update has a start or an end');
      return eachExchange(times, 'times examined', ({ path, value }) => {
        if (parseInstantLeniently(value, options.timeZone).isInstant) return undefined;
        return {
          message: 'a time of an update is no FHIR instant (SL-4)',
          expected: 'date, time with seconds, and Z or an offset ±hh:mm',
          actual: describeValue(value),
          path,
        };
      });
    },
  }),

  check('id', {
    title: 'An update has the same id in path and body, which is the logical id of the appointment',
    clauses: ['UP-5'],
    catches: ['update-other-id'],
    uses: { updates, practiceChanges: optional(practiceChanges) },
    async run({ session, updates, practiceChanges = [] }) {
      for (const { request } of practiceChanges) await requireReadable(session, request.appointment);
      const wrong = practiceChanges.flatMap(({ request, updates: sent }) =>
        sent.filter(({ appointment }) => request.appointment !== undefined && appointment !== request.appointment),
      );
      return eachExchange(updates, 'updates examined', (update) => {
        const message = 'the id of an update is not the logical id of the appointment';
        const inBody = at(update.body, 'id');
        if (wrong.includes(update)) {
          const changed = practiceChanges.find((change) => change.updates.includes(update));
          const expected = describeValue(changed?.request.appointment);
          return { message, expected, actual: describeValue(update.appointment), path: 'PUT /Appointment/{id}' };
        }
        if (inBody === undefined || inBody === update.appointment) return undefined;
        return { message, expected: describeValue(update.appointment), actual: describeValue(inBody), path: 'id' };
      });
    },
  }),

  check('once', {
    title: 'A change by the practice is sent once',
    clauses: ['UP-6'],
    catches: ['update-twice'],
    uses: { practiceChanges },
    async run({ practiceChanges }) {
      const sent = practiceChanges.flatMap((change) => change.updates);
      if (sent.length === 0) blockCheck('no update came');
      return eachExchange(sent, 'updates examined', (update) => {
        const content = contentOf(update);
        const earlier = sent.slice(0, sent.indexOf(update)).find((other) => contentOf(other) === content);
        if (earlier?.responseStatus !== 200) return undefined;
        const message = 'an update that got 200 is sent again';
        return { message, expected: 'one update for each change', actual: 'the same update again' };
      });
    },
  }),

  check('unchanged', {
    title: 'No update is sent about an appointment that has not changed',
    clauses: ['UP-6'],
    catches: ['update-unchanged'],
    uses: { callbackInbox, practiceChanges },
    async run({ session, callbackInbox: { received }, practiceChanges }) {
      const others = practiceChanges.flatMap((change) => change.others);
      const unchanged = others.find((update) => isKnown(session, update) || isRepeated(received, update));
      const examined = practiceChanges.length;
      if (!unchanged) return assertEach(practiceChanges, 'changes examined', () => undefined);
      return violated({
        examined,
        message: 'a change of one appointment is sent together with an update about another one, which has not changed',
        expected: 'no update about an appointment that has not changed',
        actual: describeUpdate(unchanged),
        exchanges: [unchanged.exchangeId],
      });
    },
  }),
]);

/** Returns whether an update shows what the practice has changed. */
function showsChange(session: Session, { request }: RequestedChange, { body }: ReceivedCallback): boolean {
  const status = at(body, 'status');
  if (request.change === 'cancel') return status === 'cancelled';
  if (status !== 'booked') return false;
  const { timeZone } = session.options;
  const startOf = (value: unknown): number | undefined => parseInstantLeniently(value, timeZone).at;
  // A missing start is the finding of another check.
  const start = at(body, 'start');
  return request.change === 'make' || start === undefined || startOf(start) !== startOf(request.start);
}

function describeChange({ request }: RequestedChange): string {
  if (request.change === 'cancel') return "status 'cancelled'";
  return request.change === 'make' ? "status 'booked'" : `status 'booked' and the new start ${request.newStart}`;
}

function describeUpdate(update: ReceivedCallback | undefined): string {
  return `status ${describeValue(at(update?.body, 'status'))} and start ${describeValue(at(update?.body, 'start'))}`;
}

function findMissingPart({ body }: ReceivedCallback): Fault | undefined {
  const message = 'an update is not complete';
  if (body === undefined) {
    return { message: 'an update is not JSON; it got 400', expected: 'an Appointment', actual: 'no JSON' };
  }
  const status = textOf(at(body, 'status')) ?? '';
  const categories = codingsOf(at(body, 'serviceCategory'));
  const parts: readonly (readonly [path: string, expected: string, isThere: boolean])[] = [
    ['resourceType', "'Appointment'", at(body, 'resourceType') === 'Appointment'],
    ['id', 'an id', textOf(at(body, 'id')) !== undefined],
    ['status', UPDATE_STATUSES.map((name) => `'${name}'`).join(' or '), UPDATE_STATUSES.includes(status)],
    ['start', 'a start', textOf(at(body, 'start')) !== undefined],
    ['end', 'an end', textOf(at(body, 'end')) !== undefined],
    ['serviceCategory', 'a list with codings of system and code', categories.length > 0],
    ['participant', 'a list of participants', listOf(at(body, 'participant')).length > 0],
  ];
  const [path, expected] = parts.find(([, , isThere]) => !isThere) ?? [];
  if (path === undefined || expected === undefined) return undefined;
  return { message, expected, actual: describeValue(at(body, path)), path };
}

/** @param bsn that of the patient, where the update is about an appointment of the run */
function findPatientFault({ body }: ReceivedCallback, bsn: string | undefined): Fault | undefined {
  const message = 'the patient of an update is not as expected';
  const path = 'participant.actor.identifier';
  const expected = `a participant with an identifier ${BSN_SYSTEM}`;
  const participants = listOf(at(body, 'participant'));
  const patient = participants.find((participant) => bsnOf(participant) !== undefined);
  if (patient === undefined) return { message, expected, actual: 'no BSN', path };
  if (bsn !== undefined && bsnOf(patient) !== bsn) {
    return { message, expected: `${expected} of the test patient`, actual: 'another BSN', path };
  }
  const status = at(patient, 'status');
  if (status === 'accepted') return undefined;
  return { message, expected: "'accepted'", actual: describeValue(status), path: 'participant.status' };
}

/** Returns the BSN of a participant, whose identifier may be a single one or a list. */
function bsnOf(participant: unknown): string | undefined {
  const identifier = at(participant, 'actor', 'identifier');
  const bsn = [...listOf(identifier), identifier].find((candidate) => at(candidate, 'system') === BSN_SYSTEM);
  return textOf(at(bsn, 'value'));
}

/** Returns what an update says, for a comparison. */
function contentOf({ appointment, body }: ReceivedCallback): string {
  return JSON.stringify([appointment, ...['status', 'start', 'end', 'comment'].map((part) => at(body, part))]);
}

/** Returns whether an earlier update says the same. */
function isRepeated(received: readonly ReceivedCallback[], update: ReceivedCallback): boolean {
  const earlier = received.slice(0, received.indexOf(update)).filter(({ kind }) => kind === 'update');
  return earlier.some((other) => contentOf(other) === contentOf(update));
}

/** Returns whether an update about an appointment of the run says nothing but what the run has done itself. */
function isKnown({ bookings, options }: Session, { appointment, body }: ReceivedCallback): boolean {
  const booking = bookings.find((known) => known.appointment === appointment);
  if (!booking) return false;
  if (at(body, 'status') === 'cancelled') return booking.cancelled;
  const startOf = (value: unknown): number | undefined => parseInstantLeniently(value, options.timeZone).at;
  const [start] = booking.slot.split(' ');
  return !booking.cancelled && startOf(at(body, 'start')) === startOf(start);
}

/** @throws CheckBlocked for an id from `Location` that leads nowhere: the check of AP-6 reports it */
async function requireReadable(session: Session, id: string | undefined): Promise<void> {
  if (id === undefined || (await lookUp(session, id)).appointment !== undefined) return;
  blockCheck('the id in Location does not lead to the appointment');
}
