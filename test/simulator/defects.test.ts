import { describe, expect, it } from 'vitest';
import { REQUIREMENTS } from '../../conformance/index.ts';
import {
  BOOKINGS,
  CANCELLATIONS,
  DIALECTS,
  RACES,
  REBOOKED,
  SLOTLESS,
} from '../../fixtures/test/defects/appointments.ts';
import { AUTHENTICATION } from '../../fixtures/test/defects/authentication.ts';
import { CALLBACK_TOKENS, CALLBACKS, CONFIRMED, UPDATES } from '../../fixtures/test/defects/callbacks.ts';
import type { DefectCases } from '../../fixtures/test/defects/case.ts';
import { PATIENTS } from '../../fixtures/test/defects/patients.ts';
import { SLOT_PAGES, SLOT_SEARCHES, SLOTS } from '../../fixtures/test/defects/slots.ts';
import { ENCODING, OTHER_READS, TENANTS, TRANSPORT, TYPES } from '../../fixtures/test/defects/transport.ts';
import type { AuthorizationServerSettings } from '../../oauth/index.ts';
import { DEFECTS } from '../../simulator/index.ts';
import type { TestOrganization, TestPractice } from '../../simulator/testing/vitest.ts';
import { xisTest as base } from '../support/xis.ts';

const AREAS: readonly DefectCases[] = [
  TYPES,
  SLOTS,
  SLOT_SEARCHES,
  SLOT_PAGES,
  BOOKINGS,
  RACES,
  SLOTLESS,
  DIALECTS,
  CANCELLATIONS,
  REBOOKED,
  CALLBACKS,
  CONFIRMED,
  UPDATES,
  PATIENTS,
  OTHER_READS,
  TENANTS,
  TRANSPORT,
  ENCODING,
];

const xisTest = base.extend<{ secondXis: TestOrganization }>({
  secondXis: async ({ simulator, practice }, use) => {
    const agb = '80000001';
    const [, smit] = practice.schedules;
    const schedules = smit ? [{ ...smit, id: 'yilmaz' }] : [];
    const organization = await simulator.organizations.create({ ...practice, agb, schedules });
    await use({ ...organization, baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': agb } });
    await simulator.organizations.drop(agb);
  },
});

function listCases(areas: readonly DefectCases[]) {
  return areas.flatMap(({ facts, changes }) =>
    Object.entries(changes).map(([id, change]) => {
      const clauses = DEFECTS.find((defect) => defect.id === id)?.clauses ?? [];
      return { id, clauses, facts, change };
    }),
  );
}

type Case = ReturnType<typeof listCases>[number];

it('every defect has a case, and breaks known clauses', () => {
  const covered = listCases([...AREAS, AUTHENTICATION, CALLBACK_TOKENS]).map(({ id }) => id);
  expect(covered.sort()).toEqual(DEFECTS.map(({ id }) => id).sort());
  expect(DEFECTS.filter(({ id }) => !/^[a-z0-9-]+$/.test(id))).toEqual([]);
  const known = REQUIREMENTS.map(({ id }) => id);
  expect(DEFECTS.flatMap(({ clauses }) => clauses).filter((clause) => !known.includes(clause))).toEqual([]);
});

it('a defect warns where no clause of it is a must', () => {
  const levelOf = (id: string) => REQUIREMENTS.find((requirement) => requirement.id === id);
  const milder = DEFECTS.filter(({ clauses }) => clauses.every((id) => levelOf(id)?.level !== 'must'));
  expect(milder.filter(({ warns }) => !warns).map(({ id }) => id)).toEqual([]);
  const isStrict = (id: string) => levelOf(id)?.level === 'must' && levelOf(id)?.exception === undefined;
  const warning = DEFECTS.filter(({ warns }) => warns);
  expect(warning.filter(({ clauses }) => clauses.some(isStrict)).map(({ id }) => id)).toEqual([]);
});

const r4Test = xisTest.extend<{ practice: TestPractice }>({
  practice: async ({ practice }, use) => use({ ...practice, dialect: 'r4' }),
});

function show(test: typeof xisTest, cases: readonly Case[]): void {
  for (const { id, clauses, facts, change } of cases) {
    test(
      [clauses.join(', '), id].filter(Boolean).join(': '),
      async ({ xis, secondXis, simulator, callbackEndpoint }) => {
        const participants = { xis, secondXis, simulator, callbackEndpoint };
        const clean = await facts(participants);
        await xis.reset();
        xis.defects.set([id]);
        const changed = await facts(participants);
        expect(changed).not.toEqual(clean);
        expect(changed).toEqual({ ...clean, ...change(clean, participants) });
      },
    );
  }
}

describe('a defect changes exactly the facts of its case', () => show(xisTest, listCases(AREAS)));

const authTest = xisTest.extend<{ authorizationServer: AuthorizationServerSettings }>({
  // A key of RSA takes a tenth of a second, and each test has another one.
  authorizationServer: [{ algorithm: 'ES256' }, { scope: 'worker' }],
});

describe('a defect of authentication changes exactly the facts of its case', () =>
  show(authTest as unknown as typeof xisTest, listCases([AUTHENTICATION, CALLBACK_TOKENS])));

describe('a defect changes exactly the facts of its case in R4', () =>
  show(r4Test, listCases([SLOTS, BOOKINGS, CALLBACKS, CONFIRMED, UPDATES, OTHER_READS])));
