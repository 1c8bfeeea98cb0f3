import { describe, expect, test } from 'vitest';
import { verifyXis, type XisVerificationOptions } from '../../contracts/index.ts';
import { startIndependentXis, type XisOddities } from '../support/independent-xis.ts';
import { at } from '../support/rules.ts';

const NOW = '2027-03-16T08:00:00+01:00';

async function verified(options: Partial<XisVerificationOptions> = {}, oddities: XisOddities = {}) {
  const xis = await startIndependentXis(NOW, oddities);
  try {
    const report = await verifyXis({
      baseUrl: xis.base,
      organization: '01234567',
      category: xis.category,
      patient: { reference: 'Patient/pat-1', display: 'Test Patiënt', bsn: '999900109' },
      system: { now: () => at(NOW), elapsed: () => 0, fetch: (...request) => fetch(...request) },
      ...options,
    });
    const outcomes = Object.fromEntries(report.interactions.map(({ description, outcome }) => [description, outcome]));
    return { report, outcomes, open: xis.open(), made: xis.made() };
  } finally {
    await xis.close();
  }
}

describe('a XIS that shares nothing with the simulator', () => {
  test('AT-1, SL-1, AP-1, CN-1: keeps the contract, without any endpoint for states, over a change of the clock', async () => {
    const { report, open, made } = await verified();
    expect(report.interactions.filter(({ outcome }) => outcome !== 'verified')).toEqual([]);
    expect(report.counts).toEqual({ verified: 14, failed: 0, notDone: 0 });
    expect(made).toBeGreaterThan(3);
    expect([open, report.left]).toEqual([[], []]);
  });
});
