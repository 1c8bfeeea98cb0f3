import type { OAuthSystem, TestServer, TokenSource } from '../../oauth/index.ts';
import { defined } from '../../schema/defined.ts';
import type { Token } from '../../transport/create-transport.ts';
import type { CommandValues } from '../command-options.ts';
import { VARIABLES } from '../environment.ts';
import type { Settings } from '../settings.ts';
import type { OTHER_TOKEN_OPTIONS, TOKEN_OPTIONS } from './options.ts';
import { createCommandToken, runTokenCommand } from './token-command.ts';

/** The sender of requests: Spreekuur.nl for a patient (AU-1), or a XIS for itself (AU-7). */
export type Sender = 'spreekuur' | 'xis';

/** The tokens of a connection. */
export interface Authorization {
  readonly token?: Token;
  /**
   * Returns what else its authorization server gives: its control interface if it is one of xis-testkit, and the token of a
   * second test patient, if it issues one.
   * @param otherBsn the BSN of the second test patient, if there is one
   * @throws TokenError when its metadata cannot be read
   */
  explore(otherBsn?: string): Promise<{ readonly testServer?: TestServer; readonly otherToken?: Token }>;
}

/** The options and the system by which tokens are requested. */
export interface AuthorizationContext {
  readonly settings: Pick<Settings<typeof TOKEN_OPTIONS>, 'values' | 'library' | 'nameOf'>;
  /** The network of the command, its clock and its waits. */
  readonly system: OAuthSystem;
  /** The environment with the secret of the client, and with the token of a control interface. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly sender: Sender;
}

/** The values that only some commands have. */
type PatientValues = CommandValues<typeof OTHER_TOKEN_OPTIONS> & { readonly patientBsn?: string };

/**
 * Creates the tokens of a connection from the options of a command. No request is sent before the first token is needed.
 * @throws ConfigurationError for a key that cannot be used
 */
export async function createAuthorization(context: AuthorizationContext): Promise<Authorization> {
  const { values, library } = context.settings;
  const { tokenCommand, issuer, tokenUrl } = values;
  if (issuer !== undefined || tokenUrl !== undefined) return createServerTokens(context);
  const token =
    tokenCommand === undefined
      ? (library.token as string | undefined)
      : createCommandToken(tokenCommand, context.system.now);
  return { ...defined({ token }), explore: async () => ({}) };
}

/** The patient for whom a token is requested: an own token that is exchanged, or a BSN for a login at a test server. */
interface Subject {
  readonly token?: string | undefined;
  readonly command?: string | undefined;
  readonly commandName: string;
  readonly bsn?: string | undefined;
}

/** Creates tokens that an authorization server issues (RFC 6749, section 4.4; RFC 8693). */
async function createServerTokens({
  settings: { values, nameOf },
  system,
  environment,
  sender,
}: AuthorizationContext): Promise<Authorization> {
  const { clientKeyJwk, subjectToken, subjectTokenCommand, ...known } = values;
  const { issuer, tokenUrl, clientId, clientAuth, audience, scope, grant } = known;
  const { patientBsn, otherSubjectTokenCommand } = values as PatientValues;
  // Loaded here: the libraries of OAuth are needed by these options only.
  const { createTokenSource, findTestServer } = await import('../../oauth/index.ts');
  const { readClientKey } = await import('../../oauth/client/client-key.ts');
  const clientKey = clientKeyJwk === undefined ? undefined : await readClientKey(clientKeyJwk, nameOf('clientKeyJwk'));
  const controlToken = environment[VARIABLES.adminToken];
  const findServer = once(async () =>
    issuer === undefined ? undefined : findTestServer(issuer, { controlToken, retries: true, system }),
  );

  /** A XIS sends no token of a patient (AU-7), and client credentials are of no patient. */
  const ofGrant = (subject: Subject): Subject => {
    if (sender === 'xis') return { commandName: subject.commandName };
    return grant === 'client_credentials' ? { ...subject, bsn: undefined } : subject;
  };
  const createSource = (subject: Subject): TokenSource => {
    const prepare = once(async () => {
      const server = await findServer();
      const ofXis = server && sender === 'xis' ? { clientId: 'xis', audience: server.callback_audience } : {};
      return createTokenSource({
        ...ofXis,
        ...defined({ issuer, tokenUrl, clientId, clientAuth, audience, scope, grant, clientKey }),
        ...defined({ clientSecret: environment[VARIABLES.clientSecret] }),
        ...defined({ subjectToken: toSubjectToken(ofGrant(subject), server) }),
        retries: true,
        system,
      });
    });
    return async (refused) => (await prepare())(refused);
  };
  return {
    token: createSource({
      token: subjectToken,
      command: subjectTokenCommand,
      commandName: nameOf('subjectTokenCommand'),
      bsn: patientBsn,
    }),
    async explore(otherBsn) {
      const testServer = await findServer();
      const other: Subject = {
        command: otherSubjectTokenCommand,
        commandName: nameOf('otherSubjectTokenCommand'),
        bsn: otherBsn,
      };
      const hasOther = grant !== 'client_credentials' && toSubjectToken(ofGrant(other), testServer) !== undefined;
      return defined({ testServer, otherToken: hasOther ? createSource(other) : undefined });
    },
  };
}

/** Returns the patient's own token: of the options, or by a login for each exchange, because it may have expired. */
function toSubjectToken({ token, command, commandName, bsn }: Subject, server: TestServer | undefined) {
  if (token !== undefined) return token;
  if (command !== undefined) return () => runTokenCommand(command, commandName);
  return server && bsn !== undefined ? () => server.login(bsn) : undefined;
}

/** Returns a function that acts once, and again only after a failure. */
function once<T>(act: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= act().catch((error: unknown) => {
      result = undefined;
      throw error;
    });
    return result;
  };
}
