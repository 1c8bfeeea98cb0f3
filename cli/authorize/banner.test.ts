import { expect, test } from 'vitest';
import { type AuthorizationServerSettings, createAuthorizationServer } from '../../oauth/index.ts';
import { createKeys } from '../../test/support/authorization-server.ts';
import { describeAuthorizationServer } from './banner.ts';

const ONLY_LOCAL = 'Only this machine can use it. Set --public-url to the URL by which the XIS reaches it.';

function describeServer(issuer: string, host?: string, settings: AuthorizationServerSettings = {}): Promise<string> {
  const server = createAuthorizationServer({
    settings,
    environment: { XIS_TESTKIT_CLIENT_SECRET: 'secret-canary-77aa' },
    ...(host !== undefined && { host }),
  });
  server.mount(issuer);
  return describeAuthorizationServer(server, undefined, host);
}

test('a server that others reach, and an issuer that they cannot use, is said', async () => {
  expect(await describeServer('http://localhost:8090', '0.0.0.0')).toContain(ONLY_LOCAL);
  expect(await describeServer('https://login.example', '0.0.0.0')).not.toContain(ONLY_LOCAL);
  expect(await describeServer('http://localhost:8090')).not.toContain(ONLY_LOCAL);
});

test('the client of callbacks is the one for Spreekuur.nl alone, and the command names the client of Spreekuur.nl', async () => {
  const { publicJwk } = await createKeys('ES256');
  const text = await describeServer('http://localhost:8090', undefined, {
    clients: [
      { clientId: 'portal', audiences: ['xis', 'spreekuur'], jwks: { keys: [{ ...publicJwk }] } },
      { clientId: 'vendor', audiences: ['spreekuur'], grants: ['client_credentials'] },
    ],
  });
  expect(text).toContain('client id vendor, audience spreekuur');
  expect(text).toContain('--issuer http://localhost:8090 --client-id portal --client-key-jwk <file>\n');
  expect(text).not.toContain('secret-canary-77aa');
});
