import { describe, expect, test } from 'vitest';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import { createRedactor } from './redactor.ts';

const redact = createRedactor(['Emma de Boer', 'key-of-ours', undefined, 'abc']);

describe('evidence', () => {
  test('keeps harmless headers, and only the names of others', () => {
    const headers = redactHeaders(
      [
        ['Authorization', 'Bearer canary'],
        ['Set-Cookie', 'session=canary'],
        ['X-Api-Key', 'canary'],
        ['Location', 'Appointment/12'],
        ['Content-Type', 'application/fhir+json'],
      ],
      redact,
    );
    expect(headers).toEqual({
      Authorization: 'Bearer [token]',
      'Set-Cookie': '[redacted]',
      'X-Api-Key': '[redacted]',
      Location: 'Appointment/12',
      'Content-Type': 'application/fhir+json',
    });
  });

  test('has of JSON what the protocol defines', () => {
    const value = {
      resourceType: 'Appointment',
      id: '12',
      comment: 'canary',
      participant: [{ actor: { display: 'canary' } }],
    };
    const body = redactBody(JSON.stringify(value).length, value, 'application/fhir+json', redact);
    expect(body).toContain('"id": "12"');
    expect(body).not.toContain('canary');
  });

  test('keeps only the length of a body that is not JSON', () => {
    expect(redactBody(15, undefined, 'text/html', redact)).toBe('[15 characters of text/html]');
    expect(redactBody(0, undefined, '', redact)).toBeUndefined();
  });

  test('is shortened', () => {
    const value = { entry: Array.from({ length: 50 }, () => ({ fullUrl: `http://xis.example/${'x'.repeat(150)}` })) };
    const body = redactBody(JSON.stringify(value).length, value, 'application/fhir+json', redact) ?? '';
    expect(body.length).toBeLessThan(4100);
    expect(body).toMatch(/\[shortened\]$/);
  });

  test('has of the links of a XIS what the protocol defines, and small numbers', () => {
    const link = 'https://xis.example/fhir/Slot?status=free&_offset=50&patient=Emma&state=canary';
    expect(redactLink(link, redact)).toBe(
      'https://xis.example/fhir/Slot?status=free&_offset=50&patient=[redacted]&state=[redacted]',
    );
    expect(redactLink('no url', redact)).toBe('[no url]');
  });

  test('has no known secret in any form', () => {
    expect(redact('for Emma de Boer')).toBe('for [redacted]');
    expect(redact('?name=Emma%20de%20Boer&key=key-of-ours')).toBe('?name=[redacted]&key=[redacted]');
    expect(redact('999900109 Bearer xyz')).toBe('[another bsn] Bearer [token]');
    expect(redact('abc')).toBe('abc');
    const learning = createRedactor([]);
    learning.addSecret('opaque-token');
    expect(learning('not valid: opaque-token')).toBe('not valid: [redacted]');
  });
});

describe('of numbers, evidence', () => {
  const redactor = createRedactor([], { bsn: '999900109', display: 'Emma de Boer' });

  test.each([
    ['Patient 999900109', 'Patient [bsn]'],
    ['Appointment/AFS.999900109da4d', 'Appointment/AFS.[bsn]da4d'],
    ['x999900109y1', 'x[bsn]y1'],
    ['9999.00.109 or 999 900 109', '[bsn] or [bsn]'],
    ['%39%39%39%39%30%30%31%30%39', '[bsn]'],
    ['Patient%20999900109', 'Patient%20[bsn]'],
    [JSON.stringify('\n999900109'), '"\\n[bsn]"'],
    [`x=${Buffer.from('999900109').toString('base64')}`, 'x=[bsn]'],
  ])("has the test patient's BSN nowhere: %j", (text, expected) => {
    expect(redactor(text)).toBe(expected);
  });

  test.each([
    ['for 123456782', 'for [another bsn]'],
    ['Patient/123456782', 'Patient/[another bsn]'],
    ['1234.56.782', '[another bsn]'],
    ['name%20123456782', 'name%20[another bsn]'],
    [JSON.stringify('\n123456782'), '"\\n[another bsn]"'],
    // It fails the eleven test.
    ['bsn=123456789', 'bsn=[another bsn]'],
    ['BSN: 123456789', 'BSN: [another bsn]'],
  ])('has no other BSN either: %j', (text, expected) => {
    expect(redactor(text)).toBe(expected);
  });

  test.each([
    'xt-3f123456782e-4cf7-8b1c-d6a4b1c2d3e4',
    'AFS.123456782da4d',
    'slot123456782',
    'Slot 123456789',
    'http://xis.example/fhir/Appointment/123456782',
    'GET /Appointment?_id=123456782',
    'Slot%2F123456782',
  ])('has ids whole: %s', (text) => {
    expect(redactor(text)).toBe(text);
  });

  test('has ids and references whole, and of identifiers whose BSN it is', () => {
    const identifier = (value: string) => ({ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value });
    const kept = (value: object, isOurs = false): unknown =>
      JSON.parse(redactBody(JSON.stringify(value).length, value, 'text', redactor, isOurs) ?? '');
    const ids = { id: '123456782', fullUrl: 'http://x/Slot/123456782', schedule: { reference: 'Schedule/123456782' } };
    expect(kept(ids)).toEqual(ids);
    expect(kept({ resourceType: 'Patient', id: '123456782' })).toEqual({
      resourceType: '[redacted]',
      id: '[another bsn]',
    });
    expect(
      kept({ identifier: [identifier('999900109'), identifier('999990019'), identifier('Emma')], id: 'a999900109' }),
    ).toEqual({
      identifier: [identifier('[bsn]'), identifier('[another bsn]'), identifier('[redacted]')],
      id: 'a[bsn]',
    });
    expect(kept({ resourceType: 'Basic', status: 'Emma' })).toEqual({
      resourceType: '[redacted]',
      status: '[redacted]',
    });
    expect(kept({ resourceType: 'Basic', comment: 'canary' }, true)).toEqual({
      resourceType: 'Basic',
      comment: '[redacted]',
    });
  });

  test('TR-7: has the texts of an OperationOutcome, bounded and without known secrets', () => {
    const outcome = (diagnostics: string) => ({
      resourceType: 'OperationOutcome',
      issue: [{ severity: 'error', code: 'invalid', diagnostics, details: { text: diagnostics } }],
    });
    const redact = (text: string) => redactBody(2, outcome(text), 'text', redactor) ?? '';
    const text = 'EMMA (Boer) with 999900109, 123456782 and Bearer abc has no practice';
    const clean = '[redacted] ([redacted]) with [bsn], [another bsn] and Bearer [token] has no practice';
    expect(JSON.parse(redact(text))).toEqual(outcome(clean));
    expect(redact('x'.repeat(100_000)).length).toBeLessThan(1300);
    expect(
      redactBody(2, { resourceType: 'Slot', text: 'canary', diagnostics: 'canary' }, 'text', redactor),
    ).not.toContain('canary');
  });
});
