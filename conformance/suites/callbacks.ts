import { ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import { assertEach, eachExchange, type Fault } from '../assertions/assert-each.ts';
import { slotIsFree } from '../assertions/slot-is-free.ts';
import { responsesIn } from '../callbacks/callback-collector.ts';
import type { ReceivedCallback } from '../callbacks/received-callback.ts';
import { check, type Finding, satisfied, suite, violated, withDialect } from '../check.ts';
import {
  type Approvals,
  approvals,
  decisionsOf,
  RETRY_AFTER_S,
  type RequestedDecision,
} from '../fixtures/approvals.ts';
import { booked } from '../fixtures/booked.ts';
import { describeSilence } from '../fixtures/silence.ts';
import { unneededCallbacks } from '../fixtures/unneeded-callbacks.ts';
import { AGB_SYSTEM, BSN_SYSTEM } from '../naming-systems.ts';
import { at, describeValue } from '../read/json.ts';
import { blockCheck, skipCheck } from '../session/block-check.ts';

export const callbacks = suite('callbacks', [
  check('sent', {
    title: 'A decision by the practice is sent as a callback',
    clauses: ['CB-1'],
    catches: ['callback-never'],
    uses: { approvals },
    async run({ session, approvals: { approved } }) {
      const { beforeDecision, responses, malformed, wrongReference, unknownAppointment } = approved;
      if (responses.length > 0) return satisfied(1, 'one decision examined');
      if (beforeDecision.length > 0) blockCheck('the callback came before the decision');
      const [broken] = malformed;
      if (broken) {
        return violated({
          message: 'the callback is not JSON; it got 400',
          expected: 'a body of JSON',
          actual: `${broken.length} characters that are not JSON`,
          exchanges: [broken.exchangeId],
        });
      }
      if (wrongReference.length > 0) blockCheck('a callback came that does not name the appointment');
      if (unknownAppointment.length > 0) blockCheck('a callback came that names another appointment');
      requireNoOtherDecision(approved);
      if (!approved.decisionConfirmed) blockCheck(approved.reason);
      return violated({
        message: `no callback came, although appointment ${approved.id} was decided`,
        expected: 'POST /AppointmentResponse',
        actual: await describeSilence(session),
      });
    },
  }),

  check('appointment', {
    title: 'The callback names the appointment that was decided',
    clauses: ['CB-1'],
    catches: ['callback-other-appointment', 'callback-bare-id', 'callback-previous-appointment'],
    uses: { approvals },
    async run({ approvals }) {
      const path = 'appointment.reference';
      for (const { id, requested, wrongReference } of decisionsOf(approvals)) {
        const [wrong] = wrongReference;
        if (!wrong) continue;
        return violated({
          message: `a callback does not name the appointment that was ${requested}: write Appointment/ and its id in the XIS`,
          expected: `Appointment/${id}`,
          actual: describeValue(wrong.reference),
          path,
          exchanges: [wrong.exchangeId],
        });
      }
      const { approved } = approvals;
      if (responsesIn(approved).length > 0) return satisfied(1, 'one callback examined');
      const [unknown] = approved.unknownAppointment;
      // Without a confirmed decision it may be about an appointment of another run.
      if (!unknown || !approved.decisionConfirmed) blockCheck(describeMissing(approved));
      return violated({
        message: 'the only callback about the patient names another appointment',
        expected: `Appointment/${approved.id}`,
        actual: describeValue(unknown.appointment),
        path,
        exchanges: [unknown.exchangeId],
      });
    },
  }),

  check('not-before-decision', {
    title: 'A callback is not sent before the practice has decided',
    clauses: ['CB-9'],
    catches: ['callback-before-decision'],
    uses: { approvals },
    async run({ approvals }) {
      return assertEach(decisionsOf(approvals), 'pending appointments examined', ({ beforeDecision: [early] }) => {
        if (!early) return undefined;
        return {
          message: 'a callback was sent about an appointment before the decision of the practice',
          expected: 'no callback before the decision',
          actual: `'${early.status === 'declined' ? 'declined' : 'accepted'}'`,
          path: 'participantStatus',
          exchanges: [early.exchangeId],
        };
      });
    },
  }),

  check('accepted', {
    title: 'An approved appointment is reported as accepted',
    clauses: ['CB-9'],
    catches: ['callback-decision-swapped'],
    uses: { approvals },
    run: async ({ approvals: { approved } }) => reportsDecision(approved),
  }),

  check('declined', {
    title: 'A declined appointment is reported as declined',
    clauses: ['CB-9'],
    catches: ['callback-decision-swapped', 'callback-declined-never', 'callback-retry-other-decision'],
    uses: { approvals },
    async run({ session, approvals }) {
      const declined = requireDeclined(approvals);
      requireNoOtherDecision(declined);
      if (!isSilent(declined) || approvals.approved.responses.length === 0) return reportsDecision(declined);
      return violated({
        message: `no callback came, although appointment ${declined.id} was declined`,
        expected: "POST /AppointmentResponse with 'declined'",
        actual: await describeSilence(session),
      });
    },
  }),

  check('bsn', {
    title: "The callback has the patient's BSN",
    clauses: ['CB-1'],
    catches: ['callback-without-bsn'],
    uses: { approvals },
    run: async ({ session: { options }, approvals }) =>
      eachCallback(approvals, `an identifier ${BSN_SYSTEM} of the test patient`, ({ bsn }) => {
        if (bsn === options.patient?.bsn) return undefined;
        return { actual: bsn === undefined ? 'none' : 'another BSN', path: 'actor' };
      }),
  }),

  check('comment', {
    title: 'The callback has a comment that is not empty',
    clauses: ['CB-1'],
    isException: true,
    catches: ['callback-without-comment'],
    uses: { approvals },
    run: async ({ approvals }) =>
      eachCallback(approvals, 'a comment that is not empty', ({ body, comment = '' }) =>
        comment.trim() === '' ? { actual: describeValue(at(body, 'comment')), path: 'comment' } : undefined,
      ),
  }),

  check('resource-type', {
    title: 'The callback has resourceType AppointmentResponse, in either dialect',
    clauses: ['CB-7'],
    catches: ['callback-without-resource-type'],
    uses: { approvals },
    run: async ({ approvals }) =>
      eachCallback(approvals, "'AppointmentResponse'", ({ body }) => {
        const type = at(body, 'resourceType');
        return type === 'AppointmentResponse' ? undefined : { actual: describeValue(type), path: 'resourceType' };
      }),
  }),

  check('utf-8', {
    title: 'The body of the callback is UTF-8',
    clauses: ['TR-14'],
    catches: ['callback-not-utf-8'],
    uses: { approvals },
    run: async ({ approvals }) =>
      eachCallback(approvals, 'UTF-8, declared or not', ({ isUtf8, headers }) => {
        if (isUtf8) return undefined;
        return { actual: `another encoding, with Content-Type ${describeValue(headers['content-type'])}` };
      }),
  }),

  check('organization', {
    title: 'The callback has the organization in its header, as a token or as a code',
    clauses: ['CB-3', 'TR-2'],
    catches: ['callback-without-organization'],
    uses: { approvals },
    async run({ session: { options }, approvals }) {
      const token = `${AGB_SYSTEM}|${options.organization}`;
      const forms = new Set<string>();
      const expected = `${ORGANIZATION_HEADERS[0]}: ${token}, or the code alone`;
      const finding = eachCallback(approvals, expected, ({ headers }) => {
        const names = ORGANIZATION_HEADERS.filter((name) => headers[name.toLowerCase()] !== undefined);
        for (const name of names) {
          const value = headers[name.toLowerCase()]?.trim();
          if (value !== token && value !== options.organization) return { actual: describeValue(value), path: name };
          forms.add(`${name} as a ${value === token ? 'token' : 'code'}`);
        }
        return names.length > 0 ? undefined : { actual: 'no such header', path: ORGANIZATION_HEADERS[0] };
      });
      if (finding.outcome !== 'satisfied') return finding;
      return { ...finding, message: `${finding.message}: ${[...forms].join(', ')}` };
    },
  }),

  check('media-type', {
    title: 'The callback has the media type application/fhir+json',
    clauses: ['TR-1'],
    catches: ['callback-other-media-type'],
    uses: { approvals },
    run: async ({ approvals }) =>
      eachCallback(approvals, 'application/fhir+json', ({ headers }) => {
        const mediaType = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
        if (mediaType === 'application/fhir+json') return undefined;
        return { actual: describeValue(mediaType), path: 'Content-Type' };
      }),
  }),

  check('once', {
    title: 'A callback that got 201 is not sent again',
    clauses: ['CB-6'],
    catches: ['callback-twice'],
    uses: { approvals },
    async run({ approvals: { approved } }) {
      const { responses } = approved;
      if (responses.length === 0) blockCheck(describeMissing(approved));
      if (responses.length === 1) return satisfied(1, 'one callback examined');
      return violated({
        examined: responses.length,
        message: 'a callback that got 201 is sent again',
        expected: 'one callback',
        actual: `${responses.length}`,
        exchanges: responses.map(({ exchangeId }) => exchangeId),
      });
    },
  }),

  check('retry', {
    title: 'A callback that got 500 is sent again, and not before Retry-After',
    clauses: ['CB-6'],
    catches: ['callback-no-retry'],
    uses: { approvals },
    async run({ session, approvals: { declined } }) {
      const responses = declined ? responsesIn(declined) : [];
      const index = responses.findIndex(({ responseStatus }) => responseStatus === 500);
      if (index < 0 && declined) requireNoOtherDecision(declined);
      const failed =
        responses[index] ?? blockCheck(declined ? describeMissing(declined) : 'no callback came that could get 500');
      const retry = responses[index + 1];
      const expected = `a retry after ${RETRY_AFTER_S} second or more`;
      if (!retry) {
        const message = 'a callback that got 500 is not sent again';
        return violated({ message, expected, actual: await describeSilence(session), exchanges: [failed.exchangeId] });
      }
      const seconds = (retry.at - failed.at) / 1000;
      if (seconds >= RETRY_AFTER_S) return satisfied(1, `sent again after ${seconds.toFixed(1)} seconds`);
      return violated({
        message: 'a callback that got 500 is sent again too soon',
        expected,
        actual: `a retry after ${seconds.toFixed(1)} seconds`,
        exchanges: [failed.exchangeId, retry.exchangeId],
      });
    },
  }),

  check('retry-content', {
    title: 'A callback that is sent again has the same content',
    clauses: ['CB-6'],
    catches: ['callback-retry-other-decision'],
    uses: { approvals },
    async run({ approvals }) {
      const pairs = decisionsOf(approvals).flatMap(listRetries);
      if (pairs.length === 0) {
        if (approvals.declined) requireNoOtherDecision(approvals.declined);
        blockCheck('no callback was sent again');
      }
      return assertEach(pairs, 'retries examined', ([first, retry]) => {
        const different = RETRIED_PARTS.find((part) => first[part] !== retry[part]);
        if (different === undefined) return undefined;
        // A comment may name a person.
        const shown = (callback: ReceivedCallback): string =>
          different === 'status' ? describeValue(callback.status) : `the same ${different}`;
        return {
          message: `a callback that is sent again has another ${different}`,
          expected: shown(first),
          actual: different === 'status' ? shown(retry) : `another ${different}`,
          exchanges: [first.exchangeId, retry.exchangeId],
        };
      });
    },
  }),

  check('unneeded', {
    title: 'No callback is sent about an appointment that needed no approval',
    clauses: ['CB-9'],
    catches: ['callback-when-accepted'],
    uses: { unneededCallbacks },
    async run({ session: { options }, unneededCallbacks: { appointments, callbacks } }) {
      const examined = appointments.length;
      const [callback] = callbacks;
      if (!callback) return satisfied(examined, `${examined} appointments that needed no approval examined`);
      const option = options.nameOption('approvalType');
      return violated({
        examined,
        message: `a callback came about an appointment whose practitioner was 'accepted' when it was made; if its type needs approval, respond with 'needs-action' (AP-4), and name it with ${option}`,
        expected: 'no callback',
        actual: describeValue(callback.status),
        path: 'participantStatus',
        exchanges: callbacks.map(({ exchangeId }) => exchangeId),
      });
    },
  }),

  check('slot-free', {
    title: 'The slot of an appointment that the practice has declined is returned as free again',
    clauses: ['AP-18'],
    catches: ['denial-keeps-slot'],
    uses: { approvals, booked },
    async run({ approvals, booked }) {
      const declined = requireDeclined(approvals);
      requireDecided(declined);
      // The control: the slot of an appointment is not free otherwise.
      if (booked.slotIsFree !== false) blockCheck('the slot of a booking was not seen to be taken');
      const message = `the slot of appointment ${declined.id} is not free, although it was declined`;
      return slotIsFree(declined.slotIsFree, message);
    },
  }),
]);

/** Returns why no callback about a decision can be examined. */
function describeMissing({ reason, wrongReference, malformed }: RequestedDecision): string {
  if (malformed.length > 0) return 'the callback is not JSON';
  if (wrongReference.length > 0) return 'the callback does not name the appointment';
  return reason === '' ? 'no callback came after the decision' : reason;
}

/** Returns whether no callback came, although the decision is confirmed. */
function isSilent(decision: RequestedDecision): boolean {
  const { beforeDecision, responses, wrongReference, malformed, unknownAppointment, decisionConfirmed } = decision;
  const lists = [beforeDecision, responses, wrongReference, malformed, unknownAppointment];
  return decisionConfirmed && lists.every(({ length }) => length === 0);
}

/** @throws CheckBlocked when there was no second appointment to decline */
function requireDeclined({ declined }: Approvals): RequestedDecision {
  return declined ?? blockCheck('no second appointment that waits for approval could be booked');
}

/**
 * Requires that the practice has not decided otherwise.
 * @throws CheckNotApplicable when it has, by itself
 * @throws CheckBlocked when it has, although it confirmed the requested decision
 */
function requireNoOtherDecision({ otherDecision, decisionConfirmed }: RequestedDecision): void {
  if (otherDecision === undefined) return;
  if (decisionConfirmed) blockCheck(otherDecision);
  skipCheck(otherDecision);
}

/** @throws CheckBlocked when the practice may have decided otherwise */
function requireDecided(decision: RequestedDecision): void {
  requireNoOtherDecision(decision);
  const { decided, requested } = decision;
  if (decided !== requested) blockCheck(`it is not certain that the practice has ${requested} the appointment`);
}

/** Asserts that every callback reports the decision of the practice, also when it is sent again. */
function reportsDecision(decision: RequestedDecision): Finding {
  requireNoOtherDecision(decision);
  const { responses, requested } = decision;
  const [first] = responses;
  if (!first) blockCheck(describeMissing(decision));
  requireDecided(decision);
  const finding = eachExchange(responses, 'callbacks examined', ({ status }) => {
    if (status === requested) return undefined;
    const message = `an appointment that was ${requested} is reported with another status`;
    return { message, expected: `'${requested}'`, actual: describeValue(status), path: 'participantStatus' };
  });
  return withDialect(finding, first.dialect);
}

/**
 * Asserts something of every callback about the two appointments.
 * @param expected what the clause expects of each
 */
function eachCallback(
  approvals: Approvals,
  expected: string,
  findFault: (callback: ReceivedCallback) => Pick<Fault, 'actual' | 'path'> | undefined,
): Finding {
  const responses = decisionsOf(approvals).flatMap(responsesIn);
  const [first] = responses;
  if (!first) blockCheck(describeMissing(approvals.approved));
  const finding = eachExchange(responses, 'callbacks examined', (callback) => {
    const fault = findFault(callback);
    return fault && { message: 'the callback is not as expected', expected, ...fault };
  });
  return withDialect(finding, first.dialect);
}

/** The parts of a callback that stay the same when it is sent again (CB-6). */
const RETRIED_PARTS = ['status', 'reference', 'bsn', 'comment'] as const;

/** Returns each callback about a decision with the one that follows it. */
function listRetries(decision: RequestedDecision): readonly (readonly [ReceivedCallback, ReceivedCallback])[] {
  const { responses } = decision;
  return responses.slice(1).flatMap((retry, index) => {
    const first = responses[index];
    return first ? [[first, retry] as const] : [];
  });
}
