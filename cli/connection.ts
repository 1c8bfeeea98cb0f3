import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates, type SecureContextOptions } from 'node:tls';
import { defined } from '../schema/defined.ts';
import { type CommandOption, type CommandTable, type Settings, TEXT } from './command-options.ts';
import { VARIABLES } from './environment.ts';
import { commandTable, libraryOption, pickOptions } from './library-options.ts';
import { createTokenSource } from './token-command.ts';
import { UsageError } from './usage-error.ts';

/** Defines an option that names a file. */
export function fileOption(description: string, details: Partial<Omit<CommandOption, 'schema'>> = {}) {
  return { ...TEXT, description: `${description}.`, placeholder: 'file', ...details } satisfies CommandOption;
}

/** The options of a connection that the library leaves to its caller. */
export const OWN_CONNECTION_OPTIONS = {
  tokenCommand: {
    ...TEXT,
    description: 'Shell command that prints a bearer token; run again every minute.',
    placeholder: 'command',
    isSecret: true,
    excludes: ['token'],
    names: 'token',
  },
  ca: fileOption('Certificates (PEM) of an authority to trust beside the well-known ones'),
  clientCert: fileOption('Client certificate (PEM)', { requires: ['clientKey'] }),
  clientKey: fileOption(
    `Key (PEM) of the client certificate, with its pass phrase in ${VARIABLES.clientKeyPassphrase}`,
    {
      requires: ['clientCert'],
    },
  ),
} satisfies CommandTable;

/** The options of every command that connects to a XIS. */
export const CONNECTION_OPTIONS = {
  ...commandTable(pickOptions('timeoutMs', 'token', 'headers')),
  ...OWN_CONNECTION_OPTIONS,
};

/** The options of the forms that the publication leaves open. */
const FORM_OPTIONS = {
  organizationHeader: libraryOption('organizationHeader'),
  organizationFormat: libraryOption('organizationFormat'),
  dateFormat: libraryOption('dateFormat'),
  dateParameter: libraryOption('dateParameter'),
  practitionerStatus: libraryOption('practitionerStatus'),
  dialect: libraryOption('dialect'),
  readBack: libraryOption('readBack'),
} satisfies CommandTable;

/** The options of every command that books in a XIS: the practice, the patient and the connection. */
export const XIS_OPTIONS = {
  ...commandTable(
    pickOptions(
      ...(['organization', 'category', 'type'] as const),
      ...(['patient.reference', 'patient.display', 'patient.bsn', 'timeZone'] as const),
    ),
  ),
  ...FORM_OPTIONS,
  ...CONNECTION_OPTIONS,
};

/** A connection to a XIS: the network, a token and headers. */
export interface Connection {
  readonly fetch: typeof fetch;
  readonly token?: string | (() => Promise<string>);
  readonly headers: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/**
 * Creates a connection from the options of a command.
 * @param now milliseconds since the epoch
 * @throws UsageError for a file that cannot be used
 */
export async function createConnection(
  { values, library, nameOf }: Settings<typeof CONNECTION_OPTIONS>,
  now: () => number,
): Promise<Connection> {
  const { tokenCommand } = values;
  const { headers = {}, timeoutMs = 10_000 } = library;
  const read = (key: 'ca' | 'clientCert' | 'clientKey') => {
    const path = values[key];
    return path === undefined ? undefined : readText(nameOf(key), path);
  };
  const files = { ca: await read('ca'), cert: await read('clientCert'), key: await read('clientKey') };
  const token =
    tokenCommand === undefined ? (library.token as string | undefined) : createTokenSource(tokenCommand, now);
  return {
    fetch: await createFetch(defined({ ...files, passphrase: process.env[VARIABLES.clientKeyPassphrase] })),
    headers,
    timeoutMs,
    ...defined({ token }),
  };
}

async function readText(option: string, path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${option}: ${path} cannot be read (${error.code})`, { cause: error });
  });
}

/** The files for TLS, in PEM: an authority, and a client certificate with its key. */
export interface TlsFiles {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

const PROXY = /^https?_proxy$/i;

/**
 * Returns a `fetch` that trusts another authority, sends a client certificate, and goes through the proxy of the environment
 * (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`). Without any of these it is Node's own.
 * @throws UsageError for certificates and keys that cannot be used
 */
export async function createFetch({ ca, ...client }: TlsFiles): Promise<typeof fetch> {
  const isProxied = Object.keys(process.env).some((name) => PROXY.test(name));
  const hasTls = ca !== undefined || client.cert !== undefined;
  if (!isProxied && !hasTls) return fetch;
  const tls: SecureContextOptions = {
    ...client,
    ...(ca !== undefined && { ca: [...rootCertificates, ...parseCertificates(ca)] }),
  };
  validateTls(tls);
  // Loaded here: most calls do without.
  const { EnvHttpProxyAgent, fetch: fetchWith } = await import('undici');
  const dispatcher = new EnvHttpProxyAgent({ connect: tls, requestTls: tls });
  return ((input: string, init: object) => fetchWith(input, { ...init, dispatcher })) as typeof fetch;
}

/** Returns each certificate of a PEM file; OpenSSL would skip what is not a certificate. */
function parseCertificates(pem: string): readonly string[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch (error) {
    throw new UsageError('--ca: cannot be used (one of its certificates cannot be read)', { cause: error });
  }
  if (blocks.length === 0) throw new UsageError('--ca: cannot be used (it has no certificate in PEM form)');
  return blocks;
}

function validateTls(tls: SecureContextOptions): void {
  try {
    createSecureContext(tls);
  } catch (error) {
    // The messages of OpenSSL do not reveal the key.
    throw new UsageError(`--client-cert, --client-key: cannot be used (${(error as Error).message})`, { cause: error });
  }
}
