import { agbString, bsnString, categoryTokenString, dateString, systemString } from '../../fhir/formats.ts';
import { dialectSchema } from '../../fhir/resources/dialect.ts';
import { authenticationSchema } from '../../oauth/bearer/settings.ts';
import { TOKEN_SETTINGS } from '../../oauth/client/settings.ts';
import { authorizationServerSchema } from '../../oauth/server/settings.ts';
import { httpBaseString, originString } from '../../schema/formats.ts';
import { anyOf, array, boolean, integer, number, object, oneOf, type Static, string } from '../../schema/schema.ts';
import { PASSPHRASE_VARIABLE } from '../../transport/tls-identity.ts';
import { DEFECT_IDS } from '../defects/ids.ts';
import { approvalSchema } from '../domain/approval/policy.ts';
import { contentionSchema } from '../domain/booking/contention.ts';
import { callbacksSchema } from '../domain/callback/settings.ts';
import { faultSchema } from '../domain/fault/rule.ts';
import { clockInstantString, dayString, slotStartString, timeOfDayString, timeZoneString } from '../domain/formats.ts';
import { understandsSchema } from '../domain/understands.ts';
import { storeSchema } from '../store/settings.ts';

const ORIGIN = 'an origin: scheme, host and port only, such as https://app.example';
const text = { minLength: 1, maxLength: 200 };
const time = timeOfDayString({ expected: "a time of day from '00:00' to '24:00'" });
const from = {
  ...time,
  description:
    'The start. Where the clock skips it, the moment of the change; where it occurs twice, the first of the two.',
} as typeof time;
const to = { ...time, description: 'The end; after `from`. Read as `from` where the clock changes.' } as typeof time;
const weekday = oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const id = string({ pattern: '^[A-Za-z0-9.-]{1,40}$', expected: 'an id of 1 to 40 letters, digits, dots and hyphens' });

export const daysSchema = anyOf([oneOf(['workdays', 'daily']), array(weekday, { minItems: 1, maxItems: 7 })], {
  expected: 'workdays, daily, or a list of mon to sun',
  description: '`workdays` (Monday to Friday), `daily`, or a list of `mon` to `sun`.',
});

const daySchema = dayString({
  expected:
    "a day: '2026-12-24', 'today', 'tomorrow', 'next workday', 'next monday', 'in 3 days', 'in 2 workdays', 'in 1 week'",
});

const momentSchema = slotStartString({
  expected:
    "a moment: '2026-12-01 09:00', 'next workday 09:00', 'in 2 weeks 10:30', or an instant with offset, on a whole minute",
  examples: ['next workday 09:00', '2026-12-01 09:00'],
});

const openingSchema = object({ days: daysSchema, from, to });

const appointmentTypeSchema = object(
  {
    code: string({
      ...text,
      pattern: '^\\S+$',
      description: "The concept's code in the ValueSet (AT-1), unique in its system.",
    }),
    display: string({ ...text, description: "The concept's display, shown to patients." }),
    minutes: integer({ minimum: 1, maximum: 1440, description: 'Length of an appointment, in minutes.' }),
  },
  {
    system: systemString({
      description: 'The system of the code; default: `typeSystem`.',
    }),
    serviceCategories: array(categoryTokenString({ expected: "a token 'system|value'" }), {
      description:
        'The categories, as tokens `system|value`, by which a `service-category` filter finds the type (AT-2). A type without categories appears in unfiltered responses only.',
    }),
    approval: approvalSchema,
  },
);

const practitionerSchema = object(
  { id: string({ ...id, description: 'The id of the PractitionerRole.' }) },
  {
    name: string({ ...text, description: 'The name; default: generated from the seed.' }),
    speciality: object(
      {
        code: string({ ...text, description: 'The code of the speciality.' }),
        display: string({ ...text, description: 'The display of the speciality.' }),
      },
      {
        system: systemString({
          default: 'http://fhir.nl/fhir/NamingSystem/uzi-rolcode',
          description: 'The system of the code.',
        }),
      },
      { description: 'The speciality; default: general practitioner (UZI role code 01.015).' },
    ),
  },
);

const closureSchema = object(
  { from: { ...daySchema, description: 'The first day.' } as typeof daySchema },
  {
    to: { ...daySchema, description: 'The last day, included; default: `from`.' } as typeof daySchema,
    reason: string({ ...text, description: 'A comment, which has no effect.' }),
  },
);

const explicitSlotSchema = object(
  {
    start: {
      ...momentSchema,
      description:
        'The start. A time that the clock skips on its day, or that occurs twice, is a mistake: write an instant with its offset.',
    } as typeof momentSchema,
    type: string({ ...text, description: 'The code of an appointment type.' }),
  },
  {
    minutes: integer({ minimum: 1, maximum: 1440, description: 'The length in minutes; default: that of the type.' }),
    status: oneOf(['free', 'busy'], { default: 'free', description: 'The initial status.' }),
  },
);

const scheduleSchema = object(
  {
    id: { ...id, description: 'The id of the Schedule, unique in the organization.' } as typeof id,
    practitioner: anyOf([practitionerSchema, array(practitionerSchema, { minItems: 1, maxItems: 10 })], {
      description: 'The practitioner, or a list of practitioners who share the schedule.',
    }),
  },
  {
    timeZone: timeZoneString({
      expected: 'an IANA time zone such as Europe/Amsterdam',
      description: 'The time zone; default: that of the organization.',
    }),
    hours: array(
      object({
        days: daysSchema,
        from,
        to,
        type: string({ ...text, description: 'The code of the appointment type of these hours.' }),
      }),
      { maxItems: 500, description: 'Weekly opening hours by type, without overlap.' },
    ),
    breaks: array(object({ from, to }, { days: daysSchema }), {
      maxItems: 100,
      description: 'Hours without slots within the opening hours; `days` defaults to every day.',
    }),
    closures: array(closureSchema, {
      maxItems: 500,
      description: 'Days without slots, from midnight to midnight of the schedule, also where the clock changes.',
    }),
    slots: array(explicitSlotSchema, {
      maxItems: 10_000,
      description: 'Explicit slots, which replace generated slots at the same time.',
    }),
    busyShare: number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'The share of initially busy slots, derived from the seed.',
    }),
  },
);

const patientSchema = object(
  { id: { ...id, description: 'The id in `Patient/{id}`.' } as typeof id },
  {
    name: string({ ...text, description: 'The name; default: generated from the seed.' }),
    bsn: bsnString({
      expected: 'a BSN: nine digits that pass the eleven test',
      description: 'The BSN; default: generated from the test range.',
    }),
  },
);

/** The value of `loggedInPatient` for a patient whom the practice does not know. */
export const UNKNOWN_PATIENT = 'unknown';

export const MAX_FAULTS = 1000;

/** A list of defects, by their ids. */
export const defectsSchema = array(
  oneOf(DEFECT_IDS as readonly string[], { expected: 'the id of a defect', title: 'DefectId' }),
  { maxItems: 200, uniqueItems: true, description: 'The initial defects: permanent mistakes of the XIS, by id.' },
);

const keptBytes = { minimum: 0, maximum: 1_073_741_824, default: 16_777_216 };

/** An organization: a practice with its own state. */
export const organizationSchema = object(
  {
    agb: agbString({
      expected: 'an AGB code: eight digits, in quotes',
      description: 'The AGB code in `X-Organization-Identifier` (TR-2).',
    }),
    appointmentTypes: array(appointmentTypeSchema, {
      maxItems: 1000,
      description: 'The types of appointments. May be empty, to test what Spreekuur.nl shows then (AT-4).',
    }),
    schedules: array(scheduleSchema, {
      maxItems: 10_000,
      description: 'The schedules of the practitioners.',
    }),
  },
  {
    name: string({ ...text, description: 'The name of the practice; default: derived from the AGB code.' }),
    timeZone: timeZoneString({
      expected: 'an IANA time zone such as Europe/Amsterdam',
      default: 'Europe/Amsterdam',
      description: 'The time zone of hours, dates and instants in responses.',
    }),
    dialect: { ...dialectSchema, default: 'published' } as typeof dialectSchema,
    seed: integer({
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
      description: 'The seed of everything random.',
    }),
    horizonDays: integer({
      minimum: 1,
      maximum: 7320,
      default: 56,
      description: 'The number of days ahead with slots.',
    }),
    typeSystem: systemString({
      default: 'http://xis-testkit.example/ns/appointment-type',
      description: 'The default system of appointment types.',
    }),
    clock: object(
      {},
      {
        now: clockInstantString({ description: 'The initial time of the clock; default: the real time.' }),
        frozen: boolean({ default: false, description: 'Whether the clock is frozen until it is advanced.' }),
      },
      { description: "The organization's clock." },
    ),
    holidays: anyOf(
      [
        oneOf(['nl']),
        array(dateString({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', expected: "a date such as '2026-12-25'" })),
      ],
      {
        description: '`nl` for the Dutch public holidays, or a list of dates. The practice is closed on holidays.',
      },
    ),
    closures: array(closureSchema, { maxItems: 500, description: 'Days on which the whole practice is closed.' }),
    officeHours: array(openingSchema, {
      minItems: 1,
      maxItems: 100,
      description: 'The hours in which the practice approves appointments; default: workdays from 08:00 to 17:00.',
    }),
    patients: array(patientSchema, { maxItems: 10_000, description: 'Patients known to the practice.' }),
    loggedInPatient: {
      ...id,
      description:
        'The patient whom `GET /Patient` returns (PT-1): the id of one of `patients`, or `unknown` for a patient whom the practice does not know (PT-2). Default: the first of `patients`.',
    } as typeof id,
    unknownPatients: oneOf(['accept', 'reject'], {
      default: 'accept',
      description:
        'The handling of a booking for a patient outside `patients`: `accept` adds a new patient, `reject` returns 422.',
    }),
    callbacks: callbacksSchema,
    contention: contentionSchema,
    faults: array(faultSchema, { maxItems: MAX_FAULTS, description: 'The initial faults.' }),
    defects: defectsSchema,
    answers: object(
      {},
      {
        location: oneOf(['relative', 'absolute', 'versioned'], {
          default: 'relative',
          description:
            'The form of `Location` of a created appointment (AP-15): `Appointment/1`, the same after the base, or the latter with `/_history/1`.',
        }),
        pageSize: integer({
          minimum: 1,
          maximum: 100_000,
          description:
            'The maximum number of slots in a response, which then has a `next` link (SL-18); default: no pagination.',
        }),
        reopensSlots: boolean({
          default: true,
          description: 'Whether the slot of a declined or cancelled appointment is free again (AP-18).',
        }),
        errorBodies: boolean({
          default: true,
          description: 'Whether errors have an OperationOutcome (TR-7); otherwise they have no body.',
        }),
        cancellationBody: boolean({
          default: true,
          description: 'Whether the 201 of a cancellation has a body; none is published (CN-3).',
        }),
        otherMediaType: oneOf(['application/fhir+json', 'application/json'], {
          default: 'application/fhir+json',
          description:
            'The media type of bodies without a published content type (TR-10): errors, reads by id, and the 201 of a cancellation.',
        }),
      },
      { description: 'What the XIS does where the publication leaves it open, so that several answers are right.' },
    ),
    understands: understandsSchema,
    journalLimit: integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 1000,
      description: 'The number of requests in the journal.',
    }),
    journalBytes: integer({
      ...keptBytes,
      description: 'The approximate memory of the journal, in bytes. Above it, the oldest requests are dropped.',
    }),
    deliveryLimit: integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 5000,
      description: 'The number of callbacks that are kept after they have ended; the oldest are dropped.',
    }),
    deliveryBytes: integer({
      ...keptBytes,
      description: 'The approximate memory of callbacks that have ended, in bytes. Above it, the oldest are dropped.',
    }),
    appointmentLimit: integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 5000,
      description:
        'The number of declined, cancelled and past appointments that are kept, without a callback under way. The longest settled are dropped with their callbacks, at the latest when there are twice as many appointments. An unknown patient is dropped with the last appointment.',
    }),
  },
  { title: 'Organization' },
);

/** The certificates of callbacks over https, for every practice: a XIS has one identity. */
const callbackTlsSchema = object(
  {},
  {
    ca: pemFile('Certificates of an authority to trust, beside those that this machine trusts.'),
    clientCert: pemFile('The client certificate, and its chain; requires `clientKey`.'),
    clientKey: pemFile(
      `The key of the client certificate; its pass phrase is in the environment variable \`${PASSPHRASE_VARIABLE}\`.`,
    ),
  },
  { description: 'The files of callbacks to a Spreekuur.nl with https, in PEM form; paths are relative to this file.' },
);

/** A callback is for no patient who is logged in, so its grant is client credentials. */
const { grant: _grant, ...CALLBACK_TOKEN_SETTINGS } = TOKEN_SETTINGS;

/** The origin of the token of callbacks (AU-7): a XIS has one identity, as with its certificates. */
const callbackAuthorizationSchema = object(
  {},
  {
    ...CALLBACK_TOKEN_SETTINGS,
    clientKeyJwk: string({
      minLength: 1,
      maxLength: 1000,
      description: 'The file with the private key of the client, a JWK, for `private_key_jwt`; relative to this file.',
    }),
  },
  {
    description:
      'Where the token of callbacks comes from (AU-7); default: from `authorizationServer`, and no token without it. The secret of the client is in the environment variable `XIS_TESTKIT_CLIENT_SECRET`.',
  },
);

function pemFile(description: string) {
  return string({ minLength: 1, maxLength: 1000, description });
}

/** The configuration of a simulator. */
export const configurationSchema = object(
  {
    organizations: array(organizationSchema, {
      minItems: 1,
      maxItems: 10_000,
      description: 'The practices, each with its own state, clock, faults, journal and callbacks.',
    }),
  },
  {
    $schema: string({ description: 'The JSON Schema, for editors.' }),
    server: object(
      {},
      {
        port: integer({
          minimum: 0,
          maximum: 65_535,
          default: 8080,
          description: 'The port; 0 selects any free port.',
        }),
        host: string({ ...text, default: '127.0.0.1', description: 'The address to listen on.' }),
        publicUrl: httpBaseString({
          expected: 'an http(s) url without user, query and fragment',
          description:
            'The public url of the simulator, with or without the path `/fhir`, if it differs from the address it listens on. Used in `fullUrl`, links and absolute `Location`s.',
        }),
        cors: anyOf([oneOf(['*']), array(originString({ expected: ORIGIN }), { minItems: 1, maxItems: 100 })], {
          expected: `'*', or a list of origins such as https://app.example`,
          description:
            "The origins of web pages that may use the FHIR API in a browser (CORS): a list such as `https://app.example`, or `'*'` for all; default: web pages of other origins may not. The control interface never is open to them.",
        }),
      },
      { description: 'The address of the simulator.' },
    ),
    store: storeSchema,
    callbackTls: callbackTlsSchema,
    authentication: authenticationSchema,
    authorizationServer: authorizationServerSchema,
    callbackAuthorization: callbackAuthorizationSchema,
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'configuration',
    title: 'xis-testkit practice',
    description: 'The practices of the simulator.',
  },
);

export type OrganizationConfiguration = Static<typeof organizationSchema>;
export type Configuration = Static<typeof configurationSchema>;
export type ServerConfiguration = NonNullable<Configuration['server']>;
export type CallbackTls = Static<typeof callbackTlsSchema>;
export type CallbackAuthorization = Static<typeof callbackAuthorizationSchema>;
export type ScheduleConfiguration = Static<typeof scheduleSchema>;
export type DaysConfiguration = Static<typeof daysSchema>;
export type PractitionerConfiguration = Static<typeof practitionerSchema>;

/** Returns the practitioners who share a schedule. */
export function practitionersOf({ practitioner }: ScheduleConfiguration): readonly PractitionerConfiguration[] {
  return 'id' in practitioner ? [practitioner] : practitioner;
}
