import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pactPath } from '../pacts.ts';
import { verify } from '../verification/verify.ts';
import { startPractice } from './simulator-states.ts';

let practice: Awaited<ReturnType<typeof startPractice>>;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

describe('the simulator', () => {
  test('PT-1 to PT-4, AT-1 to AT-5, SL-1 to SL-14, AP-1 to AP-19, CN-1 to CN-7: fulfills the contract with the booking engine', async () => {
    const report = await verify({
      provider: 'xis',
      baseUrl: practice.baseUrl,
      states: practice.states,
      hasPatient: true,
      source: { kind: 'files', files: [pactPath('xis')] },
    });
    expect(report.interactions.filter(({ outcome }) => outcome !== 'verified')).toEqual([]);
    expect(report.counts).toMatchObject({ verified: 18, failed: 0, notDone: 0 });
  });
});
