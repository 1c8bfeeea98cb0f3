import type { BookingEngineOptions } from '../../engine/index.ts';
import { bsnString, categoryTokenString, instantString } from '../../fhir/formats.ts';
import { dialectSchema } from '../../fhir/resources/dialect.ts';
import {
  array,
  boolean,
  integer,
  object,
  oneOf,
  record,
  type Schema,
  type Static,
  string,
  unknown,
} from '../../schema/schema.ts';
import {
  durationString,
  type Mistake,
  type OrganizationConfiguration,
  organizationSchema,
  timeZoneString,
} from '../../simulator/index.ts';
import type { CommonInput, StepKind } from './step.ts';

const text = { minLength: 1, maxLength: 500 };

const engineSchema = object(
  {},
  {
    serviceCategory: categoryTokenString({
      expected: "a token 'system|value'",
      description: 'The category that narrows the appointment types (AT-2).',
    }),
    configuredTypes: array(string(text), {
      description: 'The types that are configured in Spreekuur.nl; without it, all (AT-4).',
    }),
    timeZone: timeZoneString({
      expected: 'an IANA time zone such as Europe/Amsterdam',
      description: "Without it the practice's.",
    }),
    dialect: {
      ...dialectSchema,
      default: 'published',
      description: 'The shapes that Spreekuur.nl sends.',
    } as typeof dialectSchema,
    sendSlot: boolean({ default: false, description: 'Whether a booking names its slot (AP-2).' }),
    answerWithoutBody: oneOf(['approved', 'pending'], {
      default: 'pending',
      description: 'What a 201 without a body means (AP-11).',
    }),
    language: oneOf(['en', 'nl'], { default: 'en', description: 'Of what the patient reads.' }),
    timeout: durationString({
      expected: 'an ISO 8601 duration such as PT10S',
      default: 'PT10S',
      description: "How long an answer may take, on the practice's clock, which goes on while Spreekuur.nl waits.",
    }),
    maxPages: integer({ minimum: 1, maximum: 10_000, default: 100, description: 'Pages that are followed (SL-18).' }),
  },
  { title: 'Engine', description: "How Spreekuur.nl's side is configured." },
);

const patientSchema = object(
  {
    reference: string({
      pattern: '^Patient/[A-Za-z0-9.-]{1,64}$',
      expected: 'Patient/{id}',
      description: 'The patient in the XIS.',
    }),
    display: string({ ...text, description: 'The name.' }),
  },
  {
    bsn: bsnString({
      expected: 'a BSN: nine digits that pass the eleven test',
      description: 'Needed to cancel. Only made-up ones, please.',
    }),
  },
  { title: 'Patient' },
);

/** The schema of a scenario's file; each step is checked by its kind. */
export function scenarioSchema(step: Schema<unknown>) {
  return object(
    {
      title: string({ ...text, description: 'What it shows, in a sentence.' }),
      clauses: array(
        string({ pattern: '^((TR|AT|SL|AG|AP|CB|CN|UP)-[0-9]{1,2}|PR)$', expected: 'the id of a clause such as AP-7' }),
        { minItems: 1, maxItems: 50, uniqueItems: true, description: 'The clauses that it shows.' },
      ),
      steps: array(step, { minItems: 1, maxItems: 500, description: 'What happens, one thing after another.' }),
    },
    {
      $schema: string({ description: 'For editors.' }),
      description: string({ minLength: 1, maxLength: 4000, description: 'More about it, for the reader.' }),
      now: instantString({
        expected: 'an instant such as 2027-01-11T07:00:00+01:00',
        default: '2027-01-11T07:00:00+01:00',
        description:
          'Where the clocks start that the practices do not set. All of them stand still until a step moves them.',
      }),
      practice: {
        ...organizationSchema,
        description:
          'The practice that the simulator plays. Without it, and without `practices`, that of `--config`, or the built-in ones.',
      } as typeof organizationSchema,
      practices: array(organizationSchema, {
        minItems: 1,
        maxItems: 20,
        description: 'Several practices, in its place.',
      }),
      patients: record(patientSchema, {
        description:
          'The patients, by the name that steps call them. Without it: `emma` and `daan`, `Patient/1` and `Patient/2`.',
      }),
      engine: engineSchema,
      engines: record(engineSchema, { description: 'The same for one practice, by AGB code; goes before `engine`.' }),
    },
    {
      title: 'xis-testkit scenario',
      description: 'What patient, practitioner, clock and network do, and what must be seen.',
    },
  );
}

/** What is checked of a file before its steps are. */
export const outlineSchema = scenarioSchema(unknown());

export type ScenarioFile = Static<typeof outlineSchema>;
export type EngineSettings = Static<typeof engineSchema>;

/** Whom a scenario knows. */
export type ScenarioPatient = Static<typeof patientSchema>;

/** A step, read. */
export interface Step {
  readonly kind: StepKind;
  readonly input: CommonInput;
  /** Where it stands in the file. */
  readonly path: readonly (string | number)[];
}

/** A scenario, read and checked. */
export interface Scenario {
  /** The path of its file. */
  readonly file: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly organizations: readonly OrganizationConfiguration[];
  readonly patients: Readonly<Record<string, ScenarioPatient>>;
  readonly steps: readonly Step[];
  /** The options of Spreekuur.nl for one practice. */
  engineOf(agb: string): EngineSettings;
  /** Writes a place: `flow/approved.yaml:12:5 steps[3].expect`. */
  locate(mistake: Pick<Mistake, 'path' | 'atKey'>): string;
}

/** The options that the engine takes as they are. */
export function engineOptions({
  timeout: _timeout,
  ...settings
}: EngineSettings): Omit<BookingEngineOptions, 'xis' | 'organization'> {
  return settings;
}
