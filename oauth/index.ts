/**
 * Authentication by OAuth 2.0: `createAuthorizationServer()` makes a server for tests, `createTokenSource()` gets tokens
 * from any server, and `createBearerValidator()` validates them.
 */

export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export { ConfigurationError } from '../schema/mistake.ts';
export { ALGORITHMS, type Algorithm } from './algorithms.ts';
export { type AuthenticationSettings, authenticationSchema } from './bearer/settings.ts';
export {
  type Bearer,
  type BearerRejection,
  type BearerValidator,
  createBearerValidator,
  type Leniency,
} from './bearer/validate.ts';
export { CLIENT_SECRET_VARIABLE, TEST_SECRET } from './client/secrets.ts';
export {
  CLIENT_AUTHENTICATIONS,
  type ClientAuthentication,
  GRANTS,
  type Grant,
  TOKEN_SETTINGS,
} from './client/settings.ts';
export {
  findTestServer,
  type InspectedToken,
  type TestServer,
} from './client/test-server.ts';
export { createTokenSource, type TokenSource, type TokenSourceOptions } from './client/token-source.ts';
export {
  type AuthorizationControl,
  AuthorizationControlError,
  type AuthorizationServerView,
  type Login,
  type TestTokenRequest,
} from './server/control.ts';
export {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  createAuthorizationServer,
} from './server/create-authorization-server.ts';
export { type AuthorizationServerSettings, authorizationServerSchema } from './server/settings.ts';
export type { AuthorizationRequest } from './server/state.ts';
export { type OAuthSystem, realSystem } from './system.ts';
export { TokenError } from './token-error.ts';
