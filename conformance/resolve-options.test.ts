import { describe, expect, test } from 'vitest';
import { CheckOptionError, type CheckOptions } from './options.ts';
import { resolveCheckOptions } from './resolve-options.ts';

const RIGHT: CheckOptions = { baseUrl: 'https://xis.example/fhir/', organization: '01000001' };
const PATIENT = { reference: 'Patient/1', display: 'Emma de Boer' };

describe('the options of a check', () => {
  test('need no more than an address and an organization; then it only reads', () => {
    expect(resolveCheckOptions(RIGHT)).toMatchObject({
      baseUrl: 'https://xis.example/fhir',
      allowBooking: false,
      maxBookings: 16,
      timeZone: 'Europe/Amsterdam',
      timeoutMs: 10_000,
    });
  });

  test.for<readonly [option: keyof CheckOptions, value: unknown, message: string]>([
    ['baseUrl', 'xis.example', 'baseUrl: expected an http(s) url, got "xis.example"'],
    ['baseUrl', 'ftp://xis.example', 'expected an http(s) url'],
    ['baseUrl', 'https://me:secret@xis.example', 'without user and password'],
    ['baseUrl', 'https://xis.example/fhir?a=1', 'without query'],
    ['organization', '1', 'expected an 8-digit AGB code, got "1"'],
    ['otherOrganization', 'x', 'expected an 8-digit AGB code'],
    ['otherOrganization', '01000001', 'expected another organization, got "01000001"'],
    ['category', 'SPREEKUUR', "expected a token 'system|value'"],
    ['type', '', "expected a code, or 'system|code'"],
    ['type', '|', "expected a code, or 'system|code'"],
    ['patient', { ...PATIENT, reference: '1' }, "expected a reference 'Patient/…'"],
    ['patient', { ...PATIENT, display: ' ' }, 'expected a name that is not empty'],
    ['patient', { ...PATIENT, bsn: '123456789' }, 'expected a BSN'],
    ['allowBooking', true, 'allowBooking: expected patient.bsn as well'],
    ['maxBookings', 0, 'expected a whole number from 1'],
    ['timeoutMs', 1.5, 'expected a whole number from 1'],
    ['maxBytes', -1, 'expected a whole number from 1'],
    ['timeZone', 'Europe/Nowhere', 'expected an IANA time zone'],
    ['headers', { 'a b': 'c' }, 'expected headers that HTTP allows'],
    ['token', 'a\nb', 'expected a token that HTTP allows in a header'],
  ])('rejects %s %j with a reason', ([option, value, message]) => {
    const resolve = () => resolveCheckOptions({ ...RIGHT, [option]: value } as CheckOptions);
    expect(resolve).toThrow(CheckOptionError);
    expect(resolve).toThrow(message);
  });

  test('no secret is repeated in a message', () => {
    for (const wrong of [
      { baseUrl: 'https://me:canary@xis.example' },
      { patient: { reference: 'Patient/1', display: 'Canary', bsn: '999900108' } },
      { patient: { reference: 'canary canary', display: 'Canary' } },
      { token: 'canary\n1' },
      { headers: { 'X-Key': 'canary\n1' } },
    ]) {
      const message = messageOf(() => resolveCheckOptions({ ...RIGHT, ...wrong }));
      expect(message).not.toMatch(/canary|999900108/i);
    }
  });
});

function messageOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
}
