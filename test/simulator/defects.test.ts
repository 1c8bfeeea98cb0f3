import { describe, expect, it } from 'vitest';
import { REQUIREMENTS } from '../../conformance/index.ts';
import { DEFECTS } from '../../simulator/index.ts';
import type { OrganizationOfTest, PracticeOfTest } from '../../simulator/testing/vitest.ts';
import { BOOKINGS, RACES, SLOTLESS } from '../support/defects/bookings.ts';
import { CALLBACKS } from '../support/defects/callbacks.ts';
import { CANCELLATIONS } from '../support/defects/cancellations.ts';
import type { DefectCases } from '../support/defects/case.ts';
import { SLOT_PAGES } from '../support/defects/pages.ts';
import { SLOT_SEARCHES } from '../support/defects/searches.ts';
import { SLOTS } from '../support/defects/slots.ts';
import { OTHER_READS, TENANTS, TRANSPORT } from '../support/defects/transport.ts';
import { TYPES } from '../support/defects/types.ts';
import { xisTest as base } from '../support/xis-test.ts';

const AREAS: readonly DefectCases[] = [
  TYPES,
  SLOTS,
  SLOT_SEARCHES,
  SLOT_PAGES,
  BOOKINGS,
  RACES,
  SLOTLESS,
  CANCELLATIONS,
  CALLBACKS,
  OTHER_READS,
  TENANTS,
  TRANSPORT,
];

const xisTest = base.extend<{ other: OrganizationOfTest }>({
  other: async ({ simulator, practice }, use) => {
    const agb = '80000001';
    const [, smit] = practice.schedules;
    const schedules = smit ? [{ ...smit, id: 'yilmaz' }] : [];
    const organization = await simulator.organizations.create({ ...practice, agb, schedules });
    await use({ ...organization, baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': agb } });
    await simulator.organizations.drop(agb);
  },
});

function casesOf(areas: readonly DefectCases[]) {
  return areas.flatMap(({ facts, changes }) =>
    Object.entries(changes).map(([id, change]) => {
      const clauses = DEFECTS.find((defect) => defect.id === id)?.clauses ?? [];
      return { id, clauses, facts, change };
    }),
  );
}

type Case = ReturnType<typeof casesOf>[number];

it('every defect is looked at, and breaks clauses that there are', () => {
  const looked = casesOf(AREAS).map(({ id }) => id);
  expect(looked.sort()).toEqual(DEFECTS.map(({ id }) => id).sort());
  expect(DEFECTS.filter(({ id }) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
  const known = REQUIREMENTS.map(({ id }) => id);
  expect(DEFECTS.flatMap(({ clauses }) => clauses).filter((clause) => !known.includes(clause))).toEqual([]);
});

const r4Test = xisTest.extend<{ practice: PracticeOfTest }>({
  practice: async ({ practice }, use) => use({ ...practice, dialect: 'r4' }),
});

function show(test: typeof xisTest, cases: readonly Case[]): void {
  for (const { id, clauses, facts, change } of cases) {
    test([clauses.join(', '), id].filter(Boolean).join(': '), async ({ xis, other, simulator, spreekuur }) => {
      const look = { xis, other, simulator, spreekuur };
      const clean = await facts(look);
      await xis.reset();
      xis.defects.set([id]);
      const spoiled = await facts(look);
      expect(spoiled).not.toEqual(clean);
      expect(spoiled).toEqual({ ...clean, ...change(clean) });
    });
  }
}

describe('a defect spoils what it says, and nothing else', () => show(xisTest, casesOf(AREAS)));

describe('and so it does in R4', () => show(r4Test, casesOf([SLOTS, BOOKINGS, CALLBACKS, OTHER_READS])));
