import { describe, expect } from 'vitest';
import type { CheckReport } from '../../conformance/index.ts';
import { reportSchema } from '../../conformance/report/report.ts';
import { CATEGORY, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { validator } from '../../schema/validator.ts';
import { type CheckPractice, checkTest as test } from '../support/check.ts';
import type { Distortion } from '../support/distort.ts';

/** Returns the failures and warnings of a conformant XIS. */
function wrong({ checks }: CheckReport): readonly string[] {
  // Without its option a check is blocked, or does not apply.
  const isOther = ({ verdict, message }: CheckReport['checks'][number]): boolean =>
    !['pass', 'blocked'].includes(verdict) && !(verdict === 'not-applicable' && message.startsWith('needs '));
  return checks.filter(isOther).map(({ id, verdict, message }) => `${verdict} ${id}: ${message}`);
}

/** Returns the blocked checks of a conformant XIS, without checks that need an option. */
function blocked({ checks }: CheckReport): readonly string[] {
  return checks
    .filter(({ verdict, message }) => verdict === 'blocked' && !message.startsWith('needs '))
    .map(({ id, message }) => `${id}: ${message}`);
}

const jansen = SMALL_PRACTICE.schedules.slice(0, 1);

function hoursOf(type: string) {
  return [{ days: 'workdays', from: '09:00', to: '11:00', type }] as const;
}

/** Conformant practices that are unusual. */
const PRACTICES: Readonly<Record<string, Parameters<CheckPractice>[0]>> = {
  'as Spreekuur.nl publishes it': {},
  'in the dialect of R4': { practice: { dialect: 'r4' } },
  'that pages its answers': { practice: { answers: { pageSize: 7 } } },
  'whose addresses are absolute': { practice: { answers: { location: 'versioned' } } },
  'with one practitioner': { practice: { schedules: jansen } },
  'with some slots busy': { practice: { schedules: jansen.map((schedule) => ({ ...schedule, busyShare: 0.5 })) } },
  'whose systems are OIDs and UUIDs': {
    practice: {
      typeSystem: 'urn:oid:2.16.840.1.113883.2.4.3.11.60',
      appointmentTypes: SMALL_PRACTICE.appointmentTypes.map((type) => ({
        ...type,
        serviceCategories: ['urn:uuid:c757873d-ec9a-4326-a141-556f43239520|SPREEKUUR'],
      })),
    },
    options: {
      category: 'urn:uuid:c757873d-ec9a-4326-a141-556f43239520|SPREEKUUR',
      type: 'urn:oid:2.16.840.1.113883.2.4.3.11.60|consult',
    },
  },
  'without a filter on category': { options: { category: undefined as never } },
  'whose types are all for Spreekuur.nl': {
    practice: {
      appointmentTypes: SMALL_PRACTICE.appointmentTypes.map((type) => ({ ...type, serviceCategories: [CATEGORY] })),
    },
  },
  'over the change to summer time': { now: '2027-03-15T07:00:00+01:00' },
  'over the change to winter time': { now: '2027-10-15T07:00:00+02:00' },
  'that has more slots than are read at once': { options: { maxBytes: 70_000 } },
  'that writes its times in UTC': {
    practice: {
      timeZone: 'Etc/UTC',
      schedules: jansen.map((schedule) => ({
        ...schedule,
        hours: [{ days: 'workdays', from: '07:00', to: '15:30', type: 'consult' }],
        breaks: [{ from: '11:00', to: '12:00' }],
      })),
    },
  },
  'that writes more than it has to': {
    distortion: {
      body: (body) => {
        Object.assign(body, { meta: { tag: [{ code: 'x' }] }, text: { status: 'empty' } });
        for (const { resource } of body.entry ?? []) if (resource) Object.assign(resource, { overbooked: false });
        delete body.link;
        delete body.total;
        body.entry?.push({ resource: { resourceType: 'OperationOutcome', issue: [] }, search: { mode: 'outcome' } });
      },
      response: () => ({ mediaType: 'Application/FHIR+JSON; Charset=UTF-8; fhirVersion=4.0' }),
    },
  },
  'whose references are absolute': {
    distortion: {
      body: (body) => {
        for (const { resource } of body.entry ?? []) {
          if (resource?.resourceType !== 'Slot') continue;
          resource.schedule.reference = `https://xis.example/fhir/${resource.schedule.reference}`;
        }
      },
    },
  },
  'whose codes have every sign in them': {
    practice: {
      appointmentTypes: [{ code: 'consult,kort|10%&meer+$', display: 'Consult', minutes: 10 }],
      schedules: jansen.map((schedule) => ({ ...schedule, hours: hoursOf('consult,kort|10%&meer+$') })),
    },
    options: { category: undefined as never },
  },
  'that refuses a schedule that it does not have, and an organization with 404': {
    distortion: {
      response: ({ status }, path, query) => {
        const isUnknown = query.get('schedule')?.match(/^[a-z-]*none$/) || (path === '/Slot' && status === 403);
        const issue = [{ severity: 'error', code: 'not-found' }];
        return isUnknown
          ? { status: 404, text: JSON.stringify({ resourceType: 'OperationOutcome', issue }) }
          : undefined;
      },
    },
  },
  'that shows nothing but free slots': {
    distortion: {
      query: (query, path) => {
        if (path === '/Slot' && query.get('status') !== '') query.set('status', 'free');
      },
    },
  },
  'that says there are no types by an empty include': {
    distortion: {
      body: (body) => {
        const groups = body.compose?.include ?? [];
        if (groups.every((group: { concept?: unknown[] }) => (group.concept ?? []).length === 0)) {
          if (body.compose) body.compose.include = [];
        }
      },
    },
  },
};

describe('a conformant practice gets no failure, no warning and no blocked check', () => {
  for (const [name, changes] of Object.entries(PRACTICES)) {
    test(`one ${name}`, async ({ check }) => {
      const report = await check(changes);
      expect(wrong(report)).toEqual([]);
      expect(blocked(report)).toEqual([]);
      expect(validator(reportSchema).violations(report)).toEqual([]);
    });
  }
});

describe('a practice with few slots or types', () => {
  test('gets no failure and no warning for a few slots on one day', async ({ check }) => {
    const hours = [{ days: ['mon'], from: '09:00', to: '09:20', type: 'consult' }] as const;
    const report = await check({
      practice: { schedules: jansen.map((schedule) => ({ ...schedule, hours })), horizonDays: 8 },
    });
    expect(wrong(report)).toEqual([]);
    expect(report.verdict).toBe('incomplete');
    const messages = report.checks.map(({ message }) => message);
    expect(messages).toContain('expected slots on at least 3 days, got slots on 1: open more slots');
  });

  test('SL-10: gets no blocked check when past slots and slots of this week are missing', async ({ check }) => {
    const distortion: Distortion = {
      body: (body, path) => {
        if (path !== '/Slot') return;
        const isLater = ({ resource }: { resource: { start: string } }): boolean => resource.start > '2027-01-20';
        body.entry = (body.entry ?? []).filter(isLater);
      },
    };
    const { checks } = await check({ distortion, options: { only: ['slot-shape/not-past'] } });
    const notPast = checks.find(({ id }) => id === 'slot-shape/not-past');
    expect(notPast).toMatchObject({ verdict: 'pass', message: expect.stringContaining('and no slot has begun') });
    expect(notPast?.subjects).toBeGreaterThan(10);
  });

  test('gets no failure and no warning without slots, but a note', async ({ check }) => {
    const report = await check({ practice: { schedules: [] } });
    expect(wrong(report)).toEqual([]);
    expect(report.preflight?.map(({ code }) => code)).toEqual(['no-slots']);
    expect(report.verdict).toBe('incomplete');
  });

  test('gets no failure and no warning without types, but a note', async ({ check }) => {
    const report = await check({ practice: { appointmentTypes: [], schedules: [] } });
    expect(wrong(report)).toEqual([]);
    expect(report.preflight?.map(({ code }) => code)).toEqual(['no-types']);
  });
});
