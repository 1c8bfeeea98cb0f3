import { createSearchset, toEntry } from '../representation/searchset.ts';
import { defineDefects, type MutableBody } from './defect.ts';
import { failInstead, mutateBody, mutateParameters } from './mutate.ts';

const READ_TYPES = 'read-appointment-types';

/** Defects of the appointment types. */
export const APPOINTMENT_TYPE_DEFECTS = defineDefects({
  'types-as-bundle': {
    clauses: ['AT-1'],
    description: 'The response is a Bundle that contains the ValueSet.',
    response(response, { operation, request }) {
      if (operation !== READ_TYPES || response.status !== 200 || !request) return undefined;
      const valueSet = response.body as { readonly resourceType: string; readonly id: string };
      const self = `${request.base}/ValueSet/BookableAppointmentTypes`;
      return { ...response, body: createSearchset(self, [toEntry(request.base, valueSet)]) as MutableBody };
    },
  },
  'types-bad-status': {
    clauses: ['AT-1'],
    description: "The ValueSet has status 'final'.",
    response: mutateBody(READ_TYPES, (body) => {
      body.status = 'final';
    }),
  },
  'types-without-display': {
    clauses: ['AT-1'],
    description: 'The last concept of the ValueSet has no display.',
    response: mutateBody(READ_TYPES, (body) => {
      const last = body.compose?.include.at(-1)?.concept.at(-1);
      delete last?.display;
      return last !== undefined;
    }),
  },
  'types-without-system': {
    clauses: ['AT-1'],
    description: 'The includes of the ValueSet have no system.',
    response: mutateBody(READ_TYPES, ({ compose }) => {
      for (const include of compose?.include ?? []) delete include.system;
      return (compose?.include ?? []).length > 0;
    }),
  },
  'types-ignore-category': {
    clauses: ['AT-2'],
    description: 'The service-category filter is ignored: the ValueSet has all types.',
    request: mutateParameters(READ_TYPES, (parameters) => parameters.filter(([name]) => name !== 'service-category')),
  },
  'types-empty-404': {
    clauses: ['AT-3'],
    description: 'A filter that matches no type returns 404.',
    warns: true,
    response: failInstead(READ_TYPES, { problem: 'no-such-resource' }, ({ compose }, { request }) => {
      const isFiltered = request?.parameters.some(([name]) => name === 'service-category') === true;
      return isFiltered && (compose?.include ?? []).every(({ concept }) => concept.length === 0);
    }),
  },
  'types-code-unlike-slots': {
    clauses: ['AT-5'],
    description:
      'The codes of the concepts differ in spelling from those of the slots, so a search with them finds nothing.',
    response: mutateBody(READ_TYPES, ({ compose }) => {
      const concepts = (compose?.include ?? []).flatMap(({ concept }) => concept);
      for (const concept of concepts) concept.code = respell(concept.code);
      return concepts.length > 0;
    }),
  },
});

/** Changes the case of a code, or appends a character if it has no letters. */
function respell(code: string): string {
  const [upper, lower] = [code.toUpperCase(), code.toLowerCase()];
  if (upper !== code) return upper;
  return lower === code ? `${code}_` : lower;
}

/** Defects of reads that the booking flow does not use. */
export const OTHER_READ_DEFECTS = defineDefects({
  'schedule-entry-without-actor': {
    clauses: ['PR'],
    description: 'The first Schedule of a search has no actor.',
    warns: true,
    response: mutateBody('search-schedule', ({ entry: [first] = [] }) => {
      delete (first?.resource ?? first)?.actor;
      return first !== undefined;
    }),
  },
  'practitioner-role-without-id': {
    clauses: ['PR'],
    description: 'The first PractitionerRole of a search has no id.',
    warns: true,
    response: mutateBody('search-practitioner-role', ({ entry: [first] = [] }) => {
      delete first?.resource?.id;
      return first !== undefined;
    }),
  },
});
