import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import type { CheckReport } from '../../conformance/index.ts';
import { createBookingEngine } from '../../engine/index.ts';
import { CATEGORY, CHECKED_PRACTICE, DAAN, SECOND_PRACTICE, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSearchset } from '../../fixtures/test/resources.ts';
import type { AuthorizationServer } from '../../oauth/index.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { writeApprovalScript } from '../support/approval-script.ts';
import { type EndedCommand, runCli, startCli } from '../support/cli.ts';
import { startScriptedXis } from '../support/scripted-xis.ts';

const AGB = '70000001';
const BSN = '999900109';
/** Of the clients of the simulator's own authorization server. */
const SECRET = 'canary-secret';
const ENVIRONMENT = { XIS_TESTKIT_PATIENT_BSN: BSN, XIS_TESTKIT_CLIENT_SECRET: SECRET };

/** A simulated XIS with its own authorization server, and a folder for reports. */
interface Started {
  readonly simulator: Simulator;
  readonly server: AuthorizationServer;
  readonly folder: string;
  /** Runs a command with the two options of authentication: the issuer, and the BSN of the patient. */
  run(command: string, ...args: readonly string[]): Promise<EndedCommand>;
}

const test = base.extend<{ xis: Started }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const { clock: _running, ...practice } = SMALL_PRACTICE;
    const clients = ['spreekuur', 'xis'].map((clientId) => ({ clientId, clientSecret: SECRET }));
    const simulator = await createSimulator({
      port: 0,
      configuration: { organizations: [{ ...practice, agb: AGB }], authorizationServer: { clients } },
    });
    await simulator.listen();
    const server = simulator.authorizationServer;
    if (!server) throw new Error('an authorization server is expected');
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-tokens-'));
    const url = (command: string) => (command === 'book' ? ['--xis', simulator.baseUrl] : [simulator.baseUrl]);
    const run = (command: string, ...args: readonly string[]) =>
      runCli([command, ...url(command), '--organization', AGB, '--issuer', server.issuer, ...args], ENVIRONMENT);
    await use({ simulator, server, folder, run });
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  },
});

/** Expects that texts have no secret, BSN or token. */
function expectNoSecrets(...texts: readonly string[]): void {
  expect(texts.join('\n')).not.toMatch(new RegExp(`${SECRET}|${BSN}|eyJ[A-Za-z0-9_-]+`));
}

async function readAll(folder: string): Promise<readonly string[]> {
  return Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
}

// Several of them wait in real time.
describe.concurrent('a command whose token an authorization server issues', () => {
  test('AU-1: book finds the patient by the token, and books', async ({ xis }) => {
    const { code, stdout, stderr } = await xis.run('book', '--yes', '--json');
    expect([code, stderr]).toEqual([0, '']);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'approved' });
    expect(xis.server.control.requests()).toContainEqual(
      expect.objectContaining({ clientId: 'spreekuur', grant: 'token_exchange', status: 200 }),
    );
    expectNoSecrets(stdout);
  });

  test('AU-1: check finds the XIS conformant but for what needs more options', async ({ xis }) => {
    const files = ['json', 'junit', 'html', 'markdown'].flatMap((form) => [`--${form}`, join(xis.folder, form)]);
    const runFile = ['--run-file', join(xis.folder, 'run.jsonl')];
    // It waits a minute for the keys to be read again.
    const skipped = ['--skip', 'authentication/new-key'];
    const { code, stdout, stderr } = await xis.run('check', '--allow-booking', ...runFile, ...files, ...skipped);
    const { counts, checks } = JSON.parse(await readFile(join(xis.folder, 'json'), 'utf8'));
    expect(counts).toMatchObject({ fail: 0, warn: 0, error: 0 });
    const passed = checks.filter(
      ({ id, verdict }: { id: string; verdict: string }) =>
        /^authentication\/(?!callback)/.test(id) && verdict === 'pass',
    );
    expect(passed.length).toBeGreaterThan(5);
    expect(code).toBe(3);
    expectNoSecrets(stdout, stderr, ...(await readAll(xis.folder)));
  });

  test('AU-1 to AU-9: with every option, check finds the XIS conformant', async ({ xis: { folder } }) => {
    const { clock: _frozen, ...practice } = CHECKED_PRACTICE;
    const callbacks = { retry: { first: 'PT1S', jitter: 0 } };
    const secret = { clientSecret: SECRET };
    const clients = [
      { clientId: 'spreekuur', ...secret },
      { clientId: 'xis', ...secret },
      { clientId: 'other-practice', ...secret, organizations: ['01000003'] },
    ];
    const organizations = [
      { ...practice, callbacks, agb: '01000001' },
      { ...practice, schedules: SECOND_PRACTICE.schedules, agb: '01000002' },
    ];
    const simulator = await createSimulator({
      port: 0,
      configuration: { organizations, authorizationServer: { clients } },
    });
    await simulator.listen();
    try {
      const json = join(folder, 'json');
      const approvals = `${new URL(simulator.baseUrl).origin}/__admin/organizations/01000001/approvals`;
      const hook = await writeApprovalScript(folder, approvals);
      const run = startCli(
        [
          ...['check', simulator.baseUrl, '--organization', '01000001', '--other-organization', '01000002'],
          ...['--category', CATEGORY, '--issuer', simulator.authorizationServer?.issuer ?? '', '--allow-booking'],
          ...['--other-patient-bsn', DAAN.bsn, '--listen', '0', '--on-approval-needed', hook],
          ...['--run-file', join(folder, 'run.jsonl'), '--json', json, '--max-bookings', '40'],
        ],
        ENVIRONMENT,
      );
      const [, url = ''] = await run.printed(/Waits for callbacks at (\S+) /);
      simulator.organization('01000001').callbacks.set({ url });
      const { code, stdout, stderr } = await run.ended;
      const { checks, bookings } = JSON.parse(await readFile(json, 'utf8')) as CheckReport;
      // The practice of this test does not change appointments.
      expect(checks.filter(({ id, verdict }) => verdict !== 'pass' && !id.startsWith('updates/'))).toEqual([]);
      expect(code).toBe(0);
      expect(Number(/Makes at most (\d+) /.exec(stdout)?.[1])).toBeGreaterThanOrEqual(bookings.length);
      expectNoSecrets(stdout, stderr, ...(await readAll(folder)));
    } finally {
      await simulator.close();
    }
  });

  test('AU-6: check announces the appointments that it needs a second token for', async ({ xis }) => {
    const only = ['--only', 'authentication/read-other-patient', '--run-file', join(xis.folder, 'run.jsonl')];
    const { stdout } = await xis.run('check', '--allow-booking', '--other-patient-bsn', DAAN.bsn, ...only);
    expect(stdout).toMatch(/^Makes at most 1 appointments /m);
  });

  test('AU-1: check cleanup cancels what a run has left', async ({ xis }) => {
    const runFile = join(xis.folder, 'run.jsonl');
    const args = ['--issuer', xis.server.issuer];
    const run = startCli(
      [
        ...['check', xis.simulator.baseUrl, '--organization', AGB, ...args],
        ...['--allow-booking', '--listen', '0', '--run-file', runFile],
      ],
      ENVIRONMENT,
    );
    await run.printed(/>>> {3}Approve appointment/);
    await run.stop('SIGKILL');
    expectNoSecrets(await readFile(runFile, 'utf8'));
    const { code, stdout } = await runCli(['check', 'cleanup', runFile, ...args], ENVIRONMENT);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/Everything was cancelled/)]);
    const states = xis.simulator
      .organization(AGB)
      .appointments.list()
      .map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['cancelled']));
  });

  test('AU-1: verify verifies the XIS', async ({ xis }) => {
    const { code, stdout, stderr } = await xis.run(
      'verify',
      '--patient-reference',
      'Patient/1',
      '--json',
      join(xis.folder, 'json'),
    );
    expect(stdout).toMatch(/18 interactions: 1[5-8] verified/);
    expect(code).toBe(0);
    expectNoSecrets(stdout, stderr, ...(await readAll(xis.folder)));
  });

  test.skipIf(process.platform !== 'linux')(
    'AU-7: verify sends Spreekuur.nl the tokens of a XIS; no process list has a secret',
    async ({ xis }) => {
      const { issuer } = xis.server;
      const engine = createBookingEngine({
        xis: xis.simulator.baseUrl,
        organization: AGB,
        authentication: { mode: 'jwt', issuer, audience: 'spreekuur', clients: [{ clientId: 'xis' }] },
      });
      const listener = await engine.listen({ port: 0 });
      const commands: string[] = [];
      // Of an appointment that Spreekuur.nl does not know: only the tokens are looked at.
      const values = {
        organization: `http://fhir.nl/fhir/NamingSystem/agb-z|${AGB}`,
        appointment: '1',
        start: '2027-01-12T09:00:00+01:00',
        end: '2027-01-12T09:10:00+01:00',
        patientReference: 'Patient/1',
        patientDisplay: 'Test Patient',
        patientBsn: '999900110',
      };
      const states = createServer(async (request, response) => {
        request.resume();
        commands.push(...(await commandLinesOf(listener.url)));
        response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(values));
      });
      await new Promise<void>((resolve) => states.listen(0, '127.0.0.1', resolve));
      const { port } = states.address() as AddressInfo;
      const provider = ['--provider', 'spreekuur', '--states', `http://127.0.0.1:${port}`];
      const args = ['verify', listener.url, '--organization', AGB, ...provider];
      const { stdout, stderr } = await runCli([...args, '--issuer', issuer], ENVIRONMENT, { isAlone: true });
      expect(engine.received.length).toBeGreaterThan(0);
      expect(engine.received.filter(({ rejection }) => rejection !== undefined)).toEqual([]);
      const before = engine.received.length;
      await runCli(args, ENVIRONMENT);
      const without = engine.received.slice(before).map(({ rejection }) => rejection);
      expect(new Set(without)).toEqual(new Set(['missing']));
      await new Promise((resolve) => states.close(resolve));
      await listener.close();
      // The command, and Pact's verifier.
      expect(new Set(commands).size).toBeGreaterThan(1);
      expectNoSecrets(stdout, stderr, ...commands);
    },
  );

  test('AU-1: a token that is refused in the middle is renewed', async ({ xis }) => {
    const scripted = await startScriptedXis();
    scripted.respondWith({ body: createSearchset([]) }, { status: 401 }, { body: createSearchset([]) });
    const { code } = await runCli(
      ['book', '--xis', scripted.url, '--organization', AGB, '--issuer', xis.server.issuer],
      ENVIRONMENT,
    );
    await scripted.close();
    const tokens = scripted.received.map(({ headers }) => headers.authorization ?? '');
    // No patient is found.
    expect(code).toBe(5);
    expect(tokens).toHaveLength(3);
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).not.toBe(tokens[1]);
    const inspected = await xis.server.control.inspect(tokens[2]?.replace('Bearer ', '') ?? '');
    expect(inspected).toMatchObject({ isOurs: true, isActive: true });
  });

  test.for<[name: string, command: string, code: number, stream: 'stdout' | 'stderr']>([
    ['check', 'check', 2, 'stderr'],
    ['verify', 'verify', 2, 'stderr'],
    ['book', 'book', 1, 'stdout'],
  ])('%s says why no token was issued, and what to do', async ([, command, exit, stream], { xis }) => {
    const refused = await xis.run(command, '--client-id', 'unknown');
    expect([refused.code, refused[stream]]).toEqual([exit, expect.stringContaining('401 invalid_client')]);
    expect(refused[stream]).toContain('its secret (XIS_TESTKIT_CLIENT_SECRET)');
    expectNoSecrets(refused.stdout, refused.stderr);
    // Without a Retry-After that is worth the wait, nothing is sent again.
    xis.server.control.addFault({ status: 503, retryAfterSeconds: 3600 });
    const down = await xis.run(command);
    expect([down.code, down[stream]]).toEqual([exit, expect.stringContaining('it returned 503')]);
    expect(down[stream]).toContain('whether it is running');
    expectNoSecrets(down.stdout, down.stderr);
  });

  test('a secret on a command line or in a file is a mistake that says where it belongs', async ({ xis }) => {
    const line = await xis.run('check', `--client-secret=${SECRET}`);
    expect([line.code, line.stderr]).toEqual([2, expect.stringContaining('set XIS_TESTKIT_CLIENT_SECRET')]);
    const config = join(xis.folder, 'check.yaml');
    await writeFile(config, `clientSecret: ${SECRET}\n`);
    const file = await runCli(['check', '--config', config], ENVIRONMENT);
    expect([file.code, file.stderr]).toEqual([
      2,
      expect.stringMatching(
        /check\.yaml:1:1 clientSecret: a secret does not belong in a file: set XIS_TESTKIT_CLIENT_SECRET/,
      ),
    ]);
    expectNoSecrets(line.stderr, file.stderr);
  });

  test('a booking needs a patient who is logged in', async ({ xis }) => {
    const args = ['book', '--xis', xis.simulator.baseUrl, '--organization', AGB, '--issuer', xis.server.issuer];
    const { code, stderr } = await runCli(args);
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/^--issuer: expected the patient who books: --patient-bsn or /),
    ]);
  });
});

/** Returns the command lines of the command with an argument, and of the processes that it has started, directly or not. */
async function commandLinesOf(argument: string): Promise<readonly string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const processes = await Promise.all(
    ids.map(async (id) => {
      const [stat, line] = await Promise.all(
        ['stat', 'cmdline'].map((file) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')),
      );
      const parent = Number(/\) \S (\d+)/.exec(stat ?? '')?.[1]);
      return { id: Number(id), parent, line: line ?? '' };
    }),
  );
  const below = (parent: number): readonly string[] =>
    processes.filter((each) => each.parent === parent).flatMap(({ id, line }) => [line, ...below(id)]);
  // Other tests have commands of their own.
  return processes.filter(({ line }) => line.includes(argument)).flatMap(({ id, line }) => [line, ...below(id)]);
}
