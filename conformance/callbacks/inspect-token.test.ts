import { describe, expect, test } from 'vitest';
import { createAuthorizationServer, findTestServer } from '../../oauth/index.ts';
import { inspectOnArrival } from './inspect-token.ts';

describe('AU-7: the token of a callback', () => {
  test.each([
    ['a second before it expires', 299, 'valid'],
    ['a second before the tolerance of clocks ends', 359, 'valid'],
    ['when it ends', 360, 'expired'],
  ])('%s', async (_, seconds, state) => {
    const server = createAuthorizationServer({ port: 0, settings: { algorithm: 'ES256' } });
    await server.listen();
    try {
      const testTokens = await findTestServer(server.issuer);
      if (!testTokens) throw new Error('the authorization server is one of xis-testkit');
      server.control.setClock(Date.parse('2027-01-11T07:00:00Z'), true);
      const [token, revoked] = [await testTokens.issue({}), await testTokens.issue({})];
      await server.control.revoke(revoked);
      expect(await inspectOnArrival(testTokens, revoked)).toMatchObject({ state: 'revoked' });
      server.control.advance(seconds * 1000);
      expect(await inspectOnArrival(testTokens, token)).toMatchObject({ isOurs: true, state });
      expect(await inspectOnArrival(testTokens, 'of-another-issuer')).toMatchObject({ isOurs: false });
    } finally {
      await server.close();
    }
    const inspect = () => Promise.reject(new Error('canary'));
    expect(await inspectOnArrival({ inspect, issue: inspect, clients: inspect }, 'x')).toBeUndefined();
  });
});
