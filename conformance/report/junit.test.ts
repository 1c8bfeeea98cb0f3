import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReports, INVISIBLE_CHARACTERS } from '../../fixtures/test/reports/hostile.ts';
import { CLAUSE, createCheckResult, createFailedCheck, createReport } from '../../fixtures/test/reports/sample.ts';
import { runs } from '../../test/support/runs.ts';
import { formatJunitReport } from './junit.ts';

/** Returns the elements of an XML text with their attributes; fails when it is not well-formed. */
function elements(xml: string): readonly string[] {
  const tag = /<\?xml[^<>]*\?>|<(\/?)([a-z-]+)((?:\s[a-z]+="[^<>"]*")*)(\/?)>/g;
  const open: string[] = [];
  const found = [...xml.matchAll(tag)].flatMap(([, isEnd, name = '', attributes, isEmpty]) => {
    if (name === '') return [];
    if (isEnd === '/') expect(open.pop()).toBe(name);
    else if (isEmpty === '') open.push(name);
    return isEnd === '/' ? [] : [`${name}${attributes}`];
  });
  expect(open).toEqual([]);
  expect(xml.replace(tag, '')).not.toMatch(/[<>"]/);
  expect(xml).not.toMatch(/&(?!(?:amp|lt|gt|quot);)/);
  expect(xml).not.toMatch(INVISIBLE_CHARACTERS);
  return found;
}

const names = (xml: string) => elements(xml).map((element) => element.split(' ')[0]);

describe('the report as JUnit XML', () => {
  test('failures fail, warnings pass, blocked checks are skipped', () => {
    const xml = formatJunitReport(
      createReport([
        createCheckResult(),
        createFailedCheck({ id: 'slot-search/other' }),
        createFailedCheck({ id: 'booking/slow', verdict: 'warn', level: 'should' }),
        createCheckResult({ id: 'booking/race', verdict: 'blocked', message: 'give --allow-booking' }),
        createCheckResult({ id: 'booking/paged', verdict: 'not-applicable', message: 'not paged' }),
        createCheckResult({ id: 'booking/bug', verdict: 'error', message: 'TypeError' }),
        createFailedCheck({ id: 'booking/known', known: 'XIS-1' }),
      ]),
    );
    expect(names(xml)).toEqual(
      'testsuites testsuite testcase testcase failure system-out testsuite testcase system-out testcase skipped testcase skipped testcase error testcase skipped system-out'.split(
        ' ',
      ),
    );
    const [all, first, , , , , second] = elements(xml);
    expect(all).toBe('testsuites name="xis-testkit check" tests="7" failures="1" errors="1" skipped="3" time="0.084"');
    expect(first).toContain('name="slot-search" tests="2" failures="1" errors="0" skipped="0" time="0.024"');
    expect(second).toContain('name="booking" tests="5" failures="0" errors="1" skipped="3"');
    expect(xml).toContain(
      `expected  status free\ngot       status busy\nat        entry[3].resource.status\n${CLAUSE}: `,
    );
    expect(xml).toContain('<system-out>Not conformant. 2 must checks failed, 1 of them known. 1 must: 1 satisfied.<');
    expect(xml).toContain('--url &apos;'.replaceAll('&apos;', "'"));
  });

  test('outdated known failures fail, and the output lists appointments that were not cancelled', () => {
    const xml = formatJunitReport(
      createReport([createCheckResult()], {
        bookings: [
          { appointment: '1042', slot: 'Tuesday', madeAt: '2026-11-23T08:00:00Z', cancelled: false, why: '500' },
        ],
        staleKnownFailures: [{ check: 'slot-search/x', reason: 'XIS-1', why: 'the check passes now' }],
      }),
    );
    expect(xml).toContain('<system-err>Not cancelled: 1042 (Tuesday) 500</system-err>');
    expect(xml).toContain('<failure message="the check passes now">XIS-1</failure>');
    expect(elements(xml)[0]).toContain('tests="2" failures="1"');
  });

  test('is well-formed for any text of the XIS', () => {
    fc.assert(
      fc.property(hostileReports(), (report) => void names(formatJunitReport(report))),
      { numRuns: runs(10) },
    );
  });
});
