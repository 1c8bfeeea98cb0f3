import { bsnString, categoryTokenString } from '../../fhir/formats.ts';
import {
  dateFormatSchema,
  dateParameterSchema,
  organizationFormatSchema,
  organizationHeaderSchema,
  practitionerStatusSchema,
  readBackSchema,
} from '../../fhir/open-readings.ts';
import { dialectSchema } from '../../fhir/resources/dialect.ts';
import { type AuthorizationServerSettings, authorizationServerSchema } from '../../oauth/index.ts';
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
  clockInstantString,
  durationString,
  type Mistake,
  type OrganizationConfiguration,
  organizationSchema,
  timeZoneString,
} from '../../simulator/index.ts';
import type { Expectation } from './expectation.ts';

const text = { minLength: 1, maxLength: 500 };

/** Adds a default, for editors and readers. */
function withDefault<T>(schema: Schema<T>, value: T): Schema<T> {
  return { ...schema, default: value };
}

const engineSchema = object(
  {},
  {
    serviceCategory: categoryTokenString({
      expected: "a token 'system|value'",
      description: 'The category that narrows the appointment types (AT-2).',
    }),
    configuredTypes: array(string(text), {
      description: 'The types that are configured in Spreekuur.nl; default: all types (AT-4).',
    }),
    timeZone: timeZoneString({
      expected: 'an IANA time zone such as Europe/Amsterdam',
      description: "Default: the practice's.",
    }),
    organizationHeader: withDefault(organizationHeaderSchema, 'X-Organization-Identifier'),
    organizationFormat: withDefault(organizationFormatSchema, 'token'),
    dateFormat: withDefault(dateFormatSchema, 'instant'),
    dateParameter: withDefault(dateParameterSchema, 'schedule.date'),
    practitionerStatus: practitionerStatusSchema,
    approvalTypes: array(string(text), {
      description: 'The types that need approval, as configured in Spreekuur.nl (AP-4, AP-11).',
    }),
    readBack: readBackSchema,
    dialect: {
      ...dialectSchema,
      default: 'published',
      description: "The dialect of Spreekuur.nl's requests.",
    } as typeof dialectSchema,
    sendSlot: boolean({ default: false, description: 'Whether a booking has `slot` (AP-2).' }),
    answerWithoutBody: oneOf(['approved', 'pending'], {
      default: 'pending',
      description: "The meaning of a 201 without the practitioner's status, where no other setting has one (AP-11).",
    }),
    clientId: string({
      ...text,
      default: 'spreekuur',
      description: "Spreekuur.nl's client at the authorization server, with `authorizationServer`.",
    }),
    language: oneOf(['en', 'nl'], { default: 'en', description: 'The language of the texts for the patient.' }),
    timeout: durationString({
      expected: 'an ISO 8601 duration such as PT10S',
      default: 'PT10S',
      description: "The time-out of a request, on the practice's clock, which moves on while Spreekuur.nl waits.",
    }),
    maxPages: integer({
      minimum: 1,
      maximum: 10_000,
      default: 100,
      description: 'The maximum number of pages of a search (SL-18).',
    }),
  },
  { title: 'Engine', description: "The configuration of Spreekuur.nl's side." },
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
      description: 'The BSN, which a cancellation needs. Use fictitious ones only.',
    }),
  },
  { title: 'Patient' },
);

/** Creates the schema of a scenario file. */
export function scenarioSchema(step: Schema<unknown>) {
  return object(
    {
      title: string({ ...text, description: 'The subject, in a sentence.' }),
      clauses: array(
        string({
          pattern: '^((TR|AU|PT|AT|SL|AG|AP|CB|CN|UP)-[0-9]{1,2}|PR)$',
          expected: 'the id of a clause such as AP-7',
        }),
        { minItems: 1, maxItems: 50, uniqueItems: true, description: 'The clauses that it tests.' },
      ),
      steps: array(step, { minItems: 1, maxItems: 500, description: 'The steps, in their order.' }),
    },
    {
      $schema: string({ description: 'For editors.' }),
      description: string({ minLength: 1, maxLength: 4000, description: 'An explanation for the reader.' }),
      now: clockInstantString({
        default: '2027-01-11T07:00:00+01:00',
        description:
          'The start of clocks that the practices do not set. All clocks are frozen until a step moves them.',
      }),
      practice: {
        ...organizationSchema,
        description:
          'The practice of the simulator; default, without `practices`: those of the configuration, or the built-in ones.',
      } as typeof organizationSchema,
      practices: array(organizationSchema, {
        minItems: 1,
        maxItems: 20,
        description: 'Several practices instead of one.',
      }),
      patients: record(patientSchema, {
        description: 'The patients, by their names in steps; default: `emma` and `daan`, `Patient/1` and `Patient/2`.',
      }),
      authorizationServer: {
        ...authorizationServerSchema,
        description:
          'The authorization server of both sides. With it, all requests and callbacks have tokens (AU); default: no authentication.',
      } as typeof authorizationServerSchema,
      engine: engineSchema,
      engines: record(engineSchema, {
        description: 'The configuration for one practice, by AGB code; overrides `engine`.',
      }),
    },
    {
      title: 'xis-testkit scenario',
      description: 'The steps of patient, practitioner, clock and network, with their expectations.',
    },
  );
}

/** The schema of a file without its steps, which have separate schemas. */
export const outlineSchema = scenarioSchema(unknown());

export type ScenarioFile = Static<typeof outlineSchema>;
export type EngineSettings = Static<typeof engineSchema>;

/** A patient of a scenario. */
export type ScenarioPatient = Static<typeof patientSchema>;

/** The keys of every step; each kind adds its own. */
export interface StepInput {
  readonly do: string;
  readonly organization?: string;
  readonly patient?: string;
  readonly expect?: Expectation;
}

/** A step of a scenario. */
export interface Step {
  /** The name of its kind. */
  readonly do: string;
  readonly input: StepInput;
  /** The path in the file. */
  readonly path: readonly (string | number)[];
}

/** A parsed and validated scenario. */
export interface Scenario {
  /** The path of its file. */
  readonly file: string;
  readonly title: string;
  readonly clauses: readonly string[];
  readonly organizations: readonly OrganizationConfiguration[];
  readonly patients: Readonly<Record<string, ScenarioPatient>>;
  readonly steps: readonly Step[];
  /** The authorization server; undefined without authentication. */
  readonly authorizationServer: AuthorizationServerSettings | undefined;
  /** Returns the configuration of Spreekuur.nl's side for a practice. */
  engineOf(agb: string): EngineSettings;
  /** Formats a place: `flow/approved.yaml:12:5 steps[3].expect`. */
  locate(mistake: Pick<Mistake, 'path' | 'atKey'>): string;
}
