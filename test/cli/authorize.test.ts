import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';

const SECRET = 'secret-canary-5d2e';

/** A folder that is removed after the test, and a file in it. */
const test = base.extend<{ file: (text: string) => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: the form that Vitest requires
  file: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    await use(async (text) => {
      await writeFile(join(folder, 'authorize.yaml'), text);
      return join(folder, 'authorize.yaml');
    });
    await rm(folder, { recursive: true });
  },
});

const NEEDS_SECRET = 'other machines reach this server, so its clients need a secret: set XIS_TESTKIT_CLIENT_SECRET\n';

describe('xis-testkit authorize', () => {
  test('names what to register where, without a secret, and issues tokens until it is stopped', async () => {
    const cli = startCli(['authorize', '--port', '0'], { XIS_TESTKIT_CLIENT_SECRET: SECRET });
    const [, issuer = ''] = await cli.printed(/Issuer +(\S+)\n/);
    await cli.printed(/Try:\n/);
    const headers = { Authorization: `Basic ${Buffer.from(`xis:${SECRET}`).toString('base64')}` };
    const body = new URLSearchParams({ grant_type: 'client_credentials' });
    const response = await fetch(`${issuer}/token`, { method: 'POST', headers, body });
    const { access_token: token } = (await response.json()) as { access_token: string };
    await cli.printed(/200 {3}POST \/token {2}\(xis, client_credentials\)/);
    const { code, stdout, stderr } = await cli.stop('SIGINT');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`issuer ${issuer}, audience xis, algorithm RS256, the BSN in the claim bsn`);
    expect(stdout).toContain(`token endpoint ${issuer}/token, client id xis, audience spreekuur`);
    expect(stdout).not.toContain(SECRET);
    expect(stdout).not.toContain(token);
  });

  test('takes its settings from a file and options, and writes its address', async ({ file }) => {
    const path = await file(`clients:\n  - clientId: app\n    clientSecret: ${SECRET}\nalgorithm: ES256\n`);
    const addressFile = `${path}.address`;
    const args = ['--port', '0', '--public-url', 'http://login.example/auth', '--log', 'json'];
    const cli = startCli(['authorize', '--config', path, '--address-file', addressFile, ...args]);
    await cli.printed(/^\{"listening":"http:\/\/login\.example\/auth"\}\n/);
    const address = (await readFile(addressFile, 'utf8')).trim();
    const metadata = await fetch(`${address}/auth/.well-known/openid-configuration`);
    expect(await metadata.json()).toMatchObject({
      issuer: 'http://login.example/auth',
      id_token_signing_alg_values_supported: ['ES256'],
      xis_testkit: { client_id: 'app' },
    });
    await cli.printed(
      /\{"at":"[^"]+","method":"GET","endpoint":"\/\.well-known\/openid-configuration","status":200\}\n/,
    );
    const { code, stdout } = await cli.stop();
    expect([code, stdout.includes(SECRET)]).toEqual([0, false]);
    await expect(readFile(addressFile)).rejects.toThrow('ENOENT');
  });

  test('reports every mistake of a file with line and path, without the value, and exits with 2', async ({ file }) => {
    const path = await file(
      `clients:\n  - clientId: app\n    secret: ${SECRET}\n  - clientId: two words\naccessTokenSeconds: ten\n`,
    );
    const { code, stdout, stderr } = await runCli(['authorize', '--config', path]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.replaceAll(path, '')).toMatch(
      /^:3:5 clients\[0\]\.secret: unknown key; known here: clientId, .*\n:4:15 clients\[1\]\.clientId: expected .*\n:5:21 accessTokenSeconds: expected an integer, got a string\n$/,
    );
    expect(stderr).not.toContain(SECRET);
  });

  test('names the place of a secret that is missing', async ({ file }) => {
    const path = await file('clients:\n  - clientId: app\n    clientSecretVariable: NOT_SET\n');
    const { code, stderr } = await runCli(['authorize', '--config', path]);
    expect([code, stderr.replaceAll(path, '')]).toEqual([
      2,
      ':3:27 clients[0].clientSecretVariable: expected a secret in the environment variable NOT_SET, got none\n',
    ]);
  });

  test.each([
    [['--host', '0.0.0.0'], NEEDS_SECRET],
    [['--public-url', 'https://login.example'], NEEDS_SECRET],
    [['--public-url', 'login'], '--public-url: expected an http(s) url without user, query and fragment\n'],
    [['--config', '/nowhere.yaml'], '/nowhere.yaml: expected a configuration file, got no such file\n'],
  ])('%j is a usage error', async (args, text) => {
    const { code, stdout, stderr } = await runCli(['authorize', '--port', '0', ...args]);
    expect([code, stdout, stderr]).toEqual([2, '', text]);
  });

  test('a port that is in use is a usage error', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = server.address() as AddressInfo;
      const { code, stderr } = await runCli(['authorize', '--port', String(port)]);
      expect([code, stderr]).toEqual([
        2,
        `port ${port} is in use: choose another with --port, or 0 for any free port\n`,
      ]);
    } finally {
      server.close();
    }
  });

  test('the environment sets the options', async () => {
    const cli = startCli(['authorize'], { XIS_TESTKIT_PORT: '0', XIS_TESTKIT_LOG: 'json' });
    await cli.printed(/^\{"listening":"http:\/\/localhost:\d+"\}\n/);
    expect((await cli.stop()).code).toBe(0);
  });
});
