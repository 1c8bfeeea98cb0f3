import { eachExchange } from '../assertions/assert-each.ts';
import { check, suite } from '../check.ts';
import {
  invalidCancellation,
  unknownAppointmentCancellation,
  unknownSlotBooking,
} from '../fixtures/rejected-bookings.ts';
import { patientBsn } from '../fixtures/required-options.ts';
import { allResponses, errorResponses, sentToken } from '../fixtures/responses.ts';
import { conflict } from '../fixtures/taken-slot.ts';
import { at, describeValue, listOf, textOf } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';
import type { RecordedResponse } from '../session/recorded-response.ts';

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
    clauses: ['TR-15'],
    catches: ['error-shows-bsn'],
    uses: { patientBsn, invalidCancellation, unknownAppointmentCancellation, conflict, unknownSlotBooking },
    async run({ session, patientBsn, conflict, unknownSlotBooking, ...responses }) {
      const sent = [responses.invalidCancellation, responses.unknownAppointmentCancellation];
      // With a token the BSN is in that, not in the body.
      if (session.options.token === undefined) sent.push(conflict.response, unknownSlotBooking.response);
      const rejected = sent.filter(({ status }) => status >= 400);
      if (rejected.length === 0) blockCheck('no request returned an error');
      return eachExchange(rejected, 'errors examined', ({ text, status }) => {
        if (!text.includes(patientBsn)) return undefined;
        const message = `an error (${status}) repeats the BSN of its request`;
        return { message, expected: 'no BSN', actual: 'the BSN of the test patient' };
      });
    },
  }),

  check('token', {
    title: 'No response has the token of its request',
    clauses: ['TR-15'],
    catches: ['auth-token-in-error'],
    uses: { sentToken, allResponses },
    async run({ allResponses }) {
      return eachExchange(
        allResponses.filter(({ repeatsToken }) => repeatsToken !== undefined),
        'responses examined',
        ({ repeatsToken, status }) => {
          if (!repeatsToken) return undefined;
          const message = `a response (${status}) has the token of its request`;
          return { message, expected: 'no token', actual: 'the token that was sent' };
        },
      );
    },
  }),

  check('outcome', {
    title: 'Every error has an OperationOutcome with an issue',
    clauses: ['TR-7'],
    catches: ['error-without-outcome', 'slot-malformed-date-500'],
    uses: { errorResponses },
    async run({ errorResponses }) {
      // A body that is too long to be kept is not judged.
      const kept = errorResponses.filter(({ bytes, body, text }) => bytes === 0 || body !== undefined || text !== '');
      return eachExchange(kept, 'errors examined', ({ status, body, bytes, isJson, mediaType }) => {
        if (at(body, 'resourceType') === 'OperationOutcome' && listOf(at(body, 'issue')).length > 0) return undefined;
        return {
          message: `an error (${status}) has no OperationOutcome`,
          expected: 'an OperationOutcome with an issue',
          actual: describeBody({ body, bytes, isJson, mediaType }),
        };
      });
    },
  }),

  check('code', {
    title: 'The issue of an error has a code that fits its status',
    clauses: ['TR-13'],
    catches: ['error-other-code'],
    uses: { errorResponses },
    async run({ errorResponses }) {
      const coded = errorResponses.flatMap(({ status, body, exchangeId }) => {
        const expected = CODES[status] ?? (status >= 500 ? ['exception', 'timeout'] : undefined);
        const code = textOf(at(body, 'issue', 0, 'code'));
        return expected === undefined || code === undefined ? [] : [{ status, code, expected, exchangeId }];
      });
      if (coded.length === 0) blockCheck('no error has an OperationOutcome');
      return eachExchange(coded, 'errors examined', ({ status, code, expected }) => {
        if (expected.includes(code)) return undefined;
        const message = `an error with status ${status} has a code that does not fit`;
        return { message, expected: expected.join(', '), actual: describeValue(code), path: 'issue[0].code' };
      });
    },
  }),

  check('stack-trace', {
    title: 'An error has no stack trace',
    clauses: ['TR-15'],
    catches: ['error-shows-stack'],
    uses: { errorResponses },
    async run({ errorResponses }) {
      return eachExchange(errorResponses, 'errors examined', ({ text, status }) => {
        if (!STACK_LINE.test(text.slice(0, MAX_SEARCHED))) return undefined;
        const actual = 'lines of a stack trace';
        return { message: `an error (${status}) has ${actual}`, expected: 'no stack trace', actual };
      });
    },
  }),
]);

function describeBody({
  body,
  bytes,
  isJson,
  mediaType,
}: Pick<RecordedResponse, 'body' | 'bytes' | 'isJson' | 'mediaType'>): string {
  if (bytes === 0) return 'no body';
  if (isJson) return describeValue(body);
  return mediaType === '' ? 'a body without a media type' : `a body of type ${describeValue(mediaType)}`;
}
