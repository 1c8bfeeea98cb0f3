import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { defaultConfigurationPath } from '../../simulator/index.ts';
import { startCallbackEndpoint } from '../support/callback-endpoint.ts';
import { runCli, startCli } from '../support/cli.ts';
import { openConnection, readToEnd } from '../support/raw-http.ts';

const test = base.extend<{ file: (text: string) => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  file: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    await use(async (text) => {
      const path = join(folder, 'practice.yaml');
      await writeFile(path, text);
      return path;
    });
    await rm(folder, { recursive: true });
  },
});

describe('xis-testkit simulate', () => {
  // The build leaves most media types out of Express (scripts/lean-express.mjs).
  test('serves a page, a text and JSON at its address, by what is accepted', async () => {
    const cli = startCli(['simulate', '--port', '0']);
    const [, page = ''] = await cli.printed(/Page {15}(\S+)/);
    const typeOf = async (path: string, accept: string): Promise<string | null> =>
      (await fetch(new URL(path, page), { headers: { Accept: accept } })).headers.get('content-type');
    expect(await typeOf('/', 'text/html')).toBe('text/html; charset=utf-8');
    for (const accept of ['text/plain', '*/*']) expect(await typeOf('/', accept)).toBe('text/plain; charset=utf-8');
    expect(await typeOf('/__admin/organizations', '*/*')).toBe('application/json; charset=utf-8');
    await cli.stop();
  });

  test('prints what a newcomer needs, and a request that works when it is pasted', async () => {
    const cli = startCli(['simulate', '--port', '0']);
    const [, header = '', url = ''] = await cli.printed(/curl -H "X-Organization-Identifier: ([^"]+)" "([^"]+)"/);
    const response = await fetch(url, { headers: { 'X-Organization-Identifier': header } });
    const { entry } = (await response.json()) as { entry: unknown[] };
    expect([response.status, entry.length]).toEqual([200, 3]);
    const [, page = ''] = await cli.printed(/Page {15}(\S+)/);
    expect(await (await fetch(page, { headers: { Accept: 'text/html' } })).text()).toContain('<!doctype html>');
    await cli.printed(/200 .* GET \/fhir\/Slot\?.*\(#1, 3 found\)/);
    const { code, stdout, stderr } = await cli.stop('SIGINT');
    expect([code, stderr]).toEqual([0, '']);
    for (const text of ['FHIR base', '01000001', 'Huisartsenpraktijk De Linde', 'dubbel-consult', '__admin'])
      expect(stdout).toContain(text);
  });

  test('takes its options from the environment as well', async () => {
    const environment = {
      XIS_TESTKIT_PORT: '0',
      XIS_TESTKIT_DIALECT: 'r4',
      XIS_TESTKIT_FREEZE: '2027-01-11T07:00:00+01:00',
      XIS_TESTKIT_CALLBACK_URL: 'http://spreekuur.example',
      XIS_TESTKIT_PUBLIC_URL: 'https://xis.example/x/',
      XIS_TESTKIT_ADMIN_TOKEN: 'secret-canary',
      XIS_TESTKIT_CORS: 'https://app.example, http://localhost:3000',
      XIS_TESTKIT_SEED: '',
    };
    const cli = startCli(['simulate'], environment);
    await cli.printed(/Try:[\s\S]*\n\n/);
    const { code, stdout } = await cli.stop();
    expect(code).toBe(0);
    expect(stdout).toContain('https://xis.example/x/fhir');
    expect(stdout).toContain('callbacks go to http://spreekuur.example');
    expect(stdout).not.toContain('secret-canary');
  });

  test('--watch takes the file over, keeps the former one after a mistake, and says so as JSON too', async ({
    file,
  }) => {
    const practice = (name: string): string =>
      `organizations:\n  - { agb: "10000001", name: ${name}, appointmentTypes: [], schedules: [] }\n`;
    const path = await file(practice('De Linde'));
    const cli = startCli(['simulate', '--port', '0', '--watch', '--config', path, '--log', 'json']);
    const [, base = ''] = await cli.printed(/"listening":"(\S+)\/fhir"/);
    const readName = async (): Promise<unknown> => {
      const response = await fetch(`${base}/__admin/organizations/10000001`);
      return ((await response.json()) as { readonly name: unknown }).name;
    };
    await writeFile(path, practice('De Eik').replace('agb:', 'abg:'));
    const [rejected = ''] = await cli.printed(/^\{"rejected".*$/m, 'stderr');
    expect(JSON.parse(rejected)).toEqual({
      rejected: path,
      mistakes: [expect.stringMatching(/:2:7 organizations\[0\]\.abg: unknown key; did you mean agb\?$/)],
    });
    expect(await readName()).toBe('De Linde');
    await writeFile(path, practice('De Eik'));
    const [reloaded = ''] = await cli.printed(/^\{"reloaded".*$/m, 'stderr');
    expect(JSON.parse(reloaded)).toMatchObject({ reloaded: path, changed: ['10000001'], removed: [] });
    expect(await readName()).toBe('De Eik');
    expect((await cli.stop()).code).toBe(0);
  });

  test('--watch requires a file', async () => {
    const { code, stderr } = await runCli(['simulate', '--watch', '--port', '0']);
    expect([code, stderr]).toEqual([2, '--watch: requires --config, the file to watch\n']);
  });

  test('--open does nothing without a terminal, and says where the page is', async () => {
    const cli = startCli(['simulate', '--port', '0', '--open']);
    const [, url = ''] = await cli.printed(/the page is not opened .*: it is at (\S+)\n/, 'stderr');
    expect((await fetch(url, { headers: { Accept: 'text/html' } })).status).toBe(200);
    expect((await cli.stop()).code).toBe(0);
  });

  test('AU-2: --auth serves an authorization server, and requires its tokens', async () => {
    const cli = startCli(['simulate', '--port', '0', '--auth']);
    const [, base = ''] = await cli.printed(/FHIR base {10}(\S+)/);
    const [, command = '', issuer = ''] = await cli.printed(
      /xis-testkit (check .* --issuer (\S+) --patient-bsn BSN)\n/,
    );
    const [, tokens = ''] = await cli.printed(/curl -X POST (\S+)/);
    expect([issuer, command.split(' ')[1]]).toEqual([base.replace('/fhir', '/auth'), base]);
    const headers = { 'X-Organization-Identifier': '01000001' };
    expect((await fetch(`${base}/Schedule`, { headers })).status).toBe(401);
    const issued = (await (await fetch(tokens, { method: 'POST' })).json()) as { access_token: string };
    const Authorization = `Bearer ${issued.access_token}`;
    expect((await fetch(`${base}/Schedule`, { headers: { ...headers, Authorization } })).status).toBe(200);
    const { code, stdout, stderr } = await cli.stop();
    expect([code, stderr, stdout.includes(issued.access_token)]).toEqual([0, '', false]);
  });

  test('AU-2: XIS_TESTKIT_AUTH switches authentication on and off', async () => {
    const check = (value: string) =>
      runCli(['simulate', '--check'], { XIS_TESTKIT_AUTH: value, XIS_TESTKIT_HOST: '0.0.0.0' });
    expect((await check('false')).code).toBe(0);
    expect((await check('')).code).toBe(0);
    const [on, unknown] = [await check('true'), await check('maybe')];
    expect([on.code, on.stderr]).toEqual([
      2,
      expect.stringMatching(/authorizationServer\.clients: .*XIS_TESTKIT_CLIENT_SECRET/),
    ]);
    expect([unknown.code, unknown.stderr]).toEqual([
      2,
      expect.stringContaining('XIS_TESTKIT_AUTH: expected true or false'),
    ]);
  });

  test('--check finds mistakes of authentication, and repeats no secret', async ({ file }) => {
    const start = "organizations: [{ agb: '01000001', appointmentTypes: [], schedules: [] }]\n";
    const client = 'authorizationServer: { clients: [{ clientId: a, clientSecret: canary secret }] }\n';
    const missing = await runCli([
      'simulate',
      '--check',
      '--config',
      await file(`${start}authentication: { mode: jwt }\n`),
    ]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringMatching(/practice\.yaml:2:\d+ authentication/)]);
    const secret = await runCli(['simulate', '--check', '--config', await file(start + client)]);
    expect([secret.code, secret.stderr.includes('canary')]).toEqual([2, false]);
    expect(secret.stderr).toContain('authorizationServer.clients[0].clientSecret: expected a text');
  });

  test('--check validates the store, and opens nothing', async ({ file }) => {
    const start = "organizations: [{ agb: '01000001', appointmentTypes: [], schedules: [] }]\n";
    const config = await file(`${start}store: { location: sandbox, identities: pseudonyms }\n`);
    const check = (environment: Record<string, string>, ...args: string[]) =>
      runCli(['simulate', '--check', '--config', config, ...args], environment);
    const withoutKey = await check({});
    expect([withoutKey.code, withoutKey.stderr]).toEqual([
      2,
      expect.stringMatching(/^store\.identities: .*XIS_TESTKIT_STORE_KEY, got nothing\n$/),
    ]);
    const key = { XIS_TESTKIT_STORE_KEY: 'key canary 0123456789' };
    // Nothing listens there.
    for (const store of [[], ['--store', 'other'], ['--store', 'postgres://u:canary@127.0.0.1:1/sandbox']]) {
      const { code, stdout, stderr } = await check(key, ...store);
      expect([code, stdout, stderr]).toEqual([0, expect.stringContaining('is valid: 1 organization'), '']);
    }
    expect(await readdir(dirname(config))).toEqual(['practice.yaml']);
    const wrong = await check({ ...key, XIS_TESTKIT_STORE: 'mysql://u:canary@localhost/sandbox' });
    expect([wrong.code, wrong.stderr]).toEqual([
      2,
      expect.stringMatching(/^store: expected a folder, or a percent-encoded URL/),
    ]);
    expect(wrong.stderr).not.toContain('canary');
  });

  test('--store keeps the appointments, for one process at a time', async ({ file }) => {
    const config = await file(await readFile(defaultConfigurationPath(), 'utf8'));
    const args = ['simulate', '--port', '0', '--config', config, '--store', join(dirname(config), 'sandbox')];
    const first = startCli(args);
    const [, admin = ''] = await first.printed(/Control interface {2}(\S+)/);
    await first.printed(/Store {14}folder \S+sandbox, 2 organizations/);
    const body = JSON.stringify({
      schedule: 'jansen',
      type: 'consult',
      start: 'next workday 09:00',
      patient: 'Patient/1',
    });
    const made = await fetch(`${admin}/organizations/01000001/appointments`, { method: 'POST', body });
    expect(await made.json()).toMatchObject({ appointment: { id: '1001' } });
    const second = await runCli(args);
    expect([second.code, second.stdout, second.stderr]).toEqual([2, '', expect.stringContaining('sandbox')]);
    expect((await first.stop('SIGKILL')).code).toBeNull();
    const third = startCli([...args, '--seed', '7']);
    const [, again = ''] = await third.printed(/Control interface {2}(\S+)/);
    const kept = await fetch(`${again}/organizations/01000001/appointments/1001`);
    expect([kept.status, await kept.json()]).toEqual([200, expect.objectContaining({ state: 'booked' })]);
    const { code, stderr } = await third.stop();
    // The configuration has another seed than the store.
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/organization 01000001 .*delete.*\/__admin\/organizations\/01000001/),
    ]);
  });

  test('TR-1: switches the defects on for every practice', async () => {
    const cli = startCli(['simulate', '--port', '0', '--defect', 'types-bad-status', '--defect', 'media-type-json']);
    const [, url = ''] = await cli.printed(/FHIR base {10}(\S+)/);
    for (const agb of ['01000001', '01000002']) {
      const headers = { 'X-Organization-Identifier': agb };
      const response = await fetch(`${url}/ValueSet/BookableAppointmentTypes`, { headers });
      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(await response.json()).toMatchObject({ status: 'final' });
    }
    const { code, stdout } = await cli.stop();
    expect([code, stdout.includes('defects: types-bad-status, media-type-json')]).toEqual([0, true]);
  });

  test('names the defects that are similar to an unknown one', async () => {
    const { code, stderr } = await runCli(['simulate', '--defect', 'slot-ignore-status']);
    expect(code).toBe(2);
    expect(stderr).toContain("Unknown defect 'slot-ignore-status': did you mean slot-ignores-status, ");
  });

  test('SIGTERM: a request under way gets its response, and no other one is served', async () => {
    const cli = startCli(['simulate', '--port', '0']);
    const [, port = ''] = await cli.printed(/FHIR base {10}\S+:(\d+)\/fhir/);
    const socket = await openConnection(Number(port));
    const head = 'Host: localhost\r\nX-Organization-Identifier: 01000001\r\nContent-Type: application/fhir+json';
    socket.write(`POST /fhir/Appointment HTTP/1.1\r\n${head}\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n`);
    expect(String(await once(socket, 'data'))).toContain('100 Continue');
    const ended = cli.stop('SIGTERM');
    const isListening = () =>
      openConnection(Number(port)).then(
        (other) => other.destroy(),
        () => undefined,
      );
    while (await isListening());
    const received = readToEnd(socket);
    socket.write('{}');
    expect(await received).toMatch(/^HTTP\/1\.1 422 /);
    expect((await ended).code).toBe(0);
  });

  test('runs on when its output is no longer read', async () => {
    const cli = startCli(['simulate', '--port', '0']);
    const [, url = ''] = await cli.printed(/FHIR base {10}(\S+)/);
    cli.closeOutput();
    for (let count = 0; count < 3; count++) expect((await fetch(`${url}/Slot`)).status).toBe(400);
    expect((await cli.stop()).code).toBe(0);
  });

  test.for<[form: string, request: RegExp, callback: RegExp]>([
    [
      'text',
      /-{8} 400 .* GET \/fhir\/Slot {2}\(#1, organization-missing\)/,
      /01000001 callback d1: 503, attempt 1 to send-appointment-update about appointment 1001 {2}\(next attempt at .*\)/,
    ],
    [
      'json',
      /\{"request":1,"method":"GET","url":"\/fhir\/Slot","status":400,.*\}/,
      /\{"callback":"d1","organization":"01000001",.*"attempt":1,"status":503,"state":"waiting","nextAt":".*"\}/,
    ],
  ])(
    'logs as %s requests and callbacks with the ids of the control interface, without a name',
    async ([form, request, callback]) => {
      const endpoint = await startCallbackEndpoint();
      endpoint.respondWith({ status: 503 });
      const cli = startCli(['simulate', '--port', '0', '--log', form, '--callback-url', endpoint.url]);
      try {
        const [, url = ''] = await cli.printed(/(http:\S+?)\/fhir/);
        await fetch(`${url}/fhir/Slot`);
        await cli.printed(request);
        const patient = { reference: 'Patient/8', display: 'Canaria', bsn: '999900687' };
        const body = JSON.stringify({ schedule: 'jansen', type: 'consult', start: 'next workday 09:00', patient });
        const admin = `${url}/__admin/organizations/01000001`;
        const made = await fetch(`${admin}/appointments`, { method: 'POST', body });
        expect(await made.json()).toMatchObject({ appointment: { id: '1001' }, delivery: 'd1' });
        await cli.printed(callback);
        expect((await fetch(`${admin}/deliveries/d1`)).status).toBe(200);
      } finally {
        expect((await cli.stop()).stdout).not.toMatch(/Canaria|999900687/);
        await endpoint.close();
      }
    },
  );

  test('reports every mistake of a practice with file, line and path, and exits with 2', async ({ file }) => {
    const path = await file(
      [
        'organizations:',
        '  - agb: "123"',
        '    colour: red',
        '    timeZone: Europe/Nowhere',
        '    appointmentTypes: [{ code: c, display: C, minutes: ten }]',
        '    schedules: []',
        '    patients: [{ id: "1", bsn: "123456789" }]',
      ].join('\n'),
    );
    const { code, stdout, stderr } = await runCli(['simulate', '--config', path]);
    expect([code, stdout]).toEqual([2, '']);
    const lines = stderr
      .trim()
      .split('\n')
      .map((line) => line.slice(path.length));
    expect(lines).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^:2:10 organizations\[0\]\.agb: expected an AGB code.*got "123"/),
        expect.stringMatching(/^:3:5 organizations\[0\]\.colour: unknown key/),
        expect.stringMatching(/^:4:15 organizations\[0\]\.timeZone: expected an IANA time zone/),
        expect.stringMatching(
          /^:5:\d+ organizations\[0\]\.appointmentTypes\[0\]\.minutes: expected an integer, got a string/,
        ),
        expect.stringMatching(/^:7:\d+ organizations\[0\]\.patients\[0\]\.bsn: expected a BSN/),
      ]),
    );
    expect(stderr).not.toContain('123456789');
  });

  test.for<[string, string[], Record<string, string>, RegExp]>([
    ['a missing file', ['--config', 'nowhere.yaml'], {}, /nowhere\.yaml: expected a configuration file/],
    ['an invalid port', ['--port', '99999'], {}, /port from 0 to 65535/],
    ['an invalid option', ['--colour'], {}, /unknown option '--colour'/],
    ['an invalid dialect', ['--dialect', 'stu3'], {}, /published, r4/],
    ['an invalid instant', ['--freeze', 'yesterday'], {}, /--freeze.*Expected an instant/],
    ['an invalid callback url', ['--callback-url', 'spreekuur'], {}, /callbacks\.url: expected an http\(s\) url/],
    ['an invalid public url', ['--public-url', 'foo'], {}, /server\.publicUrl: expected an http\(s\) url/],
    [
      'a callback url with a password',
      ['--callback-url', 'http://u:p@localhost:1'],
      {},
      /callbacks\.url: expected an http/,
    ],
    ['a wrong url, only checked', ['--check', '--callback-url', 'foo'], {}, /callbacks\.url/],
    ['an origin with a path', ['--cors', 'https://app.example/x'], {}, /server\.cors\[0\]: expected an origin/],
    ['an address that is not ours', ['--host', '192.0.2.1', '--port', '0'], {}, /no address/],
    ['an unknown variable', [], { XIS_TESTKIT_PROT: '1' }, /XIS_TESTKIT_PROT/],
  ])('%s is a wrong call: 2', async ([, args, environment, message]) => {
    const { code, stderr } = await runCli(['simulate', ...args], environment);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });

  test('a port in use is a usage error', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await runCli(['simulate', '--port', String(port)]);
    expect([code, stderr]).toEqual([2, `port ${port} is in use: choose another with --port, or 0 for any free port\n`]);
    await new Promise((resolve) => server.close(resolve));
  });

  test('prints the built-in practice as a valid configuration', async ({ file }) => {
    const { code, stdout } = await runCli(['simulate', '--print-config']);
    expect(code).toBe(0);
    const checked = await runCli(['simulate', '--check', '--config', await file(stdout)]);
    expect([checked.code, checked.stdout]).toEqual([0, expect.stringContaining('is valid: 2 organizations')]);
  });

  test('helps', async () => {
    const { code, stdout } = await runCli(['simulate', '--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('XIS_TESTKIT_ADMIN_TOKEN');
    expect((await runCli([])).code).toBe(2);
    expect((await runCli(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});
