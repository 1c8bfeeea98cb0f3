import { dateTimeString } from '../../fhir/formats.ts';
import {
  array,
  boolean,
  integer,
  number,
  oneOf,
  openObject,
  type Schema,
  string,
  unknown,
} from '../../schema/schema.ts';
import type { AdvanceView, ChangeView, ClockView } from '../control/organization.ts';
import { snapshotSchema } from '../control/snapshot/schema.ts';
import type { AppointmentView, DeliveryView, RequestExplanation, RequestView } from '../control/views.ts';
import { contentionSchema } from '../domain/booking/contention.ts';
import { callbacksSchema } from '../domain/callback/settings.ts';
import { faultSchema, OUTBOUND_OPERATIONS } from '../domain/fault/rule.ts';
import { defectsSchema } from '../practice/schema.ts';
import type { KnownFault } from '../world/faults.ts';
import type { AdminRoute } from './route.ts';

const text = string();
const texts = array(text);
const at = dateTimeString({ description: "An instant with the practice's offset." });
const count = integer({ minimum: 0 });

const clock: Schema<ClockView> = openObject(
  {
    now: at,
    frozen: boolean({ description: 'Whether the clock is frozen.' }),
    due: array(openObject({ at, kind: text, subject: text }), { description: 'The scheduled events, in order.' }),
  },
  {},
  { title: 'Clock' },
);

const advance: Schema<AdvanceView> = openObject({
  now: at,
  happened: array(openObject({ at, kind: text, subject: text, result: text })),
});

const requestFields = {
  id: count,
  at,
  method: text,
  url: string({ description: 'Path and query, redacted.' }),
  status: integer({ description: '0 when the connection was reset.' }),
  durationMs: number({ description: 'Real milliseconds.' }),
};
const optionalRequestFields = {
  operation: text,
  problem: string({ description: 'The id of a problem.' }),
  fault: string({ description: 'The id of the applied fault.' }),
  notes: texts,
  found: count,
  appointment: text,
  body: unknown({ description: 'The redacted request body.' }),
};

const request: Schema<RequestView> = openObject(
  requestFields,
  {
    ...optionalRequestFields,
    organization: string({ description: 'The AGB code; only in lists of all organizations.' }),
  },
  { title: 'Request' },
);

const why: Schema<RequestExplanation> = openObject(
  {},
  {
    search: openObject(
      {
        slots: integer({ description: 'All future slots within the horizon.' }),
        found: count,
        otherSchedule: count,
        otherServiceCategory: count,
        outsideDates: count,
        busy: count,
        awaitingApproval: count,
        free: integer({ description: 'Free slots, in a search that excludes them.' }),
        text: string({ description: 'The same as a sentence.' }),
      },
      {},
      { description: 'For a slot search: the number of excluded slots by reason.' },
    ),
    conflict: openObject(
      { slot: text, takenBy: text, text },
      { appointment: text, since: at },
      { description: 'For a rejected booking: the holder of the slot.' },
    ),
  },
);

const appointment: Schema<AppointmentView> = openObject(
  {
    id: text,
    version: count,
    state: oneOf(['pending', 'booked', 'declined', 'cancelled']),
    madeBy: oneOf(['patient', 'practitioner']),
    schedule: text,
    practitioner: text,
    type: string({ description: 'The code of the appointment type.' }),
    start: at,
    end: at,
    patient: string({ description: '`Patient/{id}`.' }),
    history: array(openObject({ at, state: text, by: text, what: text })),
  },
  {
    planned: openObject({ at, decision: text }, {}, { description: 'The scheduled decision of the policy.' }),
  },
  { title: 'Appointment' },
);

const change: Schema<ChangeView> = openObject(
  { appointment },
  { delivery: string({ description: 'The id of the callback; absent without a callback.' }) },
  { title: 'Change' },
);

const delivery: Schema<DeliveryView> = openObject(
  {
    id: text,
    operation: oneOf(OUTBOUND_OPERATIONS),
    appointment: text,
    tells: string({
      description: '`accepted` or `declined` for a decision, `booked` or `cancelled` for an update.',
    }),
    sends: openObject(
      { method: text, path: text, body: unknown() },
      {},
      { description: 'The request, relative to the base of Spreekuur.nl, with a redacted body.' },
    ),
    state: oneOf(['waiting', 'sending', 'held', 'delivered', 'failed', 'lost']),
    createdAt: at,
    attempts: array(openObject({ at }, { status: integer(), error: text, retryAfterMs: number(), answer: unknown() })),
  },
  {
    heldFor: string({ description: 'The event that a held delivery waits for.' }),
    dueAt: at,
    reason: string({ description: 'Why the delivery has failed.' }),
    fault: string({ description: 'The id of the applied fault.' }),
  },
  { title: 'Delivery' },
);

const knownFault: Schema<KnownFault> = openObject(
  {
    fault: faultSchema as Schema<KnownFault['fault']>,
    matched: integer({ minimum: 0, description: 'The number of matching requests.' }),
    struck: integer({ minimum: 0, description: 'The number of requests that the fault struck.' }),
  },
  {},
  { title: 'KnownFault' },
);

const organization = openObject(
  {
    agb: text,
    name: text,
    dialect: text,
    appointmentTypes: array(
      openObject({
        system: text,
        code: text,
        display: text,
        minutes: number(),
        approval: oneOf(['none', 'manual', 'timed']),
      }),
    ),
    schedules: array(openObject({ id: text, practitioners: texts })),
    patients: array(text, { description: '`Patient/{id}`.' }),
  },
  { clock },
  {
    title: 'OrganizationView',
    description: 'An organization; the clock only in the response for a single organization.',
  },
);

const requests = openObject({ requests: array(request) });
const appointments = openObject({ appointments: array(appointment) });
const organizationPath = '/organizations/{agb}';

/** Response schemas by path, prefixed with the method where methods of a path differ. */
const RESPONSES: Readonly<Record<string, Schema<unknown>>> = {
  '/': openObject({ description: text, health: text, organizations: text, requests: text }),
  '/health': openObject({ status: oneOf(['ok']), version: text, organizations: count }),
  '/openapi.json': openObject({ openapi: text }),
  'get /organizations': openObject({ organizations: array(organization) }),
  'post /organizations': organization,
  [organizationPath]: organization,
  '/requests': requests,
  '/requests/find': requests,
  '/requests/count': openObject({ count }),
  [`${organizationPath}/requests`]: requests,
  [`${organizationPath}/requests/find`]: requests,
  [`${organizationPath}/requests/count`]: openObject({ count }),
  [`${organizationPath}/requests/{id}`]: openObject({ ...requestFields, why }, optionalRequestFields),
  [`${organizationPath}/clock`]: clock,
  [`${organizationPath}/clock/freeze`]: clock,
  [`${organizationPath}/clock/run`]: clock,
  [`${organizationPath}/clock/advance`]: advance,
  [`${organizationPath}/approvals`]: appointments,
  [`${organizationPath}/approvals/{id}/approve`]: change,
  [`${organizationPath}/approvals/{id}/decline`]: change,
  [`get ${organizationPath}/appointments`]: appointments,
  [`post ${organizationPath}/appointments`]: change,
  [`${organizationPath}/appointments/{id}`]: appointment,
  [`${organizationPath}/appointments/{id}/move`]: change,
  [`${organizationPath}/appointments/{id}/cancel`]: change,
  [`${organizationPath}/deliveries`]: openObject({ paused: boolean(), deliveries: array(delivery) }),
  [`${organizationPath}/deliveries/{id}`]: delivery,
  [`${organizationPath}/deliveries/{id}/replay`]: delivery,
  [`${organizationPath}/callbacks`]: callbacksSchema,
  [`get ${organizationPath}/faults`]: openObject({ faults: array(knownFault) }),
  [`post ${organizationPath}/faults`]: knownFault,
  '/defects': openObject({
    defects: array(
      openObject(
        { id: text, clauses: texts, description: string({ description: 'What the XIS does wrong.' }) },
        { warns: boolean({ description: 'A check that catches the defect warns instead of failing.' }) },
      ),
    ),
  }),
  [`${organizationPath}/defects`]: openObject({ defects: defectsSchema }),
  [`${organizationPath}/contention`]: contentionSchema,
  [`${organizationPath}/snapshot`]: snapshotSchema,
};

/** Returns the schema of a successful response; undefined for a response without a body. */
export function responseSchema({ method, path }: Pick<AdminRoute, 'method' | 'path'>): Schema<unknown> | undefined {
  return RESPONSES[`${method} ${path}`] ?? RESPONSES[path];
}
