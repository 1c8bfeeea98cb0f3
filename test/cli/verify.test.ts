import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pactPath } from '../../contracts/index.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'xis-testkit-verify-'));
const CATEGORY = 'http://delinde.example/ns/channel|SPREEKUUR';
const BSN = '999900109';
const PATIENT = ['--patient-reference', 'Patient/1'];
const TOKEN = 'a-secret-token';
let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0 });
  await simulator.listen();
});
afterAll(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const verify = (args: readonly string[], environment?: Record<string, string>) =>
  runCli(['verify', simulator.baseUrl, '--organization', '01000001', ...args], environment);

describe('xis-testkit verify', () => {
  test('verifies the simulator as a vendor verifies a XIS, cancels its appointments, and shows no secret', async () => {
    const files = { json: join(folder, 'r.json'), junit: join(folder, 'r.xml') };
    const ended = await verify([...PATIENT, '--category', CATEGORY, '--json', files.json, '--junit', files.junit], {
      XIS_TESTKIT_PATIENT_BSN: BSN,
      XIS_TESTKIT_TOKEN: TOKEN,
    });
    expect(ended).toMatchObject({
      code: 0,
      // Without a terminal, each interaction has a line.
      stderr: expect.stringMatching(/^(?:verifies \d+: .+\n){18}$/),
      stdout: expect.stringContaining('18 interactions: 17 verified, 1 not applicable'),
    });
    const [json, junit] = [readFileSync(files.json, 'utf8'), readFileSync(files.junit, 'utf8')];
    expect(JSON.parse(json)).toMatchObject({ counts: { verified: 17, failed: 0, notApplicable: 1 }, left: [] });
    expect(junit).toContain('tests="18" failures="0" errors="0" skipped="1"');
    expect([ended.stdout, ended.stderr, json, junit].join()).not.toMatch(new RegExp(`${BSN}|${TOKEN}|Test Patient`));
    const open = simulator.organization('01000001').appointments.list();
    expect(open.map(({ state }) => state).filter((state) => state !== 'cancelled')).toEqual([]);
    expect(open.length).toBeGreaterThan(3);
  });

  test('without a patient books nothing, lists the skipped interactions with the reason, and exits with 3', async () => {
    const { code, stdout } = await verify([]);
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining('18 interactions: 8 verified, 3 not applicable, 7 not done'),
    ]);
    expect(stdout).toContain('skip  an appointment for a free slot');
    expect(stdout).toContain('not done: needs --patient-reference and --patient-bsn');
  });

  test('loads no native code from the working directory, and finds a pact there', async () => {
    const cwd = mkdtempSync(join(folder, 'repository-'));
    const prebuilds = join(cwd, `prebuilds/${process.platform}-${process.arch}`);
    mkdirSync(prebuilds, { recursive: true });
    // A process that opened it would wait for a writer.
    execFileSync('mkfifo', [join(prebuilds, 'node.napi.node')]);
    copyFileSync(pactPath('xis'), join(cwd, 'pact.json'));
    const args = ['verify', simulator.baseUrl, '--organization', '01000001', '--pact', 'pact.json'];
    expect((await runCli(args, {}, { cwd })).stdout).toContain('18 interactions: 8 verified');
  });

  test('exits with 1 for a XIS that violates the contract, with the path of the violation', async () => {
    const organization = simulator.organization('01000001');
    organization.defects.set(['appointment-without-location']);
    const { code, stdout } = await verify([...PATIENT, '--patient-bsn', BSN, '--category', CATEGORY]);
    organization.defects.clear();
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAIL {2}an appointment for a free slot .*\n {6}header Location: is missing/);
  });

  test("requests states from a vendor's endpoint, by Pact's own protocol", async () => {
    // biome-ignore lint/suspicious/noExplicitAny: the request of an endpoint
    const received: any[] = [];
    const endpoint = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body = JSON.parse(Buffer.concat(parts).toString());
        received.push({ key: request.headers['x-key'], ...body });
        const isKnown = body.state !== 'a booked appointment';
        response.writeHead(isKnown ? 200 : 501, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify({ typeSystem: 'http://delinde.example/ns/appointment-type', typeCode: 'consult' }));
      });
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const states = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/states`;
    const { code, stdout } = await verify(['--states', states, '--states-header', 'X-Key: k1']);
    await new Promise((resolve) => endpoint.close(resolve));
    // Its values do not fit the states without slots, so those interactions fail. A missing value fails nothing.
    expect([code, stdout]).toEqual([1, expect.stringContaining('its endpoint returned 501')]);
    expect(stdout).toMatch(/skip {2}an appointment for a free slot .*\n {6}not done: its endpoint did not return /);
    expect(stdout).toMatch(/ok {4}a request for the free slots of the coming four weeks/);
    const slots = received.filter(({ state }) => state === 'free slots');
    expect(slots.map(({ action, key }) => [action, key])).toEqual([
      ['setup', 'k1'],
      ['teardown', 'k1'],
    ]);
    const [from, to] = [slots[0].params.from, slots[0].params.to].map(Date.parse);
    expect(((to ?? 0) - (from ?? 0)) / 3_600_000).toBeCloseTo(27 * 24, -1);
    expect(from).toBeGreaterThan(Date.parse('2026-01-01'));
    expect(from).toBeLessThan(Date.parse('2034-01-01'));
  });

  test.each([
    [
      'an address without a server',
      ['http://127.0.0.1:9/fhir', '--organization', '01000001'],
      /BookableAppointmentTypes: no HTTP client sends requests to this port, .*\. Let the XIS listen at another port\.\n$/,
    ],
    ['no address', ['x', '--organization', '01000001'], /expected an http\(s\) url, got "x"/],
    ['an invalid organization', ['http://127.0.0.1:9', '--organization', '1'], /expected an 8-digit AGB code/],
    [
      'a selector without a broker',
      ['http://x', '--organization', '01000001', '--selector', '{}'],
      /--selector: requires --broker/,
    ],
    [
      'an invalid selector',
      ['http://x', '--organization', '01000001', '--broker', 'http://127.0.0.1:9', '--selector', '{"x":1}'],
      /unknown key 'x'/,
    ],
    [
      'results without a version',
      ['http://x', '--organization', '01000001', '--broker', 'http://127.0.0.1:9', '--publish'],
      /--publish: requires --provider-version/,
    ],
    [
      'Spreekuur.nl without an endpoint',
      ['http://x', '--organization', '01000001', '--provider', 'spreekuur'],
      /requires --states/,
    ],
    [
      'an option of a XIS for Spreekuur.nl',
      [
        'http://x',
        '--organization',
        '01000001',
        '--provider',
        'spreekuur',
        '--states',
        'http://x',
        '--type',
        'consult',
      ],
      /^--type: has no effect with --provider spreekuur, which is no XIS\n$/,
    ],
    [
      'an invalid patient',
      ['http://x', '--organization', '01000001', '--patient-reference', 'Foo'],
      /expected a reference 'Patient/,
    ],
    [
      'an invalid BSN',
      ['http://x', '--organization', '01000001', '--patient-bsn', '12345678'],
      /^--patient-bsn: expected a BSN of nine digits that passes the eleven test\n$/,
    ],
    [
      'states at no http address',
      ['http://x', '--organization', '01000001', '--states', 'ftp://x'],
      /--states: expected an http/,
    ],
    [
      'a report that cannot be written',
      ['http://x', '--organization', '01000001', '--json', 'no/such/r.json'],
      /^--json: no\/such\/r.json cannot be written \(its folder does not exist\)/,
    ],
    [
      'a command that gives no token',
      ['http://x', '--organization', '01000001', '--token-command', 'exit 3'],
      /printed no token: it ended with exit code 3/,
    ],
    [
      'a missing pact',
      ['http://x', '--organization', '01000001', '--pact', 'no.json'],
      /^no\.json: expected a pact, got no such file$/m,
    ],
    [
      'half of a certificate',
      ['http://x', '--organization', '01000001', '--client-cert', 'c.pem'],
      /--client-cert: requires --client-key/,
    ],
  ])('exits with 2 for %s', async (_name, args, message) => {
    const { code, stdout, stderr } = await runCli(['verify', ...args]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});
