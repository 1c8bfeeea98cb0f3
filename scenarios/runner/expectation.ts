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
const status = integer({ minimum: 0, maximum: 599, description: 'The status of the answer; 0 when there was none.' });

/** A list, its length, or parts of it. */
function list<T>(item: Schema<T>, description: string) {
  return anyOf(
    [
      array(item),
      integer({ minimum: 0 }),
      object({}, { count: integer({ minimum: 0 }), first: item, last: item, has: array(item) }),
    ],
    { description: `${description} A list, how many, or \`{count, first, last, has}\`.` },
  );
}

const requestSchema = object(
  {},
  {
    operation: oneOf(INBOUND_OPERATIONS, { description: 'What was asked for.' }),
    method: text('The HTTP method.'),
    url: text('Path and query, decoded.'),
    query: record(unknown(), { description: 'Every parameter, decoded; a list when it comes more than once.' }),
    status,
    found: integer({ description: 'How many resources the answer holds.' }),
    problem: text("What was wrong, by the simulator's list of errors."),
    fault: text('The id of the fault that struck.'),
    appointment: text('The id of the appointment.'),
    notes: unknown({ description: 'What the simulator finds odd about the request.' }),
    body: unknown({ description: 'The body, redacted.' }),
  },
  { title: 'ExpectedRequest' },
);

const callbackSchema = object(
  {},
  { method: text('The HTTP method.'), path: text('The path, with the id of the appointment.'), status },
  { title: 'ExpectedCallback' },
);

const notificationSchema = object(
  {},
  {
    kind: oneOf(['approved', 'rejected', 'new', 'modified', 'cancelled'], { description: 'What it tells.' }),
    appointmentId: text('The id of the appointment.'),
    text: text('What the patient reads.'),
    comment: anyOf([string(), { type: 'null' } as Schema<null>], { description: "The practitioner's words." }),
  },
  { title: 'ExpectedNotification' },
);

const deliverySchema = object(
  {},
  {
    operation: oneOf(['send-appointment-response', 'send-appointment-update'], { description: 'What is sent.' }),
    appointment: text('The id of the appointment.'),
    tells: oneOf(['accepted', 'declined', 'booked', 'cancelled'], { description: 'What it says.' }),
    state: oneOf(['waiting', 'sending', 'held', 'delivered', 'failed', 'lost'], { description: 'Where it stands.' }),
    heldFor: text('What it waits for.'),
    attempts: unknown({ description: 'Every attempt: `at`, and `status` or `error`; or how many.' }),
    dueAt: text('When it is tried next.'),
    reason: text('Why it has failed.'),
    fault: text('The id of the fault that struck.'),
  },
  { title: 'ExpectedDelivery' },
);

const observationSchema = object(
  {},
  {
    clause: text('The clause.'),
    path: text('Where in the answer.'),
    message: text('What was expected and found.'),
    effect: oneOf(['odd', 'unusable'], { description: 'Whether the flow goes on with it.' }),
  },
  { title: 'ExpectedObservation' },
);

const everything = (description: string, none: string) =>
  anyOf([oneOf(['none']), record(unknown())], {
    expected: `'none', or a map from ids`,
    description: `${description} By id: the state, an object, or null for one that is not there. \`none\`: ${none}.`,
  });

const parts = {
  result: unknown({ description: 'Parts of what came of the step, beside its outcome.' }),
  text: text('What the patient reads.'),
  observations: list(observationSchema, 'What the engine finds odd. None, unless it is said.'),
  errors: list(string(), 'What Spreekuur.nl logs as errors. None, unless it is said.'),
  notifications: list(notificationSchema, 'What patients are told. Nothing, unless it is said.'),
  requests: list(requestSchema, 'The requests that reached the XIS in this step, from its journal.'),
  callbacks: list(callbackSchema, 'The callbacks that reached Spreekuur.nl in this step, and what it answered.'),
  deliveries: list(deliverySchema, 'Everything that the XIS has had to tell Spreekuur.nl, and how far it came.'),
  ledger: everything('The appointments as Spreekuur.nl has them.', 'it knows of none'),
  appointments: everything('The appointments as the XIS has them.', 'it has none'),
  slots: record(string(), { description: 'The status of slots, by id, as the XIS tells it now.' }),
  now: text('What the clock shows.'),
};

/** What is expected of a step; all of it is optional. */
const anyExpectationSchema = object({}, { outcome: string(), ...parts });

export type Expectation = Static<typeof anyExpectationSchema>;

/** What can be expected of a step that ends in one of some ways. */
export function expectationSchema(outcomes: readonly string[]): Schema<Expectation> {
  return object(
    {},
    { outcome: oneOf(outcomes, { description: 'How it ends; without it, well.' }), ...parts },
    { description: 'What must be seen after the step.' },
  );
}
