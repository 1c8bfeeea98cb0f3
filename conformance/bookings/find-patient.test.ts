import { describe, expect, test } from 'vitest';
import type { CheckOptions } from '../options.ts';
import { resolveCheckOptions } from '../resolve-options.ts';
import { CheckBlocked } from '../session/block-check.ts';
import { createRun } from '../session/run.ts';
import { createXisClient } from '../session/xis-client.ts';
import { findOtherPatient } from './find-patient.ts';

const DAAN = { reference: 'Patient/2', display: 'Daan Visser', bsn: '999900390' };

/** Returns whom requests of the second test patient are sent for, with the BSN of the first one. */
async function otherPatientWith(bsn: string, options: Partial<CheckOptions>) {
  const resolved = resolveCheckOptions({
    baseUrl: 'http://xis.example',
    organization: '01000001',
    patient: { reference: 'Patient/1', display: 'Emma de Boer', bsn },
    otherPatient: DAAN,
    ...options,
  });
  return findOtherPatient(createRun(resolved, createXisClient(resolved)).createSession());
}

function tokenWith(claims: unknown): string {
  return `eyJhbGciOiJub25lIn0.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
}

describe('AU-6: requests of the second test patient', () => {
  test.each([
    ['in a claim', '999900109', { bsn: '999900109' }],
    ['at any depth', '999900109', { sub: 'x', act: [{ patient: { id: 'urn:bsn:999900109' } }] }],
    ['as a number', '999900109', { bsn: 999_900_109 }],
    ['as a number without its leading zeros', '010000008', { bsn: 10_000_008 }],
  ])('need a token of theirs where that of the run has the BSN of the first one %s', async (_, bsn, claims) => {
    const token = tokenWith(claims);
    expect(await otherPatientWith(bsn, { token })).toEqual({ lacks: 'otherToken' });
    expect(await otherPatientWith(bsn, { token: async () => token })).toEqual({ lacks: 'otherToken' });
    const headers = { authorization: `bearer ${token}` };
    expect(await otherPatientWith(bsn, { headers })).toEqual({ lacks: 'otherToken' });
    expect(await otherPatientWith(bsn, { headers, token: 'an-opaque-token' })).toEqual(DAAN);
    expect(await otherPatientWith(bsn, { token, otherToken: 'x' })).toEqual(DAAN);
  });

  test.each([
    ['no token', undefined],
    ['an opaque token', 'opaque-999900109'],
    ['a token of no patient', tokenWith({ sub: 'spreekuur', exp: 1_999_900_109, jti: '99990010' })],
  ])('are sent for them with %s', async (_, token) => {
    expect(await otherPatientWith('999900109', token === undefined ? {} : { token })).toEqual(DAAN);
  });

  test('are blocked where no token is issued', async () => {
    const token = () => Promise.reject(new Error('canary'));
    await expect(otherPatientWith('999900109', { token })).rejects.toThrow(CheckBlocked);
  });

  test('need a token of theirs where tokens are issued for the first one', async () => {
    const fail = () => Promise.reject(new Error('not expected'));
    const testTokens = { issue: fail, inspect: fail, clients: fail };
    expect(await otherPatientWith('999900109', { testTokens })).toEqual({ lacks: 'otherToken' });
  });
});
