import {
  anyOf,
  boolean,
  either,
  integer,
  number,
  object,
  oneOf,
  record,
  type Static,
  string,
} from '../../../schema/schema.ts';
import { distributionSchema } from '../duration.ts';

/** What Spreekuur.nl asks of the XIS, by the name that faults, journal and log use. */
export const INBOUND_OPERATIONS = [
  'read-appointment-types',
  'search-slot',
  'read-slot',
  'create-appointment',
  'read-appointment',
  'search-appointment',
  'create-appointment-response',
  'search-schedule',
  'read-schedule',
  'search-practitioner-role',
  'read-practitioner-role',
] as const;

/** What the XIS sends to Spreekuur.nl. */
export const OUTBOUND_OPERATIONS = ['send-appointment-response', 'send-appointment-update'] as const;

export type InboundOperation = (typeof INBOUND_OPERATIONS)[number];
export type OutboundOperation = (typeof OUTBOUND_OPERATIONS)[number];

const text = string({ maxLength: 500 });

const matchSchema = object(
  {},
  {
    query: record(text, { description: 'Query parameters with these values, decoded.' }),
    header: record(text, { description: 'Headers with these values; names in lower case.' }),
    body: record(anyOf([text, number()]), {
      description: 'Values in the body by JSON Pointer, for instance `/participant/0/actor/reference`.',
    }),
  },
  { title: 'FaultMatch', description: 'Only requests that agree with all of it. A callback has a body only.' },
);

const whenSchema = anyOf(
  [
    object({ nth: integer({ minimum: 1, description: 'Only that one.' }) }),
    object({ first: integer({ minimum: 1, description: 'The first so many.' }) }),
    object({ every: integer({ minimum: 1, description: 'Every so many-th.' }) }),
    object({
      probability: number({
        minimum: 0,
        maximum: 1,
        description: 'By chance, from the seed; 0 leaves every request untouched.',
      }),
    }),
  ],
  {
    title: 'FaultWhen',
    expected: '{nth: 2}, {first: 3}, {every: 10} or {probability: 0.1}',
    description:
      'Which of the requests that match; without it every one. `nth`, `first` and `every` count those that match.',
  },
);

const inboundEffectSchema = object(
  {},
  {
    delay: {
      ...distributionSchema,
      description:
        "How long the answer waits, on the organization's clock: `PT30S`, `{fixed: PT30S}`, `{uniform: {from: PT1S, to: PT1M}}`, or `{logNormal: {median: PT10M, sigma: 0.8}}`.",
    } as typeof distributionSchema,
    status: integer({ minimum: 400, maximum: 599, description: 'This status, with an OperationOutcome.' }),
    retryAfterSeconds: integer({ minimum: 0, maximum: 86_400, description: 'Adds `Retry-After` to the status.' }),
    reset: boolean({ description: 'The connection is reset instead of an answer.' }),
    body: oneOf(['truncated', 'malformed', 'empty', 'html'], {
      description: 'The body ends half-way with the connection, is no JSON, is empty, or is a page of HTML.',
    }),
    mediaType: string({
      pattern: '^[ -~]{1,100}$',
      expected: 'a media type, in printable ASCII',
      description: 'This `Content-Type` instead of FHIR JSON.',
    }),
    stage: oneOf(['before', 'after'], {
      default: 'before',
      description:
        'Whether delay, status and reset come before the request is handled, and nothing is stored, or after it was, and only the answer is lost.',
    }),
  },
  { description: 'What becomes of the answer; several may be combined.' },
);

const outboundEffectSchema = object(
  {
    callback: anyOf(
      [
        oneOf(['lost', 'twice', 'before-answer', 'out-of-order', 'after-cancellation'], {
          description:
            '`lost`: never sent. `twice`: sent again after it was delivered. `before-answer`: delivered before the 201 to the booking is sent. ' +
            '`out-of-order`: held back until the next callback of the organization has been delivered. `after-cancellation`: held back until the patient has cancelled.',
        }),
        object({ late: distributionSchema }, {}, { description: 'Sent so much later.' }),
      ],
      { expected: "'lost', 'twice', 'before-answer', 'out-of-order', 'after-cancellation', or {late: PT1H}" },
    ),
  },
  {},
  { description: 'What becomes of the callback.' },
);

const common = { match: matchSchema, when: whenSchema };
const faultId = {
  id: string({
    pattern: '^[A-Za-z0-9.-]{1,64}$',
    expected: 'an id',
    description: 'To find it by; made up when there is none.',
  }),
};

/** A fault of what the XIS answers. */
const inboundFaultSchema = object(
  {
    operation: oneOf(['*', ...INBOUND_OPERATIONS], {
      expected: `one of *, ${[...INBOUND_OPERATIONS, ...OUTBOUND_OPERATIONS].join(', ')}`,
      description: 'What Spreekuur.nl asks for; `*` for all of it.',
    }),
    effect: inboundEffectSchema,
  },
  { ...faultId, ...common },
  { description: 'A fault of what the XIS answers.' },
);

/** A fault of what the XIS sends by itself. */
const outboundFaultSchema = object(
  {
    operation: oneOf(OUTBOUND_OPERATIONS, {
      description: "What the XIS sends: the practitioner's answer, or a change that the practitioner made.",
    }),
    effect: outboundEffectSchema,
  },
  { ...faultId, ...common },
  { description: 'A fault of what the XIS sends by itself.' },
);

/** One thing that goes wrong, and when. */
export const faultSchema = either(
  { properties: { operation: { type: 'string', pattern: '^send-' } }, required: ['operation'] },
  outboundFaultSchema,
  inboundFaultSchema,
  { title: 'Fault' },
);

export type InboundFault = Static<typeof inboundFaultSchema>;
export type OutboundFault = Static<typeof outboundFaultSchema>;
export type Fault = InboundFault | OutboundFault;
export type InboundEffect = Static<typeof inboundEffectSchema>;
export type OutboundEffect = Static<typeof outboundEffectSchema>;
