import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hostileReports, INVISIBLE_CHARACTERS } from '../../fixtures/test/reports/hostile.ts';
import { createLargeReport } from '../../fixtures/test/reports/large.ts';
import { createExchange, createReport } from '../../fixtures/test/reports/sample.ts';
import { runs } from '../../test/support/runs.ts';
import { formatHar } from './har.ts';

const require = createRequire(import.meta.url);
const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
ajv.addMetaSchema(require('ajv/dist/refs/json-schema-draft-06.json'));
// The published structure of HAR 1.2.
const validate = ajv.addSchema(Object.values(require('har-schema'))).getSchema('har.json#');

const mistakes = (har: string) => (validate?.(JSON.parse(har)) ? [] : (validate?.errors ?? ['no schema']));

function entryOf(given: Parameters<typeof createExchange>[0]) {
  return JSON.parse(formatHar(createReport([], { exchanges: [createExchange(given)] }))).log.entries[0];
}

describe('the exchanges as HAR', () => {
  test('have the published structure', () => {
    const har = formatHar(createLargeReport());
    expect(mistakes(har)).toEqual([]);
    expect(JSON.parse(har).log.entries).toHaveLength(createLargeReport().exchanges.length);
    expect(mistakes('{"log":{"version":"1.2"}}')).not.toEqual([]);
  });

  test('have it for any text of the XIS', () => {
    fc.assert(
      fc.property(hostileReports(), (hostile) => {
        // The instants are never those of the XIS.
        const exchanges = hostile.exchanges.map((exchange) => ({ ...exchange, at: '2026-11-23T08:00:01.000Z' }));
        const report = { ...hostile, exchanges };
        expect(mistakes(formatHar(report))).toEqual([]);
        expect(formatHar(report)).not.toMatch(INVISIBLE_CHARACTERS);
      }),
      { numRuns: runs(10) },
    );
  });

  test('have the request with its query, the response, and the time in milliseconds', () => {
    expect(entryOf({ url: 'https://xis.example/fhir/Slot?status=free&category=a%7Cb' })).toMatchObject({
      startedDateTime: '2026-11-23T08:00:01.000Z',
      time: 38,
      timings: { send: 0, wait: 38, receive: 0 },
      request: {
        method: 'GET',
        headers: [
          { name: 'accept', value: 'application/fhir+json' },
          { name: 'authorization', value: '[redacted]' },
        ],
        queryString: [
          { name: 'status', value: 'free' },
          { name: 'category', value: 'a|b' },
        ],
        bodySize: 0,
      },
      response: { status: 200, content: { size: 44, mimeType: 'application/fhir+json', text: expect.any(String) } },
      comment: 'x1: free slots of four weeks',
    });
  });

  test('name a callback, a token of its own, a shortened body, and a missing response', () => {
    const entry = entryOf({
      direction: 'from-xis',
      token: 'an expired token',
      requestHeaders: { 'Content-Type': 'application/fhir+json' },
      requestBody: '{"a":1\n[shortened]',
      status: 0,
      error: 'the connection was closed',
    });
    expect(entry.comment).toBe('x1: free slots of four weeks; a callback of the XIS; sent with an expired token');
    expect(entry.request.postData).toEqual({
      mimeType: 'application/fhir+json',
      text: '{"a":1',
      comment: 'shortened',
    });
    expect(entry.response).toMatchObject({ status: 0, comment: 'the connection was closed' });
  });
});
