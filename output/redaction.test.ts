import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../test/support/runs.ts';
import { isKnownKey, redactJson, redactJsonWithin, redactText, redactUnlessCode, redactValue } from './redaction.ts';

const JWT = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODIifQ.c2lnbmF0dXJlLXRoYXQtaXMtbG9uZy1lbm91Z2g';
/** Values that must never remain in any context. '123456789' fails the eleven test, but may be a mistyped BSN. */
const CANARIES = ['123456782', '999900109', '123456789', JWT, 'c2VjcmV0LW9wYXF1ZS10b2tlbg'];
/** Texts before and after a canary. */
const around = fc.constantFrom(
  '',
  ' ',
  '"',
  ':',
  '=',
  '/',
  '|',
  ',',
  'Patient/',
  'bsn=',
  'é',
  '\n',
  '%20',
  '%22',
  '%7C',
);

describe('a text', () => {
  test.each([
    ['Patient 123456782 was here', 'Patient [bsn] was here'],
    ['1234.56.782', '[bsn]'],
    ['1234 56 782', '[bsn]'],
    ['Patient%20123456782', 'Patient%20[bsn]'],
    ['Authorization: Bearer c2VjcmV0LW9wYXF1ZS10b2tlbg', 'Authorization: Bearer [token]'],
    ['authorization=bearer%20c2VjcmV0LW9wYXF1ZS10b2tlbg', 'authorization=bearer [token]'],
    [`token=${JWT}&x=1`, 'token=[token]&x=1'],
    [`x_${JWT}`, 'x_[token]'],
    ['Basic dXNlcjpzZWNyZXQ=', 'Basic [token]'],
    ['BSN123456782, bsn=123456782', 'BSN[bsn], bsn=[bsn]'],
    ['patient_123456782-', 'patient_[bsn]-'],
    [JSON.stringify('line\n123456782\t\u0001123456782'), '"line\\n[bsn]\\t\\u0001[bsn]"'],
  ])('%j becomes %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  test.each([
    '01000001',
    '2026-11-24T08:00:00+01:00',
    'jansen-20261124T0800Z',
    '1795507200000',
    // Nine digits in a longer word.
    'xt-3f123456782e-4cf7-8b1c-d6a4123456782',
    'AFS.123456782da4d',
    'http://fhir.nl/fhir/NamingSystem/agb-z|01000001',
  ])('%s does not change', (text) => {
    expect(redactText(text)).toBe(text);
  });

  test('no canary survives in any context', () => {
    fc.assert(
      fc.property(fc.constantFrom(...CANARIES), around, around, (canary, before, after) => {
        const credential = canary.startsWith('c2V') ? `Bearer ${canary}` : canary;
        expect(redactText(before + credential + after)).not.toContain(canary);
        expect(redactUnlessCode(before + credential + after)).not.toContain(canary);
      }),
      { numRuns: runs(100) },
    );
  });
});

describe('a shown protocol value', () => {
  test.each(['Schedule/jansen', 'ge2026-12-01T00:00:00+01:00', 'http://linde.example/type|consult', 'free,busy', ''])(
    '%j is shown',
    (text) => {
      expect(redactUnlessCode(text)).toBe(text);
    },
  );

  test.each([
    ['Emma de Boer', '(12 characters)'],
    ['<script>', '(8 characters)'],
    ['x'.repeat(201), '(201 characters)'],
    ['Patient/123456782', 'Patient/[bsn]'],
  ])('%j is shown as %j', (text, expected) => {
    expect(redactUnlessCode(text)).toBe(expected);
  });
});

describe('a JSON value', () => {
  test('keeps codes, ids and times, and nothing that identifies a patient', () => {
    const booking = {
      resourceType: 'Appointment',
      status: 'proposed',
      start: '2026-12-01T09:00:00+01:00',
      comment: 'Ik ben Emma de Boer en heb hoofdpijn.',
      participant: [
        {
          actor: {
            reference: 'Patient/123456782',
            display: 'Emma de Boer',
            identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' },
          },
          status: 'accepted',
        },
      ],
    };
    expect(redactJson(booking)).toEqual({
      resourceType: 'Appointment',
      status: 'proposed',
      start: '2026-12-01T09:00:00+01:00',
      comment: '[redacted]',
      participant: [
        {
          actor: {
            reference: 'Patient/[bsn]',
            display: '[redacted]',
            identifier: { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '[redacted]' },
          },
          status: 'accepted',
        },
      ],
    });
  });

  test('no canary survives, at any place of any value, as a key or as a number', () => {
    const canary = fc.constantFrom(...CANARIES.slice(0, 4), '"Emma de Boer"');
    const planted = canary.chain((text) => {
      const leaf = fc.oneof(fc.constant(text), fc.constant(text).map(Number), fc.constant(-Number(text)));
      const key = fc.constantFrom('id', 'reference', 'comment', 'code', 'name', 'identifier', text);
      const value = fc.letrec<{ value: unknown }>((tie) => ({
        value: fc.oneof(
          { depthSize: 'small' },
          leaf,
          fc.array(tie('value'), { maxLength: 3 }),
          fc.dictionary(key, tie('value'), { maxKeys: 3 }),
        ),
      })).value;
      return fc.tuple(fc.constant(text), value);
    });
    fc.assert(
      fc.property(planted, ([text, value]) => {
        expect(JSON.stringify(redactJson(value))).not.toContain(text);
      }),
      { numRuns: runs(100) },
    );
  });

  test('is bounded in depth and in width', () => {
    let deep: unknown = 'x';
    for (let depth = 0; depth < 5000; depth++) deep = { resource: deep };
    expect(JSON.stringify(redactJson(deep)).length).toBeLessThan(300);
    expect((redactJson(Array.from({ length: 1000 }, () => 1)) as unknown[]).length).toBe(50);
  });

  test('is bounded in size: the rest of a huge body is neither read nor kept', () => {
    const row = Array.from({ length: 50 }, () => 7);
    const cube = Array.from({ length: 50 }, () => Array.from({ length: 50 }, () => row));
    let read = 0;
    const counted = new Proxy(row, {
      get(items, key) {
        read++;
        return Reflect.get(items, key);
      },
    });
    const { value, bytes } = redactJsonWithin([cube, counted], 4096);
    expect([JSON.stringify(value).length < 4096, bytes, read]).toEqual([true, 4096, 0]);
    expect(JSON.stringify(value)).toContain('[left out]');
  });

  test('no canary survives at the place where a body becomes too large', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), (maxBytes) => {
        const items = ['ok', 'Patient/123456782', { comment: 'Emma de Boer', id: '123456782' }];
        const { value } = redactJsonWithin({ reference: items, 'Emma de Boer': items }, maxBytes);
        expect(JSON.stringify(value)).not.toMatch(/123456782|Emma/);
      }),
    );
  });

  test('shows only the number of keys that the protocol does not have', () => {
    expect(redactJson({ id: '1', 'Emma de Boer': 1, EmmaDeBoer: { id: '2' } })).toEqual({ id: '1', '[other keys]': 2 });
    expect(redactJson(JSON.parse('{"__proto__": {"id": "x"}, "constructor": 1}'))).toEqual({ '[other keys]': 2 });
  });

  test('keeps a value only in the form of the protocol', () => {
    expect(redactJson({ status: 'Emma', start: 'morgen', resourceType: 'Emma', code: 'Emma de Boer' })).toEqual({
      status: '[redacted]',
      start: '[redacted]',
      resourceType: '[redacted]',
      code: '[redacted]',
    });
  });

  test('leaves what carries no text', () => {
    expect(redactJson([null, true, 12, 1.5])).toEqual([null, true, 12, 1.5]);
  });
});

describe('a parameter of a search', () => {
  test.each([
    ['schedule.date', 'ge2026-12-01T00:00:00+01:00', 'ge2026-12-01T00:00:00+01:00'],
    ['service-category', 'http://linde.example/type|consult', 'http://linde.example/type|consult'],
    ['status', 'free,busy', 'free,busy'],
    ['id', '123456782', '[bsn]'],
    ['schedule.date', 'Emma de Boer', '[redacted]'],
    ['patient', 'Emma', '[redacted]'],
  ])('%s=%s is kept as %s', (name, value, expected) => {
    expect(redactValue(name, value)).toBe(expected);
  });

  test('is known, or its name is not kept', () => {
    expect(['schedule.date', 'comment', 'Emma', 'toString'].map(isKnownKey)).toEqual([true, true, false, false]);
  });
});
