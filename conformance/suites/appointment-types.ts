import { assertEach } from '../assertions/assert-each.ts';
import { NEVER_ISSUED_CATEGORY } from '../assertions/never-issued.ts';
import { unexpected } from '../assertions/responses.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { type AppointmentType, appointmentTypesOf, valueSetIn } from '../read/appointment-types.ts';
import { describeCodes, describeCoding } from '../read/coding.ts';
import { at, describeValue, listOf, textOf } from '../read/json.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { blockCheck } from '../session/block-check.ts';
import { flowQuery, searchableTypes } from '../session/choose-search.ts';
import type { XisResponse } from '../session/message.ts';
import { describeUnreadable } from '../session/search-slots.ts';
import type { Session } from '../session/session.ts';

const STATUSES = ['active', 'draft', 'retired', 'unknown'];

export const appointmentTypes = suite('appointment-types', [
  check('value-set', {
    title: 'GET /ValueSet/BookableAppointmentTypes returns a ValueSet, and not a Bundle',
    clauses: ['AT-1'],
    catches: ['types-as-bundle'],
    async run({ session }) {
      const { status, body, failure } = await session.appointmentTypesResponse();
      if (status === 200 && at(body, 'resourceType') === 'ValueSet') return satisfied(1, 'one ValueSet examined');
      return violated({
        message: 'the request for appointment types does not return a ValueSet',
        expected: '200 and a ValueSet',
        actual: failure?.text ?? `${status} and ${describeValue(body)}`,
        path: 'resourceType',
      });
    },
  }),

  check('status', {
    title: 'The ValueSet has one of the statuses of FHIR',
    clauses: ['AT-1'],
    catches: ['types-bad-status'],
    async run({ session }) {
      const status = at(await requireValueSet(session), 'status');
      if (STATUSES.includes(textOf(status) ?? '')) return satisfied(1, 'one ValueSet examined');
      return violated({
        message: 'the ValueSet has another status',
        expected: 'active, draft, retired or unknown',
        actual: describeValue(status),
        path: 'status',
      });
    },
  }),

  check('system', {
    title: 'Every group of appointment types has a system',
    clauses: ['AT-1'],
    catches: ['types-without-system'],
    async run({ session }) {
      // A XIS may return an empty include when it has no types (AT-3).
      const groups = listOf(at(await requireValueSet(session), 'compose', 'include')).filter(
        (include) => listOf(at(include, 'concept')).length > 0,
      );
      return assertEach(groups, 'groups of types examined', (group, index) => {
        const system = at(group, 'system');
        if (textOf(system) !== undefined) return undefined;
        const message = 'a group of types has no system';
        const path = `compose.include[${index}].system`;
        return { message, expected: 'a system', actual: describeValue(system), path };
      });
    },
  }),

  check('concept', {
    title: 'Every appointment type has a code and a display',
    clauses: ['AT-1'],
    catches: ['types-without-display'],
    async run({ session }) {
      const concepts = listOf(at(await requireValueSet(session), 'compose', 'include')).flatMap((include, group) =>
        listOf(at(include, 'concept')).map((concept, index) => ({ concept, place: `[${group}].concept[${index}]` })),
      );
      return assertEach(concepts, 'types examined', ({ concept, place }) => {
        const missing = ['code', 'display'].find((key) => textOf(at(concept, key)) === undefined);
        if (missing === undefined) return undefined;
        return {
          message: `an appointment type has no ${missing}`,
          expected: 'a code and a display',
          actual: `${missing}: ${describeValue(at(concept, missing))}`,
          path: `compose.include${place}.${missing}`,
        };
      });
    },
  }),

  check('category-filter', {
    title: 'A request for types by service category returns types of that category only',
    clauses: ['AT-2'],
    isException: ({ category }) => category === undefined,
    catches: ['types-ignore-category'],
    async run({ session }) {
      const all = await session.unfilteredAppointmentTypes();
      const response = await requestTypesOfUnknownCategory(session);
      // A rejected category leaves out every type; whether it may be rejected is a matter of AT-3.
      if ([400, 404, 422].includes(response.status)) {
        return satisfied(all.length, `a request by an unknown category returned ${response.status}`);
      }
      const filtered = response.status === 200 ? appointmentTypesOf(response.body) : undefined;
      if (!filtered) blockCheck(describeUnreadable(response));
      if (filtered.length === 0) {
        return satisfied(all.length, `a request by an unknown category leaves out all ${all.length} types`);
      }
      return violated({
        examined: all.length,
        message: 'a request by an unknown category returns types',
        expected: 'no types',
        actual: filtered.length > all.length ? `${filtered.length} types` : `${filtered.length} of ${all.length} types`,
        path: 'compose.include',
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('empty-filter', {
    title: 'A request by a category without types returns an empty ValueSet, and not an error',
    clauses: ['AT-3'],
    catches: ['types-empty-404'],
    async run({ session }) {
      await session.unfilteredAppointmentTypes();
      const response = await requestTypesOfUnknownCategory(session);
      const types = response.status === 200 ? appointmentTypesOf(response.body) : undefined;
      if (types && types.length > 0) blockCheck('the filter on service category leaves nothing out');
      if (types && at(response.body, 'resourceType') === 'Bundle') blockCheck('the types are in a Bundle');
      if (types) return satisfied(1, 'one empty ValueSet examined');
      const message = 'a request by a category without types does not return an empty ValueSet';
      return unexpected(response, message, '200 and a ValueSet without concepts');
    },
  }),

  check('code-finds-slots', {
    title: "A search by a type's system and code as service category returns its slots",
    clauses: ['AT-5'],
    catches: ['types-code-unlike-slots'],
    async run({ session }) {
      const types = searchableTypes(await session.appointmentTypes());
      let found = 0;
      for (const type of types) {
        const { slots } = await session.searchSlots(flowQuery(session, type));
        if (slots.length > 0) found++;
      }
      if (found > 0) return satisfied(found, `${found} of ${types.length} types find slots`);
      // A type may have no slots just now. A slot with the same name, or nearly the same code, shows that it has.
      const slots = await searchWithoutCategory(session);
      for (const type of types) {
        const similar = slots.find((slot) => slot.status === 'free' && isSimilar(slot, type));
        if (!similar) continue;
        return violated({
          examined: types.length,
          message: 'a search by the code of a type does not return its slots',
          expected: `slots of category ${describeCoding(type)}`,
          actual: `slots of category ${describeCodes(similar.categories)}`,
          path: `${similar.path}.serviceCategory`,
          exchanges: [(await session.appointmentTypesResponse()).exchangeId, similar.exchange],
        });
      }
      return blockCheck('no appointment type has free slots in the next four weeks');
    },
  }),
]);

/**
 * Returns the ValueSet of appointment types, also from a Bundle, which a separate check covers.
 * @throws CheckBlocked without a ValueSet
 */
async function requireValueSet(session: Session): Promise<unknown> {
  await session.appointmentTypes();
  const { body } = await session.appointmentTypesResponse();
  return valueSetIn(body) ?? blockCheck('the XIS returns no ValueSet');
}

/** Requests the types of a category that no XIS has (AT-2, AT-3). */
function requestTypesOfUnknownCategory(session: Session): Promise<XisResponse> {
  return session.sendCached({
    purpose: 'request the types of an unknown category',
    path: '/ValueSet/BookableAppointmentTypes',
    query: [['service-category', NEVER_ISSUED_CATEGORY]],
  });
}

/** Searches free slots of any category, where the XIS takes such a search. */
async function searchWithoutCategory(session: Session): Promise<readonly ParsedSlot[]> {
  const query = session.slotQuery({ ...session.window, status: 'free' });
  return (await session.searchSlots(query).catch(() => ({ slots: [] }))).slots;
}

function isSimilar({ resource }: ParsedSlot, { code, display }: AppointmentType): boolean {
  const codings = listOf(resource['serviceCategory']).flatMap((concept) => listOf(at(concept, 'coding')));
  return codings.some(
    (coding) =>
      lettersOf(textOf(at(coding, 'code'))) === lettersOf(code) ||
      (display !== undefined && textOf(at(coding, 'display')) === display),
  );
}

/** Returns the letters and digits of a code, in lower case. */
function lettersOf(code: string | undefined): string | undefined {
  return code?.toLowerCase().replace(/[^a-z0-9]/g, '');
}
