import fc from 'fast-check';
import type { CheckReport } from '../../conformance/report/report.ts';
import { VERDICTS } from '../../conformance/verdict.ts';
import { checkOf, exchangeOf, reportOf, requirementOf } from './report.ts';

/** Texts that break out of HTML, XML, Markdown, shells and terminals without escaping. */
const ATTACKS = [
  '</script><script>alert(1)</script>',
  '</style></pre></details>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '<!--',
  ']]>',
  '&lt;&amp;&#60;&#x3c;&',
  '\u001b[2J\u001b[31m\u0007\u0000\u009b',
  '\u202egnp.exe\u2066\u2069\u200f\u200b\ufeff',
  '\u2028\u2029\u0085\r\n\t',
  '\ud800 \udfff \ufffe \uffff',
  '| --- |\n# [a](javascript:alert(1)) @somebody #1 ![](http://evil.example/x.png)',
  '$(reboot) `reboot` ; reboot \\',
  "'; reboot; '",
  '!! $IFS %s @/etc/passwd --output',
  'http://evil.example',
];

/** Generates texts with attacks among random characters. */
export const hostileText = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...ATTACKS) }, fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(' '));

/** Returns a report with every part. `text` creates each text that a XIS may control. */
export function reportWith(text: (place: string) => string): CheckReport {
  const checks = VERDICTS.flatMap((verdict) =>
    [false, true].map((isKnown) =>
      checkOf({
        id: text(`check ${verdict} ${isKnown}`),
        title: text('title'),
        requirements: [text('clause')],
        verdict,
        message: text('message'),
        expected: text('expected'),
        actual: text('actual'),
        path: text('path'),
        exchanges: ['x1', 'x2', text('exchange of a check')],
        ...(isKnown && (verdict === 'fail' || verdict === 'warn') ? { known: text('known') } : {}),
      }),
    ),
  );
  const exchange = {
    at: text('at'),
    purpose: text('purpose'),
    method: text('method'),
    url: text('url'),
    requestHeaders: { [text('name')]: text('value'), 'x-organization-identifier': text('value') },
    responseHeaders: { [text('name')]: text('value') },
    requestBody: text('body'),
    responseBody: `{"a":${JSON.stringify(text('body'))},"b":[1,{"c":null}]}`,
    responseBytes: 999_999,
    error: text('error'),
  };
  const booking = { appointment: text('appointment'), slot: text('slot'), madeAt: text('madeAt'), why: text('why') };
  return reportOf(checks, {
    tool: { name: text('tool'), version: text('version') },
    target: { baseUrl: text('base'), organization: text('organization'), software: text('software') },
    startedAt: text('startedAt'),
    options: { [text('option')]: text('value') },
    requirements: [
      requirementOf({ id: text('clause'), text: text('clause text'), checks: [text('check pass false')] }),
      requirementOf({ id: 'SL-1', verdict: 'not-checked', checks: [], reason: text('reason') }),
    ],
    exchanges: [
      exchangeOf({ ...exchange, id: 'x1' }),
      exchangeOf({ ...exchange, id: 'x2', direction: 'from-xis' }),
      exchangeOf({ ...exchange, id: text('exchange id'), responseBody: text('body'), status: 0 }),
    ],
    bookings: [
      { ...booking, cancelled: true },
      { ...booking, cancelled: false },
    ],
    timings: [{ operation: text('operation'), count: 1, medianMs: 1, p95Ms: 1, slowestMs: 1 }],
    preflight: [{ code: text('code'), seen: text('seen'), advice: text('advice') }],
    staleKnownFailures: [{ check: text('check'), reason: text('reason'), why: text('why') }],
  });
}

/**
 * Generates reports in which every text is hostile. Equal places get equal texts, so that ids match.
 * @param sanitize removes parts of a text that a test does not cover
 */
export function hostileReports(sanitize: (text: string) => string = (text) => text): fc.Arbitrary<CheckReport> {
  return fc.array(hostileText, { minLength: 7, maxLength: 20 }).map((texts) => {
    const places: string[] = [];
    return reportWith((place) => {
      if (!places.includes(place)) places.push(place);
      return `${sanitize(texts[places.indexOf(place) % texts.length] ?? '')} ${place}`;
    });
  });
}

/** Characters that no text for people may contain: invisible ones and control characters, except line breaks and tabs. */
export const UNSEEN = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u;
