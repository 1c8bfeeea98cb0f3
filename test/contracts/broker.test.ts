import { describe, expect, test } from 'vitest';
import { type PactSource, VerifierError, verifyXis, type XisVerificationOptions } from '../../contracts/index.ts';
import { realSystem } from '../../engine/index.ts';
import { startIndependentXis } from '../support/independent-xis.ts';
import { startPactBroker } from '../support/pact-broker.ts';
import { toInstant } from '../support/time.ts';

const NOW = '2027-03-16T08:00:00+01:00';
const TOKEN = 'a-broker-token';

/** Verifies the independent XIS with the pact of a broker. */
async function verified(
  source: Partial<PactSource>,
  oddities = {},
  options: Pick<XisVerificationOptions, 'token'> = {},
) {
  const xis = await startIndependentXis(NOW, oddities);
  const broker = await startPactBroker('xis-acme', TOKEN);
  try {
    const report = await verifyXis({
      ...xis.target,
      provider: 'xis-acme',
      system: { ...realSystem, now: () => toInstant(NOW), elapsed: () => 0 },
      source: {
        kind: 'broker',
        url: broker.url,
        token: TOKEN,
        selectors: [{ mainBranch: true }],
        ...source,
      } as PactSource,
      ...options,
    });
    return { report, requests: broker.requests };
  } finally {
    await Promise.all([xis.close(), broker.close()]);
  }
}

describe('pacts of a broker', () => {
  test('are selected and verified, and the results are published with version and branch', async () => {
    const { report, requests } = await verified({
      selectors: [{ mainBranch: true }, { environment: 'production' }],
      publish: { version: '1.4.2+abc', branch: 'main', buildUrl: 'https://ci.example/build/7' },
    });
    expect([report.counts, report.published]).toEqual([expect.objectContaining({ verified: 14, failed: 0 }), true]);
    const selection = requests.find(({ method, path }) => method === 'POST' && path.endsWith('/for-verification'));
    expect(selection?.body.consumerVersionSelectors).toEqual([{ mainBranch: true }, { environment: 'production' }]);
    const published = requests.find(({ method, path }) => method === 'POST' && path === '/results');
    expect(published?.body).toMatchObject({
      success: true,
      providerApplicationVersion: '1.4.2+abc',
      buildUrl: 'https://ci.example/build/7',
    });
    expect(requests.map(({ path }) => path)).toContain('/pacticipants/xis-acme/branches/main/versions/1.4.2%2Babc');
  });

  test('AU-1: get the mismatches without data of the patient, and without the token', async () => {
    const { report, requests } = await verified(
      { publish: { version: '3' } },
      { namesPatient: true },
      { token: async () => 'canary-token-123' },
    );
    expect(report.counts.failed).toBeGreaterThan(0);
    const published = requests.find(({ path }) => path === '/results');
    expect(JSON.stringify(published?.body)).toContain('Afspraak van');
    expect(JSON.stringify([requests.map(({ body }) => body), report])).not.toMatch(/999900109|Test Pati|canary/);
  });

  test('get the result of a failure', async () => {
    const failed = await verified({ publish: { version: '2' } }, { keepsAppointments: true });
    expect(failed.requests.find(({ path }) => path === '/results')?.body.success).toBe(false);
  });

  test('get a success if all else does not apply', async () => {
    const notApplicable = await verified({ publish: { version: '2' } }, { withoutApproval: true });
    expect(notApplicable.report.counts).toMatchObject({ verified: 13, failed: 0, notApplicable: 5 });
    expect(notApplicable.requests.find(({ path }) => path === '/results')?.body.success).toBe(true);
  });

  test('get no result without `publish`', async () => {
    const { report, requests } = await verified({});
    expect([report.published, requests.some(({ path }) => path === '/results')]).toEqual([false, false]);
  });

  test('that cannot be read are an error with the reason, without the token', async () => {
    const verification = verified({ token: 'another-token' } as Partial<PactSource>);
    await expect(verification).rejects.toThrow(VerifierError);
    await expect(verification).rejects.toThrow(/401|Unauthorized|pact broker/);
    await expect(verification).rejects.not.toThrow(/another-token/);
  });
});
