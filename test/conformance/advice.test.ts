import { describe, expect } from 'vitest';
import { type CheckReport, TargetError } from '../../conformance/index.ts';
import { CATEGORY, EMMA } from '../../fixtures/test/practices.ts';
import { checkTest as test } from '../support/check.ts';
import type { Distortion } from '../support/distort.ts';
import { eachSlot } from '../support/distort.ts';

/** Leaves out every slot of a search that has a parameter, in either spelling. */
function hidesSlots(parameter: string): Distortion {
  return {
    response: ({ status, text }, path, query) => {
      const isSent = [...query.keys()].some((name) => name.toLowerCase() === parameter);
      if (path !== '/Slot' || status !== 200 || !isSent) return undefined;
      return { text: JSON.stringify({ ...JSON.parse(text), entry: [], total: 0, link: [] }) };
    },
  };
}

function checkIn({ checks }: CheckReport, id: string) {
  return checks.find((check) => check.id === id);
}

test('SL-1, SL-9: an error of the server is a failure, and no form that is not understood', async ({ check }) => {
  const failsOnInstants: Distortion = {
    response: (_, path, query) => {
      const isInstant = query.getAll('schedule.date').some((value) => value.includes('T'));
      return path === '/Slot' && isInstant ? { status: 500, text: '{}' } : undefined;
    },
  };
  const report = await check({ distortion: failsOnInstants });
  expect(report.preflight?.map(({ code }) => code) ?? []).not.toContain('date-form');
  expect(report.target.forms).toMatchObject({ dateFormat: 'instant' });
  expect(checkIn(report, 'slot-search/bundle-type')).toMatchObject({ verdict: 'fail' });
});

describe('a search that finds nothing', () => {
  test.for<[string, string, string]>([
    ['schedule.date', 'the dates', 'SL-9, SL-19'],
    ['service-category', 'service-category', 'SL-8'],
    ['status', 'status', 'SL-10'],
  ])('the note says that %s hides the slots', async ([parameter, name, clauses], { check }) => {
    const { preflight = [] } = await check({ distortion: hidesSlots(parameter) });
    expect(preflight.map(({ code }) => code)).toEqual(['slots-hidden']);
    expect(preflight[0]?.seen).toMatch(new RegExp(`without ${name} it has \\d+ free ones .*\\(${clauses}\\)$`));
    expect(preflight[0]?.advice).not.toContain('Open some slots');
  });

  test('SL-9: the note advises to open slots where no parameter hides them', async ({ check }) => {
    const { preflight = [] } = await check({ practice: { schedules: [] } });
    expect(preflight.map(({ code, advice }) => [code, advice])).toEqual([
      ['no-slots', expect.stringContaining('Open some slots')],
    ]);
  });
});

describe('a response that violates a clause is a failure, and not only blocked', () => {
  test.for([
    ['SL-9', 'slot-past-in-every-response', {}],
    ['SL-6', 'slot-without-practitioner', {}],
    ['SL-18', 'slot-next-other-host', { pageSize: 5 }],
  ] as const)('%s: %s', async ([clause, defect, answers], { check }) => {
    const report = await check({ practice: { defects: [defect], answers } });
    const fails = report.checks.filter(({ verdict }) => verdict === 'fail');
    expect(fails.flatMap(({ requirements }) => requirements)).toContain(clause);
    expect(report.checks.filter(({ message }) => message.includes('open more slots'))).toEqual([]);
  });

  test('SL-6: of slots that all lack a practitioner', async ({ check }) => {
    const report = await check({
      distortion: eachSlot((slot) => {
        delete slot.extension;
      }),
    });
    expect([report.verdict, checkIn(report, 'slot-shape/practitioner')?.verdict]).toEqual(['nonconformant', 'fail']);
    expect(report.preflight).toBeUndefined();
  });
});

describe('the values in a message', () => {
  test('SL-8: a category has its system', async ({ check }) => {
    const report = await check({ practice: { defects: ['slot-ignores-category'] } });
    const found = report.checks.find(
      ({ verdict, requirements }) => verdict === 'fail' && requirements.includes('SL-8'),
    );
    expect(found).toMatchObject({
      expected: expect.stringContaining('http://linde.example/ns/type|consult'),
      actual: expect.stringContaining('http://linde.example/ns/type|'),
    });
  });

  test('SL-2: a numeric id is the number that it is', async ({ check }) => {
    const report = await check({
      distortion: eachSlot((slot, index) => {
        slot.id = 4700 + index;
      }),
    });
    const found = report.checks.filter(({ verdict, actual }) => verdict === 'fail' && /^47\d\d$/.test(actual ?? ''));
    expect(found.flatMap(({ requirements }) => requirements)).toContain('SL-2');
  });

  test('SL-3: a long value has its beginning and its end', async ({ check }) => {
    const report = await check({
      distortion: eachSlot((slot) => {
        slot.status = `free-${'x'.repeat(300)}-end`;
      }),
    });
    const found = report.checks.find(
      ({ verdict, requirements }) => verdict === 'fail' && requirements.includes('SL-3'),
    );
    expect(found?.actual).toMatch(/^'free-x+…x+-end' \(309 characters\)$/);
  });

  test('AT-2: more types than there are without the filter are counted as they are', async ({ check }) => {
    const extra = Array.from({ length: 10 }, (_, index) => ({ code: `extra-${index}`, display: 'Extra' }));
    const report = await check({
      practice: { defects: ['types-ignore-category'] },
      distortion: {
        response: ({ text, status }, path, query) => {
          if (!path.startsWith('/ValueSet') || status !== 200) return undefined;
          const isUnknown = ![null, CATEGORY].includes(query.get('service-category'));
          const body = JSON.parse(text);
          if (isUnknown) body.compose.include[0].concept.push(...extra);
          return { text: JSON.stringify(body) };
        },
      },
    });
    expect(checkIn(report, 'appointment-types/category-filter')).toMatchObject({ verdict: 'fail', actual: '13 types' });
  });
});

describe('the option is named where a vendor can change the fact', () => {
  const nameOption = (name: string) => `--${name}`;

  test.for([
    [401, '--token'],
    [403, '--organizationHeader'],
    [403, '--organization'],
  ] as const)('TR-2, AU-2: %i names %s', async ([status, option], { check }) => {
    const response = () => ({ status, text: '{"resourceType":"OperationOutcome"}' });
    const error = await check({ distortion: { response }, options: { nameOption } }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TargetError);
    expect((error as Error).message).toContain(option);
  });

  test('TR-2, SL-9: another form names the options of header and dates', async ({ check }) => {
    const understands = { organizationFormat: 'code', dateFormat: 'date' } as const;
    const { preflight = [] } = await check({ practice: { understands }, options: { nameOption } });
    expect(preflight.map(({ advice }) => advice)).toEqual([
      expect.stringContaining('--organizationHeader and --organizationFormat'),
      expect.stringContaining('--dateParameter and --dateFormat'),
    ]);
  });

  test('AP-1, CN-3: a XIS that knows the other dialect only', async ({ check }) => {
    const report = await check({
      practice: { understands: { dialect: 'r4' } },
      options: { nameOption, allowBooking: true, patient: EMMA },
    });
    const named = report.checks.filter(({ verdict, message }) => verdict === 'fail' && message.includes('--dialect'));
    expect(named.flatMap(({ requirements }) => requirements)).toEqual(expect.arrayContaining(['AP-1', 'CN-3']));
  });
});
