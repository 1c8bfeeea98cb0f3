import type { BearerValidator } from '../../oauth/bearer/validate.ts';
import type { AuthorizationServer } from '../../oauth/server/create-authorization-server.ts';
import { realSystem as realOAuthSystem } from '../../oauth/system.ts';
import type { Configuration } from '../practice/schema.ts';
import type { System } from '../system.ts';
import {
  AUTHORIZATION_PATH,
  type AuthorizationServerContext,
  createOwnServer,
  systemOf,
  trustOwnServer,
} from './authorization-server.ts';

/** The authentication of a simulator. */
export interface Authentication {
  /** The authorization server that the simulator serves; undefined without one. */
  readonly server: AuthorizationServer | undefined;
  /**
   * Mounts the authorization server, and returns the validator of tokens; undefined in the mode `off`.
   * @param url the public url of the simulator
   * @param address the url by which this machine reaches it
   */
  start(url: string, address: string): BearerValidator | undefined;
  close(): Promise<void>;
}

/**
 * Creates the authentication that a simulator is configured with. With its own authorization server, tokens of that server
 * are validated, by its clock.
 * @returns undefined where nothing is configured
 * @throws ConfigurationError when the settings have mistakes
 */
export async function createAuthentication(
  { authentication: configured, authorizationServer }: Configuration,
  system: System,
  context: Omit<AuthorizationServerContext, 'now'>,
): Promise<Authentication | undefined> {
  if (!authorizationServer && (configured?.mode ?? 'off') === 'off') return undefined;
  const now = () => system.now();
  const server = authorizationServer && (await createOwnServer(authorizationServer, { ...context, now }));
  const standard = server && (await trustOwnServer(server));
  const { createBearerValidator } = await import('../../oauth/bearer/validate.ts');
  return {
    server,
    start(url, address) {
      server?.mount(url + AUTHORIZATION_PATH);
      const settings = configured ?? (standard && server && { ...standard, issuer: server.issuer });
      if (!settings || settings.mode === 'off') return undefined;
      const isOwn = server !== undefined && settings.issuer === server.issuer;
      if (!isOwn) return createBearerValidator(settings, { ...realOAuthSystem, now, fetch: system.fetch });
      const jwksUri = settings.jwksUri ?? `${address}${AUTHORIZATION_PATH}/jwks`;
      return createBearerValidator({ ...settings, jwksUri }, systemOf(server), { refetchesFreely: true });
    },
    close: async () => server?.close(),
  };
}
