import {
  dateFormatSchema,
  dateParameterSchema,
  organizationFormatSchema,
  organizationHeaderSchema,
  practitionerStatusSchema,
  readBackSchema,
} from '../../fhir/open-readings.ts';
import { dialectSchema } from '../../fhir/resources/dialect.ts';
import { anyOf, array, object, type Schema, type Static } from '../../schema/schema.ts';

/** The open readings, each with its forms. */
const READINGS = {
  organizationHeader: organizationHeaderSchema,
  organizationFormat: organizationFormatSchema,
  dateFormat: dateFormatSchema,
  dateParameter: dateParameterSchema,
  practitionerStatus: practitionerStatusSchema,
  readBack: readBackSchema,
  dialect: dialectSchema,
};

type Readings = { readonly [Name in keyof typeof READINGS]: Static<(typeof READINGS)[Name]> };

function formsOf<Form extends string>(reading: Schema<Form>): readonly Form[] {
  return reading['enum'] as readonly Form[];
}

function oneOrMore<Form extends string>(reading: Schema<Form>, description: string): Schema<Form | readonly Form[]> {
  const form: Schema<Form> = { type: 'string', enum: formsOf(reading) };
  return anyOf([form, array(form, { minItems: 1, uniqueItems: true })], {
    expected: `one of ${formsOf(reading).join(', ')}, or a list of them`,
    default: formsOf(reading),
    description,
  });
}

/** The forms that the XIS understands where the publication leaves several open; each is one form or a list. */
export const understandsSchema = object(
  {},
  {
    organizationHeader: oneOrMore(
      READINGS.organizationHeader,
      'The names of the organization header (TR-2). A request without one of them gets 400.',
    ),
    organizationFormat: oneOrMore(
      READINGS.organizationFormat,
      'The forms of the AGB code in that header (TR-2): a token with its system, or the code alone. Another form gets 400.',
    ),
    dateFormat: oneOrMore(
      READINGS.dateFormat,
      'The forms of the dates of a slot search (SL-9): instants, or dates. The other form gets 400.',
    ),
    dateParameter: oneOrMore(
      READINGS.dateParameter,
      'The names of the date parameter of a slot search (SL-9). The other name is an unknown parameter (TR-8).',
    ),
    practitionerStatus: oneOrMore(
      READINGS.practitionerStatus,
      'The statuses of the practitioner in a booking (AP-4). Another status gets 422.',
    ),
    readBack: oneOrMore(
      READINGS.readBack,
      'The ways to read an appointment (CN-1): by a read of its id, or by a search. The other way gets 404 or 405.',
    ),
    dialect: oneOrMore(
      READINGS.dialect,
      'The shapes of request bodies: as published, or as R4 has them. A body in the other shape gets 422.',
    ),
  },
  {
    title: 'Understands',
    description: 'The forms that the XIS understands where the publication leaves several open; by default all.',
  },
);

/** The forms that a XIS understands, by open reading. */
export type Understood = { readonly [Name in keyof Readings]: ReadonlySet<Readings[Name]> };

/** The forms that a XIS understands by default: every form of every reading. */
const EVERYTHING = resolveUnderstood({});

/** Adds the defaults: a reading that is not configured is understood in every form. */
export function resolveUnderstood(configured?: Static<typeof understandsSchema>): Understood {
  if (!configured) return EVERYTHING;
  const entries = Object.entries(READINGS).map(([name, reading]) => {
    const forms = configured[name as keyof Readings] ?? formsOf<string>(reading);
    return [name, new Set([forms].flat())];
  });
  return Object.fromEntries(entries) as Understood;
}

/** Returns whether a XIS understands every form of a reading. */
export function understandsAll(understood: Understood, name: keyof Readings): boolean {
  return understood[name].size === formsOf<string>(READINGS[name]).length;
}
