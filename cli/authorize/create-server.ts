import {
  type AuthorizationServer,
  type AuthorizationServerOptions,
  type AuthorizationServerSettings,
  authorizationServerSchema,
  ConfigurationError,
  createAuthorizationServer,
} from '../../oauth/index.ts';
import { toMistake } from '../../schema/explain-errors.ts';
import { isHttpBase } from '../../schema/formats.ts';
import { validator } from '../../schema/validator.ts';
import { readYamlFile } from '../../schema/yaml.ts';
import { VARIABLES } from '../environment.ts';
import { UsageError } from '../usage-error.ts';

/** The options of the command that are options of the server. */
export interface ServerOptions extends Pick<AuthorizationServerOptions, 'port' | 'host' | 'onRequest'> {
  readonly publicUrl?: string;
}

const shape = validator(authorizationServerSchema, { all: true });

/**
 * Creates an authorization server by a configuration file, if there is one, and the options.
 * @throws ConfigurationError with file, line and path of each mistake in the file
 * @throws UsageError for an option that cannot be used, and a public address without a secret
 */
export async function createServer(
  file: string | undefined,
  { publicUrl, ...options }: ServerOptions,
): Promise<AuthorizationServer> {
  if (publicUrl !== undefined && !isHttpBase(publicUrl)) {
    throw new UsageError('--public-url: expected an http(s) url without user, query and fragment');
  }
  const { settings, locate } = await readSettings(file);
  try {
    return createAuthorizationServer({
      ...options,
      settings: { ...settings, ...(publicUrl !== undefined && { publicUrl }) },
      environment: process.env,
      ...withToken(process.env[VARIABLES.adminToken]),
    });
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    if (locate && settings.clients) throw new ConfigurationError(error.mistakes, locate, { cause: error });
    // The clients are the built-in ones, so what is missing is their secret.
    throw new UsageError(
      `other machines reach this server, so its clients need a secret: set ${VARIABLES.clientSecret}`,
      {
        cause: error,
      },
    );
  }
}

function withToken(adminToken: string | undefined) {
  return adminToken === undefined ? {} : { adminToken };
}

async function readSettings(file: string | undefined) {
  if (file === undefined) return { settings: {} as AuthorizationServerSettings, locate: undefined };
  const { value, locate } = await readYamlFile(file, 'a configuration file');
  // A file with comments only is valid.
  const settings = value ?? {};
  const mistakes = shape.violations(settings).map(toMistake);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  return { settings: settings as AuthorizationServerSettings, locate };
}
