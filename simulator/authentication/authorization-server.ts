import type { AuthenticationSettings } from '../../oauth/bearer/settings.ts';
import type { AuthorizationServer } from '../../oauth/server/create-authorization-server.ts';
import type { AuthorizationServerSettings } from '../../oauth/server/settings.ts';
import { type OAuthSystem, realSystem as realOAuthSystem } from '../../oauth/system.ts';
import { ConfigurationError } from '../../schema/mistake.ts';

/** The path of the simulator's authorization server, below its public url. */
export const AUTHORIZATION_PATH = '/auth';
/** The place of its metadata (RFC 8414, section 3.1), before the path of the issuer. */
export const AUTHORIZATION_METADATA_PATH = '/.well-known/oauth-authorization-server';

/** The dependencies of the authorization server of a simulator. */
export interface AuthorizationServerContext {
  readonly host: string;
  /** The public url of the simulator, if it is configured. */
  readonly publicUrl: string | undefined;
  readonly adminToken: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>> | undefined;
  readonly now: () => number;
}

/**
 * Creates the authorization server of a simulator, to be mounted.
 * @throws ConfigurationError when its settings have mistakes, or a client has no secret where other machines reach it
 */
export async function createOwnServer(
  settings: AuthorizationServerSettings,
  { host, publicUrl, adminToken, environment = {}, now }: AuthorizationServerContext,
): Promise<AuthorizationServer> {
  // Loaded here, because a simulator without authentication starts faster without it.
  const { createAuthorizationServer } = await import('../../oauth/server/create-authorization-server.ts');
  try {
    return createAuthorizationServer({
      settings: { ...(publicUrl !== undefined && { publicUrl: publicUrl + AUTHORIZATION_PATH }), ...settings },
      host,
      environment,
      system: { ...realOAuthSystem, now },
      ...(adminToken !== undefined && { adminToken }),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    throw new ConfigurationError(
      error.mistakes.map(({ path, message }) => ({ path: ['authorizationServer', ...path], message })),
    );
  }
}

/** Returns how a simulator validates the tokens of its own authorization server, unless it is configured. */
export async function trustOwnServer({ control, issuer }: AuthorizationServer): Promise<AuthenticationSettings> {
  const { xisAudience = 'xis', bsnClaim, organizationClaim } = control.settings;
  const { clients } = await control.view();
  // A client without organizations may act for all, and its tokens do not have the claim.
  const hasClaim = organizationClaim !== undefined && clients.every(({ organizations }) => organizations);
  return {
    mode: 'jwt',
    issuer,
    audience: xisAudience,
    clients: clients.map(({ clientId, organizations }) => ({
      clientId,
      ...(organizations && { organizations: [...organizations] }),
    })),
    ...(bsnClaim !== undefined && { bsnClaim }),
    ...(hasClaim && { organizationClaim }),
  };
}

/** Returns the clock of an authorization server of this process, and the plain network: no proxy is between. */
export function systemOf({ control }: AuthorizationServer): OAuthSystem {
  return { ...realOAuthSystem, now: () => control.now() };
}
