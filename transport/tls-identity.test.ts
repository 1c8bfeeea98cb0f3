import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readPem, tlsFile } from '../test/support/tls.ts';
import { PASSPHRASE_VARIABLE, readTlsIdentity, type TlsFiles } from './tls-identity.ts';

const OPTIONS = { ca: '--ca', clientCert: '--client-cert', clientKey: '--client-key' };
/** Reads the files as the command line does. */
const read = (files: TlsFiles, passphrase?: string) =>
  readTlsIdentity(files, { [PASSPHRASE_VARIABLE]: passphrase }, (file) => OPTIONS[file]);
const CLIENT = { clientCert: tlsFile('client.pem'), clientKey: tlsFile('client.key') };
const LOCKED = { ...CLIENT, clientKey: tlsFile('client-locked.key') };

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tls-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Writes a file, and returns its path. */
function write(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function rejectionOf(files: TlsFiles, passphrase?: string): Promise<string> {
  const error = await read(files, passphrase).then(
    () => Promise.reject(new Error('was accepted')),
    (reason: Error) => reason,
  );
  return error.message;
}

describe('the files of TLS', () => {
  test('are optional', async () => {
    expect(await read({})).toEqual({});
  });

  test('are read, with text around the certificates left out', async () => {
    const ca = write('commented.pem', `# an authority\n${readPem('ca.pem')}\nand another\n${readPem('server.pem')}`);
    const { authorities, cert, key } = await read({ ca, ...CLIENT });
    expect(authorities).toEqual([readPem('ca.pem').trim(), readPem('server.pem').trim()]);
    expect([cert, key]).toEqual([readPem('client.pem').trim(), readPem('client.key')]);
  });

  test('a key is opened by its pass phrase', async () => {
    expect(await read(LOCKED, 'open-sesame')).toMatchObject({ passphrase: 'open-sesame' });
  });

  test('a pass phrase is no matter to a key without one', async () => {
    expect(await read(CLIENT, 'open-sesame')).toMatchObject({ key: readPem('client.key') });
  });

  test('that cannot be read are named with their option', async () => {
    const missing = join(folder, 'missing.pem');
    expect(await rejectionOf({ ca: missing })).toBe(`${missing}: expected the certificates of --ca, got no such file`);
    expect(await rejectionOf({ ...CLIENT, clientKey: missing })).toBe(
      `${missing}: expected the key of --client-key, got no such file`,
    );
  });

  test('that are another text are named by their option', async () => {
    const text = write('text.pem', 'c2VjcmV0');
    const cut = write('cut.pem', `${readPem('ca.pem').slice(0, 200)}\n-----END CERTIFICATE-----`);
    expect(await rejectionOf({ ca: text })).toBe(
      `--ca: expected certificates in PEM form, got another text in ${text}`,
    );
    expect(await rejectionOf({ ca: cut })).toBe(
      `--ca: expected certificates in PEM form, got one in ${cut} that cannot be read`,
    );
    expect(await rejectionOf({ ...CLIENT, clientCert: text })).toMatch(/^--client-cert: expected certificates/);
    const key = write('key.pem', '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----');
    expect(await rejectionOf({ ...CLIENT, clientKey: key })).toBe(
      '--client-key: expected a private key in PEM form, got another text',
    );
  });

  test('a pass phrase that is missing or wrong is named by its variable, and not repeated', async () => {
    expect(await rejectionOf(LOCKED)).toBe(
      'XIS_TESTKIT_CLIENT_KEY_PASSPHRASE: expected the pass phrase of --client-key, got no value',
    );
    expect(await rejectionOf(LOCKED, 'close-sesame')).toBe(
      'XIS_TESTKIT_CLIENT_KEY_PASSPHRASE: expected the pass phrase of --client-key, got another text',
    );
  });

  test('a key that does not fit its certificate is named by both options', async () => {
    expect(await rejectionOf({ ...CLIENT, clientKey: tlsFile('server.key') })).toBe(
      '--client-cert, --client-key: expected a certificate and its key, got the key of another certificate',
    );
  });
});
