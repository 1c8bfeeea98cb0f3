import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isTestBsn } from '../../fhir/bsn.ts';
import { root } from './support/documents.ts';

/** The parts of a realm that the guide on authentication relies on. */
interface Realm {
  readonly clientScopes: readonly {
    readonly name: string;
    readonly protocolMappers: readonly { readonly config: Readonly<Record<string, string>> }[];
  }[];
  readonly clients: readonly {
    readonly clientId: string;
    readonly publicClient: boolean;
    readonly secret?: string;
    readonly attributes?: Readonly<Record<string, string>>;
    readonly defaultClientScopes: readonly string[];
  }[];
  readonly users: readonly { readonly attributes: { readonly bsn: readonly string[] } }[];
}

const realm = JSON.parse(readFileSync(`${root}fixtures/keycloak/realm.json`, 'utf8')) as Realm;

/** Returns what the scopes of a client put into its tokens. */
function claimsOf(clientId: string): Readonly<Record<string, string>>[] {
  const { defaultClientScopes = [] } = realm.clients.find((client) => client.clientId === clientId) ?? {};
  const scopes = realm.clientScopes.filter(({ name }) => defaultClientScopes.includes(name));
  expect(scopes).toHaveLength(defaultClientScopes.length);
  return scopes.flatMap(({ protocolMappers }) => protocolMappers.map(({ config }) => ({ ...config })));
}

test('AU-1, AU-5: the login has the audience of Spreekuur.nl, and the exchange that of the XIS, both with the BSN', () => {
  const bsn = expect.objectContaining({
    'claim.name': 'bsn',
    'jsonType.label': 'String',
    'access.token.claim': 'true',
  });
  const audience = (name: string) => expect.objectContaining({ 'included.client.audience': name });
  expect(claimsOf('patient-login')).toEqual(expect.arrayContaining([bsn, audience('spreekuur')]));
  expect(claimsOf('spreekuur')).toEqual(expect.arrayContaining([bsn, audience('xis')]));
  const spreekuur = realm.clients.find(({ clientId }) => clientId === 'spreekuur');
  expect(spreekuur?.attributes).toEqual({ 'standard.token.exchange.enabled': 'true' });
});

test('AU-7: the token of the XIS has the audience of Spreekuur.nl, and no BSN', () => {
  const claims = claimsOf('xis');
  expect(claims).toContainEqual(expect.objectContaining({ 'included.client.audience': 'spreekuur' }));
  expect(claims.some((config) => config['claim.name'] === 'bsn')).toBe(false);
});

test('the realm has no secret, and test patients only', () => {
  const secrets = realm.clients.flatMap(({ publicClient, secret }) => (publicClient ? [] : [secret]));
  // Placeholders for variables of the environment, which Keycloak fills in.
  expect(secrets).toEqual(['SPREEKUUR_SECRET', 'XIS_SECRET'].map((name) => `$\{${name}}`));
  expect(realm.users.flatMap(({ attributes }) => attributes.bsn).every(isTestBsn)).toBe(true);
});
