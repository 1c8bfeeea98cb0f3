import fc from 'fast-check';
import type { CheckReport } from '../../conformance/report/report.ts';
import { VERDICTS } from '../../conformance/verdict.ts';
import { checkOf, exchangeOf, reportOf, requirementOf } from './report.ts';

/** What breaks out of HTML, XML, Markdown, shells and terminals where it is not escaped. */
const WEAPONS = [
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

/** Texts made of them, among anything else. */
export const hostileText = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...WEAPONS) }, fc.string({ unit: 'binary', maxLength: 8 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((parts) => parts.join(' '));

/** A report with every part, in which every text that may be the other side's is made by `text`. */
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
 * Reports in which every text is hostile. Texts at places of the same name are equal, as ids have to be.
 * @param tamed leaves out of a text what a test is not about
 */
export function hostileReports(tamed: (text: string) => string = (text) => text): fc.Arbitrary<CheckReport> {
  return fc.array(hostileText, { minLength: 7, maxLength: 20 }).map((texts) => {
    const places: string[] = [];
    return reportWith((place) => {
      if (!places.includes(place)) places.push(place);
      return `${tamed(texts[places.indexOf(place) % texts.length] ?? '')} ${place}`;
    });
  });
}

/** What no text for people may hold as it is: what is not seen or acts on a terminal. Line breaks and tabs are fine. */
export const UNSEEN = /[^\P{Cc}\n\t]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}\ufffe\uffff]/u;
