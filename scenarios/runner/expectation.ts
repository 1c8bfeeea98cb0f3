import { GRANTS } from '../../oauth/index.ts';
import {
  anyOf,
  array,
  integer,
  object,
  oneOf,
  record,
  type Schema,
  type Static,
  string,
  unknown,
} from '../../schema/schema.ts';
import { INBOUND_OPERATIONS } from '../../simulator/index.ts';

const text = (description: string): Schema<string> => string({ description });
const status = integer({ minimum: 0, maximum: 599, description: 'The status of the response; 0 without a response.' });

/** Defines an expectation about a list: the list, its length, or parts of it. */
function list<T>(item: Schema<T>, description: string) {
  return anyOf(
    [
      array(item),
      integer({ minimum: 0 }),
      object({}, { count: integer({ minimum: 0 }), first: item, last: item, has: array(item) }),
    ],
    { description: `${description} A list, its length, or \`{count, first, last, has}\`.` },
  );
}

const requestSchema = object(
  {},
  {
    operation: oneOf(INBOUND_OPERATIONS, { description: 'The FHIR interaction.' }),
    method: text('The HTTP method.'),
    url: text('Path and query, decoded.'),
    query: record(unknown(), { description: 'Every parameter, decoded; a list for a repeated one.' }),
    status,
    found: integer({ description: 'The number of resources in the response.' }),
    problem: text("The id of the error in the simulator's list."),
    fault: text('The id of the applied fault.'),
    appointment: text('The id of the appointment.'),
    notes: unknown({ description: "The simulator's notes about the request." }),
    body: unknown({ description: 'The body, redacted.' }),
  },
  { title: 'ExpectedRequest' },
);

const observationSchema = object(
  {},
  {
    clause: text('The clause.'),
    path: text('The path in the response.'),
    message: text('The expected and the actual value.'),
    effect: oneOf(['odd', 'unusable'], { description: '`unusable` where the flow leaves the part out.' }),
  },
  { title: 'ExpectedObservation' },
);

const callbackSchema = object(
  {},
  {
    method: text('The HTTP method.'),
    path: text('The path, with the id of the appointment.'),
    status,
    observations: list(observationSchema, 'The deviations of a callback that was taken.'),
  },
  { title: 'ExpectedCallback' },
);

const notificationSchema = object(
  {},
  {
    kind: oneOf(['approved', 'rejected', 'new', 'modified', 'cancelled'], { description: 'The subject.' }),
    appointmentId: text('The id of the appointment.'),
    text: text('The text for the patient.'),
    comment: anyOf([string(), { type: 'null' } as Schema<null>], { description: "The practitioner's comment." }),
  },
  { title: 'ExpectedNotification' },
);

const deliverySchema = object(
  {},
  {
    operation: oneOf(['send-appointment-response', 'send-appointment-update'], { description: 'The interaction.' }),
    appointment: text('The id of the appointment.'),
    tells: oneOf(['accepted', 'declined', 'booked', 'cancelled'], { description: 'The content.' }),
    state: oneOf(['waiting', 'sending', 'held', 'delivered', 'failed', 'lost'], { description: 'The state.' }),
    heldFor: text('Why it is held.'),
    attempts: unknown({ description: 'Every attempt: `at`, and `status` or `error`; or their number.' }),
    dueAt: text('The time of the next attempt.'),
    reason: text('Why it failed.'),
    fault: text('The id of the applied fault.'),
  },
  { title: 'ExpectedDelivery' },
);

const authorizationSchema = object(
  {},
  {
    endpoint: text('The endpoint, such as `/token`.'),
    method: text('The HTTP method.'),
    status,
    clientId: text('The client that authenticated itself.'),
    grant: oneOf(GRANTS, { description: 'The grant.' }),
    error: text('The error code.'),
  },
  { title: 'ExpectedAuthorizationRequest' },
);

const states = (description: string, empty: string) =>
  anyOf([oneOf(['none']), record(unknown())], {
    expected: `'none', or a map from ids`,
    description: `${description} By id: the state, an object, or null for a missing one. \`none\`: ${empty}.`,
  });

const parts = {
  result: unknown({ description: 'Parts of the result of the step, beside its outcome.' }),
  text: text('The text for the patient.'),
  observations: list(observationSchema, 'The observations of the engine; default: an empty list.'),
  errors: list(string(), 'The errors that Spreekuur.nl logs; default: an empty list.'),
  notifications: list(notificationSchema, 'The notifications to patients; default: an empty list.'),
  requests: list(requestSchema, 'The requests to the XIS in this step, from its journal.'),
  callbacks: list(callbackSchema, 'The callbacks to Spreekuur.nl in this step, with their statuses.'),
  authorization: list(authorizationSchema, 'The requests to the authorization server in this step.'),
  deliveries: list(deliverySchema, 'All callbacks of the XIS so far, with their states.'),
  ledger: states('The appointments at Spreekuur.nl.', 'no appointments'),
  appointments: states('The appointments in the XIS.', 'no appointments'),
  slots: record(string(), { description: 'The status of slots in the XIS, by id.' }),
  now: text('The time of the clock.'),
};

/** The schema of the expectation of any step; every key is optional. */
export const anyExpectationSchema = object({}, { outcome: string(), ...parts });

export type Expectation = Static<typeof anyExpectationSchema>;

/** Creates the schema of the expectation of a step with certain outcomes. */
export function expectationSchema(outcomes: readonly string[]): Schema<Expectation> {
  return object(
    {},
    { outcome: oneOf(outcomes, { description: 'The outcome; default: one of success.' }), ...parts },
    { description: 'The expectation after the step.' },
  );
}
