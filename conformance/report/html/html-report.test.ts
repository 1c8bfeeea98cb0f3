import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReportWithTexts, hostileReports, INVISIBLE_CHARACTERS } from '../../../fixtures/test/reports/hostile.ts';
import { createLargeReport } from '../../../fixtures/test/reports/large.ts';
import {
  CLAUSE,
  createCheckResult,
  createExchange,
  createFailedCheck,
  createReport,
} from '../../../fixtures/test/reports/sample.ts';
import { runs } from '../../../test/support/runs.ts';
import { formatHtmlReport } from './html-report.ts';

const TAG = /<(?:!doctype html|\/?[a-z][a-zA-Z0-9]*(?: [a-z0-9A-Z-]+(?:="[^"<>]*")?)*\/?)>/g;

/** Removes the style and the script. */
const shown = (html: string) => html.replace(/<(style|script)>.*?<\/\1>/gs, '');

/** Returns the elements of a page and the names of their attributes, in order. */
const skeleton = (html: string) => (shown(html).match(TAG) ?? []).map((tag) => tag.replace(/"[^"]*"/g, '""'));

const all = (html: string, pattern: RegExp) => [...html.matchAll(pattern)].map(([, found = '']) => found);

const large = formatHtmlReport(createLargeReport());

describe('the report as a page', () => {
  test('fetches nothing, and allows only its own style and script', () => {
    const policy =
      /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(large)?.[1]?.replaceAll('&#39;', "'") ?? '';
    const hashOf = (name: string) => {
      const [text = '', ...duplicates] = all(large, new RegExp(`<${name}>(.*?)</${name}>`, 'gs'));
      expect(duplicates).toEqual([]);
      return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    };
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `style-src ${hashOf('style')}`,
      `script-src ${hashOf('script')}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(shown(large)).not.toMatch(/<(?:img|link|iframe|object|embed|base|form|video|audio)\b/);
    expect(skeleton(large).join('')).not.toMatch(/ (?:style|src|srcset|on[a-z]+|xlink:href)=/);
    expect(all(large, /\bhref="(?!#)([^"]*)"/g)).toEqual([]);
    expect(large).not.toMatch(/@import|url\((?!#)|innerHTML|fetch\(/);
  });

  test('has links to existing elements with unique ids', () => {
    const ids = all(large, /\bid="([^"]*)"/g);
    expect(new Set(ids).size).toBe(ids.length);
    const missing = [...all(large, /\bhref="#([^"]*)"/g), ...all(large, /\baria-labelledby="([^"]*)"/g)].filter(
      (target) => !ids.includes(target),
    );
    expect(missing).toEqual([]);
  });

  test('has landmarks, a skip link, one main heading and no skipped heading level', () => {
    expect(large).toMatch(/^<!doctype html>\n<html lang="en">/);
    for (const landmark of ['header', 'nav', 'main', 'footer']) {
      expect(all(large, new RegExp(`<(${landmark})[ >]`, 'g'))).toHaveLength(1);
    }
    expect(large).toContain('<a class="skip" href="#main">');
    const levels = all(large, /<h([1-6])[ >]/g).map(Number);
    expect(levels.filter((level) => level === 1)).toEqual([1]);
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1);
  });

  test('has a caption on every table and a scope on every header', () => {
    expect(all(large, /(<table[^>]*>\n<caption>)/g).length).toBe(all(large, /(<table)/g).length);
    expect(all(large, /<th (?![^>]*scope=)([^>]*)>/g)).toEqual([]);
    expect(all(large, /<(t[hd]) [^>]*role=/g).length).toBe(all(large, /<(t[hd])[ >]/g).length);
  });

  test('shows the verdict in words, and failures first', () => {
    expect(large).toContain('<title>Not conformant: https://');
    const order = ['Not conformant</h1>', 'could not be cancelled', 'id="failures"', 'id="warnings"', 'id="blocked"'];
    const later = ['id="requirements"', 'id="checks"', 'id="flow"', 'id="exchanges"', 'id="bookings"', 'id="timings"'];
    const at = [...order, ...later].map((text) => large.indexOf(text));
    expect(at).not.toContain(-1);
    expect(at).toEqual([...at].sort((a, b) => a - b));
  });

  test('shows a failure with clause, expected, got, evidence and request', () => {
    const html = formatHtmlReport(createReport([createFailedCheck()]));
    const article = html.slice(html.indexOf('<article'), html.indexOf('</article>'));
    for (const part of [
      `<a href="#clause-${CLAUSE}">${CLAUSE}</a> <span class="level">must</span> <code>status=free</code> finds only free slots.`,
      '<dt>Expected</dt><dd>status free</dd>',
      '<dt>Got</dt><dd>status busy</dd>',
      'At <code>entry[3].resource.status</code>',
      '<a href="#exchange-x1">x1</a> <span>GET /Slot?status=free, 200</span>',
      'Bearer $XIS_TESTKIT_TOKEN',
    ]) {
      expect(article).toContain(part);
    }
  });

  test('TR-7: shows the OperationOutcome of the XIS', () => {
    const issue = [{ severity: 'error', code: 'invalid', details: { text: 'no <practice>' }, diagnostics: 'P12' }];
    const responseBody = JSON.stringify({ resourceType: 'OperationOutcome', issue });
    const html = formatHtmlReport(
      createReport([createFailedCheck()], { exchanges: [createExchange({ status: 422, responseBody })] }),
    );
    expect(html).toContain('OperationOutcome: x1 (422) invalid: no &lt;practice&gt;: P12</p>');
  });

  test('explains how to cancel remaining appointments', () => {
    const booking = { appointment: '1042', slot: 'Tuesday', madeAt: '2026-11-23T08:00:00Z', cancelled: false };
    const report = createReport([createCheckResult()], { bookings: [booking] });
    expect(formatHtmlReport(report)).toContain('Cancel them in the XIS:');
    expect(formatHtmlReport(report, { runFile: 'run.jsonl' })).toContain(
      'xis-testkit check cleanup &#39;run.jsonl&#39;',
    );
  });

  test('lists the checks that an exchange is evidence for', () => {
    const html = formatHtmlReport(
      createReport([createCheckResult(), createCheckResult({ id: 'other/check', exchanges: [] })]),
    );
    expect(html).toContain('Evidence for <a href="#check-slot-search-status">');
    expect(html).not.toContain('Evidence for <a href="#check-other-check">');
  });

  test('says that a body was shortened only if it was', () => {
    const exchange = createExchange({ responseBody: '{"a":[1\n[shortened]', responseBytes: 123_456 });
    expect(formatHtmlReport(createReport([], { exchanges: [exchange] }))).toContain(
      '    1</pre><p class="meta">Shortened from 123456 bytes.',
    );
    expect(large).not.toContain('Shortened from 44 bytes');
  });

  test('has a bounded length for responses of any length', () => {
    const huge = 'a"<\u0000'.repeat(250_000);
    const exchange = createExchange({
      url: huge,
      requestBody: huge,
      responseBody: huge,
      responseHeaders: { [huge]: huge },
      error: huge,
    });
    const check = createFailedCheck({ message: huge, expected: huge, actual: huge, path: huge });
    const html = formatHtmlReport(createReport([check], { exchanges: [exchange] }));
    expect(html.length).toBeLessThan(1_000_000);
  });

  test('has the same elements for any text of the XIS', () => {
    const expected = skeleton(formatHtmlReport(createReportWithTexts((place) => place)));
    // Text between backticks becomes a code element.
    const reports = hostileReports((text) => text.replaceAll('`', ''));
    fc.assert(
      fc.property(reports, (report) => {
        const html = formatHtmlReport(report);
        expect(html).not.toMatch(INVISIBLE_CHARACTERS);
        expect(skeleton(html)).toEqual(expected);
        const text = shown(html).replace(TAG, '');
        expect(text).not.toMatch(/[<>"']/);
        expect(text).not.toMatch(/&(?!(?:amp|lt|gt|quot|#39);)/);
      }),
      { numRuns: runs(8) },
    );
  });
});
