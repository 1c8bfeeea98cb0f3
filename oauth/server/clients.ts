import type { JWTVerifyGetKey } from 'jose';
import { ConfigurationError, type Mistake } from '../../schema/mistake.ts';
import { CLIENT_SECRET_VARIABLE, TEST_SECRET } from '../client/secrets.ts';
import type { ClientAuthentication, Grant } from '../client/settings.ts';
import { createKeyFinder, isPublicKey, readPublicKeys } from '../public-keys.ts';
import type { AuthorizationServerSettings, ClientSettings } from './settings.ts';

/** A client, with all defaults filled in. */
export interface Client extends Pick<ClientSettings, 'clientId' | 'audiences' | 'scopes' | 'organizations'> {
  clientSecret: string | undefined;
  /** Finds the key of a client assertion; undefined without keys. */
  readonly getKey: JWTVerifyGetKey | undefined;
  readonly clientAuth: readonly ClientAuthentication[];
  readonly grants: readonly Grant[];
}

/** The clients of a server without configured ones. */
const DEFAULT_CLIENTS = (xis: string, spreekuur: string): readonly ClientSettings[] => [
  { clientId: 'spreekuur', audiences: [xis] },
  { clientId: 'xis', grants: ['client_credentials'], audiences: [spreekuur] },
  // A genuine client that may act for no organization here (AU-8).
  { clientId: 'other-practice', audiences: [xis], organizations: [] },
];

/**
 * Returns the clients by their ids.
 * @param publicPlace the host or url by which other machines reach the server; undefined if they do not
 * @throws ConfigurationError for a client id that occurs twice, a variable that is not set, keys that are not public, and a
 * client without credentials: other machines need a secret that not everybody knows
 */
export function resolveClients(
  { clients, xisAudience = 'xis', spreekuurAudience = 'spreekuur' }: AuthorizationServerSettings,
  environment: Readonly<Record<string, string | undefined>>,
  publicPlace: string | undefined,
): ReadonlyMap<string, Client> {
  const known = new Map<string, Client>();
  const mistakes: Mistake[] = [];
  // Elsewhere a secret that everybody knows would open the XIS that trusts this server.
  const defaultSecret = environment[CLIENT_SECRET_VARIABLE] || (publicPlace === undefined ? TEST_SECRET : undefined);
  if (!clients && defaultSecret === undefined) {
    const message = `expected the secret of its clients in the environment variable ${CLIENT_SECRET_VARIABLE}, because other machines reach ${publicPlace}; got no secret`;
    throw new ConfigurationError([{ path: ['clients'], message }]);
  }
  for (const [index, settings] of (clients ?? DEFAULT_CLIENTS(xisAudience, spreekuurAudience)).entries()) {
    const path = ['clients', index];
    const { clientId, clientSecretVariable: variable } = settings;
    const named = variable === undefined ? undefined : environment[variable];
    if (variable !== undefined && !named) {
      mistakes.push({
        path: [...path, 'clientSecretVariable'],
        message: `expected a secret in the environment variable ${variable}, got none`,
      });
    }
    if (known.has(clientId))
      mistakes.push({ path: [...path, 'clientId'], message: 'expected a unique id, got it twice' });
    mistakes.push(...findKeyMistakes(settings, path));
    const clientSecret = settings.clientSecret ?? (named || undefined) ?? (settings.jwks ? undefined : defaultSecret);
    if (clientSecret === undefined && !settings.jwks && variable === undefined) {
      const expected = `clientSecret, clientSecretVariable or jwks, or a secret in ${CLIENT_SECRET_VARIABLE}`;
      const message = `expected ${expected}, because other machines reach ${publicPlace}; got no credentials`;
      mistakes.push({ path, message });
    }
    if (settings.clientAuth?.includes('private_key_jwt') && !settings.jwks) {
      mistakes.push({ path: [...path, 'clientAuth'], message: 'expected jwks for private_key_jwt, got none' });
    }
    known.set(clientId, {
      ...settings,
      clientSecret,
      getKey: settings.jwks && createKeyFinder(readPublicKeys(settings.jwks) ?? { keys: [] }),
      clientAuth: settings.clientAuth ?? [
        ...(clientSecret === undefined ? [] : (['client_secret_basic', 'client_secret_post'] as const)),
        ...(settings.jwks ? (['private_key_jwt'] as const) : []),
      ],
      grants: settings.grants ?? ['client_credentials', 'token_exchange'],
    });
  }
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  return known;
}

/** Returns the client of Spreekuur.nl, which a patient's login is for; the first client where no other is called so. */
export function defaultClient(clients: ReadonlyMap<string, Client>): Client {
  const [first] = clients.values();
  const client = clients.get('spreekuur') ?? first;
  if (!client) throw new Error('an authorization server has a client');
  return client;
}

/** A private key does not belong here, and with a symmetric one anybody who reads the file could sign. */
function findKeyMistakes({ jwks }: ClientSettings, path: Mistake['path']): readonly Mistake[] {
  return (jwks?.keys ?? []).flatMap((key, index) =>
    isPublicKey(key)
      ? []
      : [
          {
            path: [...path, 'jwks', 'keys', index],
            message: 'expected a public key: kty RSA, EC or OKP, without d and k',
          },
        ],
  );
}
