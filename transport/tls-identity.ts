import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import type { SecureContextOptions } from 'node:tls';
import { defined } from '../schema/defined.ts';
import { ConfigurationError } from '../schema/mistake.ts';
import { readTextFile } from '../schema/text-file.ts';
import { splitCertificates } from './trusted-authorities.ts';

/** The files of TLS, in PEM form. */
export interface TlsFiles {
  /** Certificates of authorities to trust in addition. */
  readonly ca?: string | undefined;
  /** The client certificate, and its chain. */
  readonly clientCert?: string | undefined;
  /** The key of the client certificate. */
  readonly clientKey?: string | undefined;
}

/** The environment variable with the pass phrase of the key. */
export const PASSPHRASE_VARIABLE = 'XIS_TESTKIT_CLIENT_KEY_PASSPHRASE';

/** Returns what texts call a file: the option that names it. */
export type NameTlsFile = (file: keyof TlsFiles) => string;

/** Whom a client trusts beside the authorities of the machine, and the certificate that it shows. */
export type TlsIdentity = Pick<SecureContextOptions, 'cert' | 'key' | 'passphrase'> & {
  readonly authorities?: readonly string[];
};

/**
 * Reads the files of TLS.
 * @param files paths
 * @param environment with the pass phrase of the key
 * @throws ConfigurationError for a file, key or pass phrase that cannot be used; no text has a key or the pass phrase
 */
export async function readTlsIdentity(
  { ca, clientCert, clientKey }: TlsFiles,
  environment: Readonly<Record<string, string | undefined>>,
  nameFile: NameTlsFile,
): Promise<TlsIdentity> {
  const authorities = ca === undefined ? undefined : await readCertificates(ca, nameFile('ca'));
  if (clientCert === undefined || clientKey === undefined) return defined({ authorities });
  const names = [nameFile('clientCert'), nameFile('clientKey')] as const;
  const chain = await readCertificates(clientCert, names[0]);
  const key = await readTextFile(clientKey, `the key of ${names[1]}`);
  const passphrase = environment[PASSPHRASE_VARIABLE];
  const [certificate = ''] = chain;
  if (!new X509Certificate(certificate).checkPrivateKey(parseKey(key, passphrase, names[1]))) {
    fail(names.join(', '), 'expected a certificate and its key, got the key of another certificate');
  }
  return { ...defined({ authorities, passphrase }), cert: chain.join('\n'), key };
}

async function readCertificates(path: string, name: string): Promise<readonly string[]> {
  const certificates = splitCertificates(await readTextFile(path, `the certificates of ${name}`));
  if (certificates.length === 0) fail(name, `expected certificates in PEM form, got another text in ${path}`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    fail(name, `expected certificates in PEM form, got one in ${path} that cannot be read`, error);
  }
  return certificates;
}

function parseKey(key: string, passphrase: string | undefined, name: string): KeyObject {
  try {
    return createPrivateKey({ key, ...defined({ passphrase }) });
  } catch (error) {
    const isLocked = /-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED/.test(key);
    if (!isLocked) fail(name, 'expected a private key in PEM form, got another text', error);
    const got = passphrase === undefined ? 'no value' : 'another text';
    return fail(PASSPHRASE_VARIABLE, `expected the pass phrase of ${name}, got ${got}`, error);
  }
}

function fail(name: string, message: string, cause?: unknown): never {
  throw new ConfigurationError([{ path: [], message }], () => name, { cause });
}
