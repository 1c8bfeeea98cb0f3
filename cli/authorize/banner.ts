import { isLoopback, isLoopbackUrl } from '../../fhir/http/address.ts';
import type { AuthorizationServer } from '../../oauth/index.ts';
import { escapeControlCharacters } from '../../output/terminal-text.ts';
import { VARIABLES } from '../environment.ts';

/**
 * Returns the addresses, the clients, and what to register where; no secret.
 * @param host the address that it listens on, if it is given
 */
export async function describeAuthorizationServer(
  server: AuthorizationServer,
  file: string | undefined,
  host = 'localhost',
): Promise<string> {
  const { issuer, hasControlInterface, control } = server;
  const { clients } = await control.view();
  const { settings } = control;
  const { xisAudience = 'xis', spreekuurAudience = 'spreekuur', algorithm = 'RS256', bsnClaim = 'bsn' } = settings;
  const width = Math.max(...clients.map(({ clientId }) => clientId.length));
  const callbackClient = clients.find(({ audiences }) => audiences?.length === 1 && audiences[0] === spreekuurAudience);
  const ofSpreekuur = clients.find(({ grants, organizations }) => grants.includes('token_exchange') && !organizations);
  const lines = [
    'xis-testkit is an authorization server for tests. Ctrl-C ends it.',
    '',
    `  Issuer             ${issuer}`,
    ...(isLoopbackUrl(issuer) && !isLoopback(host)
      ? ['                     Only this machine can use it. Set --public-url to the URL by which the XIS reaches it.']
      : []),
    `  Token endpoint     ${issuer}/token`,
    `  JWKS               ${issuer}/jwks`,
    `  Metadata           ${issuer}/.well-known/openid-configuration`,
    `  Control interface  ${hasControlInterface ? `${issuer}/__admin` : `closed, because other machines can reach this address. Set ${VARIABLES.adminToken} to open it with a token.`}`,
    `  Clients            ${file ?? 'built in; --config replaces them'}`,
    ...clients.map(
      ({ clientId, grants, audiences, clientAuth }) =>
        `    ${clientId.padEnd(width)}  ${grants.join(', ')}; audience ${audiences?.join(', ') ?? 'any'}; ${clientAuth.join(', ')}`,
    ),
    '',
    '  Register at the XIS, for requests of Spreekuur.nl:',
    `    issuer ${issuer}, audience ${xisAudience}, algorithm ${algorithm}, the BSN in the claim ${bsnClaim}`,
    '  Register at the XIS, for its callbacks:',
    `    token endpoint ${issuer}/token, client id ${callbackClient?.clientId ?? 'of a client above'}, audience ${spreekuurAudience}, grant client_credentials`,
    `  Secrets are not shown. Clients without one of their own have that of ${VARIABLES.clientSecret}.`,
    '',
    '  Try:',
    `  xis-testkit check <FHIR base> --organization <AGB code> --patient-bsn <BSN> --issuer ${issuer}${describeClient(ofSpreekuur)}`,
    '',
  ];
  return `${lines.map(escapeControlCharacters).join('\n')}\n`;
}

/** Returns the options of a client that is not the default one. */
function describeClient(
  client: { readonly clientId: string; readonly clientAuth: readonly string[] } | undefined,
): string {
  if (!client || client.clientId === 'spreekuur') return '';
  const needsKey = client.clientAuth.every((way) => way === 'private_key_jwt');
  return ` --client-id ${client.clientId}${needsKey ? ' --client-key-jwk <file>' : ''}`;
}
