import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalJWKSet, type JWK, jwtVerify } from 'jose';
import type { ClientMetadata, Configuration, errors, Provider } from 'oidc-provider';
import { ACCESS_TOKEN, TOKEN_EXCHANGE } from './authorization-server.ts';

// Not by its index, which warns on standard error that Node.js 20 is too old for it.
const FOLDER = 'oidc-provider/lib';
const oidc = (await import(`${FOLDER}/provider.js`)) as { readonly Provider: typeof Provider };
const { InvalidRequest } = (await import(`${FOLDER}/helpers/errors.js`)) as typeof errors;

/** The audience of the XIS, and that of Spreekuur.nl: resources of RFC 8707. */
export const XIS = 'https://xis.example/fhir';
export const SPREEKUUR = 'https://spreekuur.example';

/** The authorization server of a vendor, by `oidc-provider`: an implementation that shares no code with ours. */
export interface OidcServer extends AsyncDisposable {
  readonly issuer: string;
  /** Returns the token of a patient who has logged in at Spreekuur.nl. */
  login(bsn: string): Promise<string>;
  /** Signs with another key from now on; the old ones stay public. */
  rotateKeys(key: JWK): void;
}

/**
 * Starts the server of a vendor on any port.
 * @param keys the private keys that sign; the first one does
 */
export async function startOidcServer(clients: readonly ClientMetadata[], keys: readonly JWK[]): Promise<OidcServer> {
  let handle: RequestListener = (_request, response) => void response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  let known = keys;
  let provider = createProvider(issuer, clients, known);
  handle = provider.callback();
  return {
    issuer,
    login: (bsn) => issue(provider, 'spreekuur', bsn, SPREEKUUR, String(known[0]?.alg)),
    rotateKeys(key) {
      known = [key, ...known];
      provider = createProvider(issuer, clients, known);
      handle = provider.callback();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function createProvider(issuer: string, clients: readonly ClientMetadata[], keys: readonly JWK[]): Provider {
  const alg = String(keys[0]?.alg);
  const configuration: Configuration = {
    adapter: NothingStored,
    clients: clients.map((client) => ({
      redirect_uris: [],
      response_types: [],
      id_token_signed_response_alg: alg as 'RS256',
      grant_types: ['client_credentials', TOKEN_EXCHANGE],
      ...client,
    })),
    jwks: { keys: [...keys] },
    ttl: { AccessToken: 60, ClientCredentials: 60 },
    cookies: { keys: ['a key for tests'] },
    enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256'] },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (_ctx, client) => (client.clientId === 'spreekuur' ? XIS : SPREEKUUR),
        getResourceServerInfo: (_ctx, resource) => describeResource(resource, alg),
      },
    },
    // The account of a patient is the BSN here.
    extraTokenClaims: (_ctx, token) =>
      'accountId' in token ? { patient: { bsn: String(token.accountId).slice('patient-'.length) } } : undefined,
  };
  const provider = new oidc.Provider(issuer, configuration);
  const getKey = createLocalJWKSet({ keys: keys.map(toPublic) });
  provider.registerGrantType<Readonly<Record<string, string | undefined>>>(
    TOKEN_EXCHANGE,
    async (ctx) => {
      const { params, client } = ctx.oidc;
      if (params['subject_token_type'] !== ACCESS_TOKEN) throw new InvalidRequest('subject_token_type');
      const { payload } = await jwtVerify(String(params['subject_token']), getKey, {
        issuer,
        audience: SPREEKUUR,
      }).catch(() => {
        throw new InvalidRequest('subject_token');
      });
      const bsn = String(payload.sub).slice('patient-'.length);
      const token = await issue(provider, client.clientId, bsn, params['audience'] ?? XIS, alg);
      ctx.body = { access_token: token, issued_token_type: ACCESS_TOKEN, token_type: 'Bearer', expires_in: 60 };
    },
    ['subject_token', 'subject_token_type', 'audience', 'scope'],
  );
  return provider;
}

const describeResource = (audience: string, alg: string) => ({
  scope: 'booking',
  audience,
  accessTokenFormat: 'jwt' as const,
  accessTokenTTL: 60,
  jwt: { sign: { alg: alg as 'RS256' } },
});

async function issue(
  provider: Provider,
  clientId: string,
  bsn: string,
  audience: string,
  alg: string,
): Promise<string> {
  const client = await provider.Client.find(clientId);
  if (!client) throw new Error(`no client ${clientId}`);
  const token = new provider.AccessToken({ client, accountId: `patient-${bsn}`, scope: 'booking' } as never);
  token.resourceServer = new provider.ResourceServer(audience, describeResource(audience, alg));
  return token.save();
}

function toPublic({ kty, crv, x, y, n, e, kid, alg }: JWK): JWK {
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e, kid, alg }).filter(([, value]) => value !== undefined),
  ) as JWK;
}

/** Keeps nothing: tokens are JWTs, and an assertion counts as new. */
class NothingStored {
  async upsert(): Promise<void> {}
  async find(): Promise<undefined> {
    return undefined;
  }
  async findByUserCode(): Promise<undefined> {
    return undefined;
  }
  async findByUid(): Promise<undefined> {
    return undefined;
  }
  async consume(): Promise<void> {}
  async destroy(): Promise<void> {}
  async revokeByGrantId(): Promise<void> {}
}
