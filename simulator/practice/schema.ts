import { dialectSchema } from '../../fhir/resources/dialect.ts';
import { anyOf, array, boolean, integer, number, object, oneOf, type Static, string } from '../../schema/schema.ts';
import { DEFECT_IDS } from '../defects/ids.ts';
import { approvalSchema } from '../domain/approval/policy.ts';
import { contentionSchema } from '../domain/booking/contention.ts';
import { callbacksSchema } from '../domain/callback/settings.ts';
import { faultSchema } from '../domain/fault/rule.ts';

const text = { minLength: 1, maxLength: 200 };
const time = string({ format: 'time-of-day', expected: "a time of day from '00:00' to '24:00'" });
const from = { ...time, description: 'When it begins.' } as typeof time;
const to = { ...time, description: 'When it ends; later than `from`.' } as typeof time;
const weekday = oneOf(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
const id = string({ pattern: '^[A-Za-z0-9.-]{1,40}$', expected: 'an id of 1 to 40 letters, digits, dots and hyphens' });

export const daysSchema = anyOf([oneOf(['workdays', 'daily']), array(weekday, { minItems: 1, maxItems: 7 })], {
  expected: 'workdays, daily, or a list of mon to sun',
  description: '`workdays` (Monday to Friday), `daily`, or a list of `mon` to `sun`.',
});

const daySchema = string({
  format: 'day',
  expected:
    "a day: '2026-12-24', 'today', 'tomorrow', 'next workday', 'next monday', 'in 3 days', 'in 2 workdays', 'in 1 week'",
});

const momentSchema = string({
  format: 'slot-start',
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
    system: string({
      format: 'http-url',
      expected: 'an http(s) url',
      description: "The code's system; without it `typeSystem`.",
    }),
    serviceCategories: array(string({ format: 'category-token', expected: "a token 'system|value'" }), {
      description:
        'The categories, as tokens `system|value`, that a `service-category` filter finds the type by (AT-2). None: internal only when a filter is used.',
    }),
    approval: approvalSchema,
  },
);

const practitionerSchema = object(
  { id: string({ ...id, description: 'The id of the PractitionerRole.' }) },
  {
    name: string({ ...text, description: 'Without one, a name is made up from the seed.' }),
    speciality: object(
      {
        code: string({ ...text, description: 'The code of the speciality.' }),
        display: string({ ...text, description: 'The speciality in words.' }),
      },
      {
        system: string({
          format: 'http-url',
          expected: 'an http(s) url',
          default: 'http://fhir.nl/fhir/NamingSystem/uzi-rolcode',
          description: "The code's system.",
        }),
      },
      { description: 'Without one: general practitioner (UZI role code 01.015).' },
    ),
  },
);

const closureSchema = object(
  { from: { ...daySchema, description: 'First day.' } as typeof daySchema },
  {
    to: { ...daySchema, description: 'Last day, included; without it the closure is one day.' } as typeof daySchema,
    reason: string({ ...text, description: 'For the reader of the file.' }),
  },
);

const explicitSlotSchema = object(
  {
    start: { ...momentSchema, description: 'When it starts.' } as typeof momentSchema,
    type: string({ ...text, description: 'The code of an appointment type.' }),
  },
  {
    minutes: integer({ minimum: 1, maximum: 1440, description: "Length, where it differs from the type's." }),
    status: oneOf(['free', 'busy'], { default: 'free', description: 'What it is from the start.' }),
  },
);

const scheduleSchema = object(
  {
    id: { ...id, description: 'The id of the Schedule, unique in the organization.' } as typeof id,
    practitioner: anyOf([practitionerSchema, array(practitionerSchema, { minItems: 1, maxItems: 10 })], {
      description: 'Whose schedule it is; a list when several share it.',
    }),
  },
  {
    timeZone: string({
      format: 'time-zone',
      expected: 'an IANA time zone such as Europe/Amsterdam',
      description: "Without it the organization's.",
    }),
    hours: array(
      object({
        days: daysSchema,
        from,
        to,
        type: string({ ...text, description: 'The code of the appointment type that can be booked in these hours.' }),
      }),
      { maxItems: 500, description: 'Weekly opening hours, by type; they may not overlap.' },
    ),
    breaks: array(object({ from, to }, { days: daysSchema }), {
      maxItems: 100,
      description: 'Hours without slots, within the opening hours; without `days` on every day.',
    }),
    closures: array(closureSchema, { maxItems: 500, description: 'Days without slots.' }),
    slots: array(explicitSlotSchema, {
      maxItems: 10_000,
      description: 'Slots beside the generated ones, in whose place they come.',
    }),
    busyShare: number({
      minimum: 0,
      maximum: 1,
      default: 0,
      description: 'The share of the slots that is busy from the start, chosen by the seed.',
    }),
  },
);

const patientSchema = object(
  { id: { ...id, description: 'The id in `Patient/{id}`.' } as typeof id },
  {
    name: string({ ...text, description: 'Without one, a name is made up from the seed.' }),
    bsn: string({
      format: 'bsn',
      expected: 'a BSN: nine digits that pass the eleven test',
      description: 'Without one, a BSN is made up from the range that belongs to nobody.',
    }),
  },
);

/** A list of defects, by their ids. */
export const defectsSchema = array(
  oneOf(DEFECT_IDS as readonly string[], { expected: 'the id of a defect', title: 'DefectId' }),
  { maxItems: 200, description: 'What the XIS does wrong, always: ids of the list of defects.' },
);

/** One organization: a practice with a world of its own. */
export const organizationSchema = object(
  {
    agb: string({
      format: 'agb',
      expected: 'an AGB code: eight digits, in quotes',
      description: 'The AGB code that `X-Organization-Identifier` names (TR-2).',
    }),
    appointmentTypes: array(appointmentTypeSchema, {
      maxItems: 1000,
      description: 'What can be booked. May be empty, to see what Spreekuur.nl shows then (AT-4).',
    }),
    schedules: array(scheduleSchema, {
      maxItems: 10_000,
      description: 'Whose agendas there are, and when they can be booked.',
    }),
  },
  {
    name: string({ ...text, description: 'The name of the practice, for people; without one, made of the AGB code.' }),
    timeZone: string({
      format: 'time-zone',
      expected: 'an IANA time zone such as Europe/Amsterdam',
      default: 'Europe/Amsterdam',
      description: 'The time zone of hours, dates and the instants that are sent.',
    }),
    dialect: { ...dialectSchema, default: 'published' } as typeof dialectSchema,
    seed: integer({
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
      description: 'All that is left to chance follows from it.',
    }),
    horizonDays: integer({
      minimum: 1,
      maximum: 7320,
      default: 56,
      description: 'How many days ahead there are slots.',
    }),
    typeSystem: string({
      format: 'http-url',
      expected: 'an http(s) url',
      default: 'http://xis-testkit.example/ns/appointment-type',
      description: 'The system of appointment types that name none.',
    }),
    clock: object(
      {},
      {
        now: string({
          format: 'instant',
          expected: 'an instant such as 2026-11-23T08:00:00+01:00',
          description: 'Where the clock starts; without it at the real time.',
        }),
        frozen: boolean({ default: false, description: 'Whether it stands still until it is advanced.' }),
      },
      { description: "The organization's clock." },
    ),
    holidays: anyOf(
      [
        oneOf(['nl']),
        array(string({ pattern: '^\\d{4}-\\d\\d-\\d\\d$', format: 'date', expected: "a date such as '2026-12-25'" })),
      ],
      {
        description: '`nl` for the Dutch public holidays, or a list of dates. Nobody works on them.',
      },
    ),
    closures: array(closureSchema, { maxItems: 500, description: 'Days on which the whole practice is closed.' }),
    officeHours: array(openingSchema, {
      minItems: 1,
      maxItems: 100,
      description: 'When somebody is there to approve; without it on workdays from 08:00 to 17:00.',
    }),
    patients: array(patientSchema, { maxItems: 10_000, description: 'Patients that the practice knows.' }),
    unknownPatients: oneOf(['accept', 'reject'], {
      default: 'accept',
      description:
        'What becomes of a booking for a patient that is not in `patients`: accepted as a new patient, or 422.',
    }),
    callbacks: callbacksSchema,
    contention: contentionSchema,
    faults: array(faultSchema, { maxItems: 1000, description: 'Faults that are there from the start.' }),
    defects: defectsSchema,
    answers: object(
      {},
      {
        location: oneOf(['relative', 'absolute', 'versioned'], {
          default: 'relative',
          description:
            'How `Location` of a created appointment is written (AP-5): `Appointment/1`, with the base before it, or with `/_history/1` behind it.',
        }),
        pageSize: integer({
          minimum: 1,
          maximum: 100_000,
          description: 'At most so many slots in an answer, with a `next` link (SL-18). Without it: all.',
        }),
      },
      { description: 'How some answers are written.' },
    ),
    journalLimit: integer({
      minimum: 0,
      maximum: 1_000_000,
      default: 1000,
      description: 'How many requests the journal keeps.',
    }),
  },
  { title: 'Organization' },
);

/** The whole configuration of a simulator. */
export const configurationSchema = object(
  {
    organizations: array(organizationSchema, {
      minItems: 1,
      maxItems: 1000,
      description: 'The practices, each a world of its own: state, clock, faults, journal, callbacks.',
    }),
  },
  {
    $schema: string({ description: 'For editors.' }),
    server: object(
      {},
      {
        port: integer({ minimum: 0, maximum: 65_535, default: 8080, description: '0 for any free port.' }),
        host: string({ ...text, default: '127.0.0.1', description: 'The address to listen on.' }),
        publicUrl: string({
          format: 'http-base',
          expected: 'an http(s) url without user, query and fragment',
          description:
            'Under which url others reach the simulator, where that is not the address it listens on. Used in `fullUrl`, links and absolute `Location`s.',
        }),
      },
      { description: 'Where the simulator listens.' },
    ),
  },
  {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'xis-testkit practice',
    description: 'The practices that the simulator plays.',
  },
);

export type OrganizationConfiguration = Static<typeof organizationSchema>;
export type Configuration = Static<typeof configurationSchema>;
export type ScheduleConfiguration = Static<typeof scheduleSchema>;
export type DaysConfiguration = Static<typeof daysSchema>;
