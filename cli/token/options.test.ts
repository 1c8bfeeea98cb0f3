import { describe, expect, test } from 'vitest';
import { checkTable } from '../check/options.ts';
import { toSettings } from '../settings.ts';

const table = checkTable();
const XIS = { url: 'https://xis.example', organization: '01000001' };

function settings(values: Readonly<Record<string, unknown>>) {
  return toSettings(table, { ...XIS, ...values });
}

const ISSUER = { issuer: 'https://login.example' };

describe('the options of a token', () => {
  test.each([
    [{ token: 'x', tokenCommand: 'y' }, '--token-command and --token or XIS_TESTKIT_TOKEN: give one of them'],
    [{ token: 'x', ...ISSUER }, '--issuer or XIS_TESTKIT_ISSUER and --token or XIS_TESTKIT_TOKEN: give one of them'],
    [{ tokenCommand: 'x', ...ISSUER }, '--token-command and --issuer or XIS_TESTKIT_ISSUER: give one of them'],
    [
      { tokenUrl: 'https://a.example', ...ISSUER },
      '--issuer or XIS_TESTKIT_ISSUER and --token-url or XIS_TESTKIT_TOKEN_URL: give one of them',
    ],
    [
      { ...ISSUER, subjectToken: 'x', subjectTokenCommand: 'y' },
      '--subject-token or XIS_TESTKIT_SUBJECT_TOKEN and --subject-token-command: give one of them',
    ],
    [
      { ...ISSUER, otherPatientBsn: '999900110', otherToken: 'x', otherSubjectTokenCommand: 'y' },
      '--other-subject-token-command and --other-token or XIS_TESTKIT_OTHER_TOKEN: give one of them',
    ],
    [{ clientId: 'x' }, '--client-id or XIS_TESTKIT_CLIENT_ID: requires --issuer or --token-url'],
    [{ clientKeyJwk: 'x' }, '--client-key-jwk: requires --issuer or --token-url'],
    [{ audience: 'x', token: 'y' }, '--audience or XIS_TESTKIT_AUDIENCE: requires --issuer or --token-url'],
    [{ subjectToken: 'x' }, '--subject-token or XIS_TESTKIT_SUBJECT_TOKEN: requires --issuer or --token-url'],
    [{ subjectTokenCommand: 'x' }, '--subject-token-command: requires --issuer or --token-url'],
    [
      { ...ISSUER, otherSubjectTokenCommand: 'x' },
      '--other-subject-token-command: requires --other-patient-bsn or XIS_TESTKIT_OTHER_PATIENT_BSN',
    ],
    [{ issuer: 'login.example' }, '--issuer: expected an http(s) url, got "login.example"'],
    [{ ...ISSUER, subjectToken: 'a canary' }, '--subject-token: expected a token without spaces'],
    [{ ...ISSUER, clientAuth: 'mtls' }, /^--client-auth: expected .*client_secret_basic/],
  ])('%j cannot be used', (values, message) => {
    expect(() => settings(values)).toThrow(message);
  });

  test('are named in errors and advice as they were given', () => {
    const { nameOption } = settings(ISSUER);
    expect([nameOption('token'), nameOption('testTokens')]).toEqual(['--issuer', '--issuer']);
    expect(settings({}).nameOption('token')).toBe('--token');
    expect(settings({ tokenUrl: 'https://a.example' }).nameOption('token')).toBe('--token-url');
    expect(settings({}).nameOption('testTokens')).toBe('--issuer');
  });
});
