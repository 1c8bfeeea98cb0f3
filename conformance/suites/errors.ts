import { check, satisfied, suite, violated } from '../check.ts';
import { patientBsn } from '../fixtures/options.ts';
import {
  invalidCancellation,
  unknownAppointmentCancellation,
  unknownSlotBooking,
} from '../fixtures/rejected-bookings.ts';
import { errorResponses } from '../fixtures/responses.ts';
import { conflict } from '../fixtures/taken-slot.ts';
import { at, describeValue, listOf, textOf } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';

const INVALID = ['invalid', 'structure', 'required', 'value'];
const CODES: Readonly<Record<number, readonly string[]>> = {
  400: INVALID,
  401: ['login'],
  403: ['forbidden'],
  404: ['not-found'],
  // A separate check covers the code of a 409, which is a must (AP-7).
  422: [...INVALID, 'business-rule', 'not-found', 'not-supported', 'processing', 'conflict'],
  429: ['throttled'],
};

/** Lines of a stack trace, as Java, .NET, JavaScript, Python, PHP and Ruby write them. */
const STACK_LINE =
  /at [\w$.<>]{1,200}\([\w$]{1,100}\.(?:java|kt|scala):\d+\)|\) in .{1,200}:line \d+|at .{1,200}\.[cm]?[jt]s:\d+:\d+|\.py\\?", line \d+|\.php\(\d+\)|\.rb:\d+:in /;
/** Characters of an error that are searched for it. */
const MAX_SEARCHED = 5000;

export const errors = suite('errors', [
  check('bsn', {
    title: "An error does not repeat the patient's BSN",
    clauses: ['TR-7'],
    level: 'advisory',
    catches: ['error-shows-bsn'],
    uses: { patientBsn, invalidCancellation, unknownAppointmentCancellation, conflict, unknownSlotBooking },
    async run({ session, patientBsn, conflict, unknownSlotBooking, ...responses }) {
      const sent = [responses.invalidCancellation, responses.unknownAppointmentCancellation];
      // With a token the BSN is in that, not in the body.
      if (session.options.token === undefined) sent.push(conflict.response, unknownSlotBooking.response);
      const rejected = sent.filter(({ status }) => status >= 400);
      if (rejected.length === 0) blockCheck('no request returned an error');
      const leak = rejected.find(({ text }) => text.includes(patientBsn));
      if (!leak) return satisfied(rejected.length, `${rejected.length} errors examined`);
      return violated({
        examined: rejected.length,
        message: `an error (${leak.status}) repeats the BSN of its request`,
        expected: 'no BSN',
        actual: 'the BSN of the test patient',
        exchanges: [leak.exchangeId],
      });
    },
  }),

  check('outcome', {
    title: 'Every error has an OperationOutcome with an issue',
    clauses: ['TR-7'],
    level: 'should',
    catches: ['error-without-outcome', 'slot-malformed-date-500'],
    uses: { errorResponses },
    async run({ errorResponses }) {
      // A body that is too long to be kept is not judged.
      const kept = errorResponses.filter(({ bytes, body, text }) => bytes === 0 || body !== undefined || text !== '');
      const bare = kept.find(
        ({ body }) => at(body, 'resourceType') !== 'OperationOutcome' || listOf(at(body, 'issue')).length === 0,
      );
      if (!bare) return satisfied(kept.length, `${kept.length} errors examined`);
      return violated({
        examined: kept.length,
        message: `an error (${bare.status}) has no OperationOutcome`,
        expected: 'an OperationOutcome with an issue',
        actual: bare.isJson ? describeValue(bare.body) : `a body of type ${describeValue(bare.mediaType || undefined)}`,
        exchanges: [bare.exchangeId],
      });
    },
  }),

  check('code', {
    title: 'The issue of an error has a code that fits its status',
    clauses: ['TR-7'],
    level: 'should',
    catches: ['error-other-code'],
    uses: { errorResponses },
    async run({ errorResponses }) {
      const coded = errorResponses.flatMap(({ status, body, exchangeId }) => {
        const expected = CODES[status] ?? (status >= 500 ? ['exception', 'timeout'] : undefined);
        const code = textOf(at(body, 'issue', 0, 'code'));
        return expected === undefined || code === undefined ? [] : [{ status, code, expected, exchangeId }];
      });
      if (coded.length === 0) blockCheck('no error has an OperationOutcome');
      const wrong = coded.find(({ code, expected }) => !expected.includes(code));
      if (!wrong) return satisfied(coded.length, `${coded.length} errors examined`);
      return violated({
        examined: coded.length,
        message: `an error with status ${wrong.status} has a code that does not fit`,
        expected: wrong.expected.join(', '),
        actual: describeValue(wrong.code),
        path: 'issue[0].code',
        exchanges: [wrong.exchangeId],
      });
    },
  }),

  check('stack-trace', {
    title: 'An error has no stack trace',
    clauses: ['TR-7'],
    level: 'advisory',
    catches: ['error-shows-stack'],
    uses: { errorResponses },
    async run({ errorResponses }) {
      const leak = errorResponses.find(({ text }) => STACK_LINE.test(text.slice(0, MAX_SEARCHED)));
      if (!leak) return satisfied(errorResponses.length, `${errorResponses.length} errors examined`);
      return violated({
        examined: errorResponses.length,
        message: `an error (${leak.status}) has lines of a stack trace`,
        expected: 'no stack trace',
        actual: 'lines of a stack trace',
        exchanges: [leak.exchangeId],
      });
    },
  }),
]);
