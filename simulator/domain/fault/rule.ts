import {
  anyOf,
  boolean,
  either,
  implies,
  integer,
  number,
  object,
  oneOf,
  record,
  type Static,
  string,
} from '../../../schema/schema.ts';
import { distributionSchema } from '../duration.ts';

/** The operations of the FHIR API, as faults, journal and log name them. */
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
  'search-patient',
] as const;

/** The callbacks to Spreekuur.nl. */
export const OUTBOUND_OPERATIONS = ['send-appointment-response', 'send-appointment-update'] as const;

export type InboundOperation = (typeof INBOUND_OPERATIONS)[number];
export type OutboundOperation = (typeof OUTBOUND_OPERATIONS)[number];

const text = string({ maxLength: 500 });

const bodyCriteria = record(anyOf([text, number()]), {
  minProperties: 1,
  propertyNames: { pattern: '^/', expected: 'a JSON Pointer such as /participant/0/actor/reference' },
  description: 'Values in the body by JSON Pointer, such as `/participant/0/actor/reference`.',
});

const matchSchema = object(
  {},
  {
    query: record(text, { minProperties: 1, description: 'Decoded values of query parameters.' }),
    header: record(text, {
      minProperties: 1,
      propertyNames: { pattern: "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$", expected: 'the name of a header' },
      description: 'Values of headers, by name.',
    }),
    body: bodyCriteria,
  },
  { minProperties: 1, title: 'FaultMatch', description: 'All criteria must match.' },
);

const whenSchema = anyOf(
  [
    object({ nth: integer({ minimum: 1, description: 'Only this request.' }) }),
    object({ first: integer({ minimum: 1, description: 'The first requests.' }) }),
    object({ every: integer({ minimum: 1, description: 'Every n-th request.' }) }),
    object({
      probability: number({
        minimum: 0,
        maximum: 1,
        description: 'A random share, derived from the seed; 0 means never.',
      }),
    }),
  ],
  {
    title: 'FaultWhen',
    expected: '{nth: 2}, {first: 3}, {every: 10} or {probability: 0.1}',
    description:
      'Selects among the matching requests; default: all. `nth`, `first` and `every` count matching requests.',
  },
);

const inboundEffectSchema = object(
  {},
  {
    delay: {
      ...distributionSchema,
      description:
        "The delay of the response, on the organization's clock: `PT30S`, `{fixed: PT30S}`, `{uniform: {from: PT1S, to: PT1M}}`, or `{logNormal: {median: PT10M, sigma: 0.8}}`.",
    } as typeof distributionSchema,
    status: integer({ minimum: 400, maximum: 599, description: 'Returns this status with an OperationOutcome.' }),
    retryAfterSeconds: integer({ minimum: 0, maximum: 86_400, description: 'Adds `Retry-After` to the status.' }),
    reset: boolean({ description: 'Resets the connection instead of sending a response.' }),
    body: oneOf(['truncated', 'malformed', 'empty', 'html'], {
      description:
        '`truncated`: the connection closes in the middle of the body. `malformed`: invalid JSON. `empty`: no body. `html`: an HTML page.',
    }),
    mediaType: string({
      pattern: '^[ -~]{1,100}$',
      expected: 'a media type, in printable ASCII',
      description: 'Replaces the `Content-Type`.',
    }),
    stage: oneOf(['before', 'after'], {
      default: 'before',
      description:
        '`before`: delay, status and reset apply before the request is handled, which stores nothing with status or reset. `after`: the request is handled first, and only its response is lost.',
    }),
  },
  {
    anyOf: [
      ...['delay', 'status', 'body', 'mediaType'].map((name) => ({ required: [name] })),
      { required: ['reset'], properties: { reset: { const: true } } },
    ],
    dependencies: { retryAfterSeconds: ['status'] },
    expected: 'an effect: delay, status, reset, body or mediaType',
    description: 'The effect on the response; effects can be combined.',
  },
);

const outboundEffectSchema = object(
  {
    callback: anyOf(
      [
        oneOf(['lost', 'twice', 'before-answer', 'out-of-order', 'after-cancellation'], {
          description:
            '`lost`: never sent. `twice`: sent again after its delivery. `before-answer`: delivered before the 201 of the booking is sent. ' +
            '`out-of-order`: held until the next callback of the organization is delivered. `after-cancellation`: held until the patient has cancelled.',
        }),
        object({ late: distributionSchema }, {}, { description: 'Sent after a delay.' }),
      ],
      { expected: "'lost', 'twice', 'before-answer', 'out-of-order', 'after-cancellation', or {late: PT1H}" },
    ),
  },
  {},
  { description: 'The effect on the callback.' },
);

const optionalKeys = {
  id: string({
    pattern: '^[A-Za-z0-9.-]{1,64}$',
    expected: 'an id',
    description: 'The id of the fault; default: generated.',
  }),
  when: whenSchema,
};

/** The operations whose requests have a body. */
const OPERATIONS_WITH_BODY = ['*', 'create-appointment', 'create-appointment-response'];

const inboundFaultSchema = object(
  {
    operation: oneOf(['*', ...INBOUND_OPERATIONS], {
      expected: `one of *, ${[...INBOUND_OPERATIONS, ...OUTBOUND_OPERATIONS].join(', ')}`,
      description: 'The operation; `*` means all operations of the FHIR API.',
    }),
    effect: inboundEffectSchema,
  },
  { ...optionalKeys, match: matchSchema },
  {
    ...implies(
      { required: ['match'], properties: { match: { required: ['body'] } } },
      {
        properties: {
          operation: { enum: OPERATIONS_WITH_BODY, expected: 'an operation whose request has a body, for match.body' },
        },
      },
    ),
    description: 'A fault in a response of the XIS.',
  },
);

const outboundFaultSchema = object(
  {
    operation: oneOf(OUTBOUND_OPERATIONS, {
      description: "The callback: the practitioner's decision, or a change by the practitioner.",
    }),
    effect: outboundEffectSchema,
  },
  {
    ...optionalKeys,
    match: object(
      {},
      { body: bodyCriteria },
      { minProperties: 1, title: 'CallbackMatch', description: 'All criteria must match. A callback has a body only.' },
    ),
  },
  {
    ...implies(
      { properties: { effect: { required: ['callback'], properties: { callback: { const: 'before-answer' } } } } },
      {
        properties: {
          operation: {
            enum: ['send-appointment-response'],
            expected: "send-appointment-response, for callback 'before-answer': an update follows no booking",
          },
        },
      },
    ),
    description: 'A fault in a callback of the XIS.',
  },
);

/** A fault and the requests or callbacks that it strikes. */
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
