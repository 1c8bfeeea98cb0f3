import type { Dialect } from '../../fhir/resources/dialect.ts';
import { assertEach } from '../assertions/assert-each.ts';
import { describeResponse } from '../assertions/responses.ts';
import { check, type Finding, satisfied, suite, violated, withDialect } from '../check.ts';
import { type BundleEntry, entriesOf } from '../read/bundle.ts';
import { codingsOf, tokenOf } from '../read/coding.ts';
import { at, describeValue, listOf, objectOf, textOf } from '../read/json.ts';
import { skipCheck } from '../session/block-check.ts';
import type { QueryParameter, XisResponse } from '../session/message.ts';
export const otherReads = suite('other-reads', [
  check('schedules', {
    title: 'GET /Schedule returns a Bundle of Schedules with id, service category and actor',
    clauses: ['PR'],
    catches: ['schedule-entry-without-actor'],
    async run({ session }) {
      const type = await session.appointmentType().catch(() => undefined);
      const query: readonly QueryParameter[] = type ? [['service-category', tokenOf(type)]] : [];
      const response = await session.sendCached({ purpose: 'search schedules', path: '/Schedule', query });
      const isSearchset = at(response.body, 'type') === 'searchset';
      return eachEntry(response, isSearchset ? entriesOf(response.body) : undefined, {
        type: 'Schedule',
        bundle: 'a Bundle of type searchset',
        findFault: scheduleFault,
        dialectOf: (entries) => (entries.some(({ path }) => !path.endsWith('.resource')) ? 'published' : 'r4'),
      });
    },
  }),

  check('practitioner-roles', {
    title: 'GET /PractitionerRole returns a Bundle of PractitionerRoles with id, name and speciality',
    clauses: ['PR'],
    catches: ['practitioner-role-without-id'],
    async run({ session }) {
      const response = await session.sendCached({ purpose: 'search practitioner roles', path: '/PractitionerRole' });
      return eachEntry(response, entriesOf(response.body), {
        type: 'PractitionerRole',
        bundle: 'a Bundle',
        findFault: roleFault,
        dialectOf: ([first]) => (isR4Role(first?.resource) ? 'r4' : 'published'),
      });
    },
  }),
]);

/** A key of a resource, and its expected value. */
type ResourceFault = readonly [key: string, expected: string];

/** Asserts that a search returns a Bundle, and something of every resource in it. */
function eachEntry(
  response: XisResponse,
  entries: readonly BundleEntry[] | undefined,
  expectation: {
    readonly type: string;
    readonly bundle: string;
    readonly findFault: (resource: unknown) => ResourceFault | undefined;
    /** Returns the dialect of entries; of an empty Bundle it is unknown. */
    readonly dialectOf: (entries: readonly BundleEntry[]) => Dialect;
  },
): Finding {
  const { type, bundle, findFault, dialectOf } = expectation;
  if ([404, 405, 501].includes(response.status))
    skipCheck(`this XIS has no GET /${type}, which returned ${response.status}`);
  if (response.status !== 200 || !entries) {
    const message = `GET /${type} does not return ${bundle}`;
    return violated({ message, expected: `200 and ${bundle}`, actual: describeResponse(response) });
  }
  const finding = assertEach(entries, `${type}s examined`, ({ resource, path }) => {
    const [key, expected] = findFault(resource) ?? [];
    if (key === undefined || expected === undefined) return undefined;
    const message = `a ${type} does not have the expected ${key}`;
    return { message, expected, actual: describeValue(at(resource, key)), path: `${path}.${key}` };
  });
  if (finding.outcome !== 'satisfied') return finding;
  const dialect = entries.length === 0 ? undefined : dialectOf(entries);
  return withDialect(satisfied(1 + entries.length, `a Bundle with ${finding.message}`), dialect);
}

function scheduleFault(schedule: unknown): ResourceFault | undefined {
  if (at(schedule, 'resourceType') !== 'Schedule') return ['resourceType', 'Schedule'];
  if (textOf(at(schedule, 'id')) === undefined) return ['id', 'an id'];
  if (codingsOf(at(schedule, 'serviceCategory')).length === 0) {
    return ['serviceCategory', 'a list with codings of system and code'];
  }
  const actors = listOf(at(schedule, 'actor'));
  const hasActors = actors.length > 0 && actors.every((actor) => textOf(at(actor, 'reference')) !== undefined);
  return hasActors ? undefined : ['actor', 'a list of references'];
}

function roleFault(role: unknown): ResourceFault | undefined {
  if (at(role, 'resourceType') !== 'PractitionerRole') return ['resourceType', 'PractitionerRole'];
  if (textOf(at(role, 'id')) === undefined) return ['id', 'an id'];
  if (isR4Role(role)) return undefined;
  if (textOf(at(role, 'name')) === undefined) return ['name', 'a name'];
  return objectOf(at(role, 'speciality')) === undefined ? ['speciality', 'a concept'] : undefined;
}

/** Returns whether a role has R4's `practitioner` or `specialty`, and not the published `name` and `speciality`. */
function isR4Role(role: unknown): boolean {
  return at(role, 'specialty') !== undefined || at(role, 'practitioner') !== undefined;
}
