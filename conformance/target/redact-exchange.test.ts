import { describe, expect, test } from 'vitest';
import { redactBody, redactHeaders, redactLink } from './redact-exchange.ts';
import { createScrub } from './scrub.ts';

const scrub = createScrub(['Emma de Boer', 'key-of-ours', undefined, 'abc']);

describe('evidence', () => {
  test('has of headers what is open, and of others the names', () => {
    const headers = redactHeaders(
      [
        ['Authorization', 'Bearer canary'],
        ['Set-Cookie', 'session=canary'],
        ['X-Api-Key', 'canary'],
        ['Location', 'Appointment/12'],
        ['Content-Type', 'application/fhir+json'],
      ],
      scrub,
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
    const body = redactBody(JSON.stringify(value), value, 'application/fhir+json', scrub);
    expect(body).toContain('"id": "12"');
    expect(body).not.toContain('canary');
  });

  test('has of what is no JSON its length only', () => {
    expect(redactBody('<h1>canary</h1>', undefined, 'text/html', scrub)).toBe('[15 characters of text/html]');
    expect(redactBody('', undefined, '', scrub)).toBeUndefined();
  });

  test('is shortened', () => {
    const value = { entry: Array.from({ length: 50 }, () => ({ fullUrl: `http://xis.example/${'x'.repeat(150)}` })) };
    const body = redactBody(JSON.stringify(value), value, 'application/fhir+json', scrub) ?? '';
    expect(body.length).toBeLessThan(4100);
    expect(body).toMatch(/\[shortened\]$/);
  });

  test('has of the links of a XIS what the protocol defines, and small numbers', () => {
    const link = 'https://xis.example/fhir/Slot?status=free&_offset=50&patient=Emma&state=canary';
    expect(redactLink(link, scrub)).toBe(
      'https://xis.example/fhir/Slot?status=free&_offset=50&patient=[redacted]&state=[redacted]',
    );
    expect(redactLink('no url', scrub)).toBe('[no url]');
  });

  test('has none of the secrets that are known, in whatever form they come', () => {
    expect(scrub('for Emma de Boer')).toBe('for [redacted]');
    expect(scrub('?name=Emma%20de%20Boer&key=key-of-ours')).toBe('?name=[redacted]&key=[redacted]');
    expect(scrub('999900109 Bearer xyz')).toBe('[bsn] Bearer [token]');
    expect(scrub('abc')).toBe('abc');
  });
});
