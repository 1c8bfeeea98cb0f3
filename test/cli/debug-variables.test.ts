import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { readTextFile } from '../../schema/text-file.ts';
import { createSimulator, defaultConfigurationPath, type Simulator } from '../../simulator/index.ts';
import { type EndedCommand, runCli, startCli } from '../support/cli.ts';

// Variables of libraries and of Node.js print requests, bodies and files: of each command nothing private comes out.

const TOKEN = 'canary-token';
const BSN = '999900109';
const NAME = 'Canaria';
const ENVIRONMENT = {
  DEBUG: '*',
  DEBUG_DEPTH: '10',
  NODE_DEBUG: '*',
  NODE_DEBUG_NATIVE: '*',
  LOG_STREAM: '1',
  LOG_TOKENS: '1',
  LOG_LEVEL: 'trace',
  RUST_LOG: 'trace',
};
const NOTICE =
  'ignored: DEBUG, NODE_DEBUG, NODE_DEBUG_NATIVE, LOG_STREAM, LOG_TOKENS, RUST_LOG, because libraries would print tokens and data of patients for it\n';

const test = base.extend<{ file: (name: string, text: string) => Promise<string>; xis: Simulator }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  file: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-debug-'));
    await use(async (name, text) => {
      await writeFile(join(folder, name), text);
      return join(folder, name);
    });
    await rm(folder, { recursive: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const simulator = await createSimulator({ port: 0 });
    await simulator.listen();
    await use(simulator);
    await simulator.close();
  },
});

/** Expects nothing private in the output, in any encoding that a debugger uses, and the notice. */
function expectNothingPrivate({ stdout, stderr }: EndedCommand): void {
  const output = stdout + stderr;
  for (const canary of [TOKEN, BSN, NAME]) {
    const bytes = Buffer.from(canary);
    const forms = [
      canary,
      bytes.toString('base64').slice(0, -2),
      bytes.toString('hex'),
      bytes.toString('hex').replace(/..(?=.)/g, '$& '),
    ];
    for (const form of forms) {
      const at = output.indexOf(form);
      expect(at < 0 ? 'nowhere' : output.slice(Math.max(0, at - 200), at + 60)).toBe('nowhere');
    }
  }
  expect(stderr).toContain(NOTICE);
}

const ORGANIZATION = ['--organization', '01000001'];
const PATIENT = ['--patient-reference', 'Patient/1', '--patient-bsn', BSN];

describe('variables of libraries print nothing private', () => {
  test('simulate', async ({ file }) => {
    const practice = await readTextFile(defaultConfigurationPath(), 'a practice');
    const config = await file('practice.yaml', `# ${NAME}, ${BSN}\n${practice}`);
    const environment = { ...ENVIRONMENT, XIS_TESTKIT_ADMIN_TOKEN: TOKEN };
    const cli = startCli(['simulate', '--port', '0', '--config', config, '--log', 'json'], environment);
    try {
      const [, url = ''] = await cli.printed(/"listening":"([^"]+)\/fhir"/);
      const headers = {
        'X-Organization-Identifier': '01000001',
        'Content-Type': 'application/fhir+json',
        Authorization: `Bearer ${TOKEN}`,
      };
      const body = JSON.stringify({ resourceType: 'Appointment', comment: NAME, identifier: BSN });
      const appointment = JSON.stringify({
        schedule: 'jansen',
        type: 'consult',
        start: 'next workday 09:00',
        patient: { reference: 'Patient/8', display: NAME, bsn: BSN },
      });
      await fetch(`${url}/fhir/Slot?name=${NAME}&token=${TOKEN}&bsn=${BSN}`, { headers });
      await fetch(`${url}/fhir/Patient/${BSN}`, { headers });
      await fetch(`${url}/fhir/Appointment`, { method: 'POST', headers, body });
      await fetch(`${url}/__admin/organizations/01000001/appointments`, { method: 'POST', headers, body: appointment });
      await cli.printed(/"url":"\/fhir\/Appointment"/);
    } finally {
      expectNothingPrivate(await cli.stop());
    }
  });

  test('check', async ({ xis, file }) => {
    const config = await file('check.yaml', `organization: '01000001'\nheaders:\n  X-Key: ${TOKEN}\nonly: [slots]\n`);
    const args = ['check', xis.baseUrl, '--config', config, ...PATIENT, '--patient-name', NAME];
    expectNothingPrivate(await runCli(args, { ...ENVIRONMENT, XIS_TESTKIT_TOKEN: TOKEN }));
  });

  test('book, with a token of a command', async ({ xis }) => {
    const command = `"${process.execPath}" -p "'canary-'+'token'"`;
    const args = ['book', '--xis', xis.baseUrl, ...ORGANIZATION, ...PATIENT, '--yes', '--token-command', command];
    const ended = await runCli([...args, '--reason', NAME, '--listen', '0', '--wait', '0'], ENVIRONMENT);
    expect(ended.code).toBe(0);
    expectNothingPrivate(ended);
  });

  test('verify', async ({ xis }) => {
    const args = ['verify', xis.baseUrl, ...ORGANIZATION, ...PATIENT];
    const ended = await runCli(args, { ...ENVIRONMENT, XIS_TESTKIT_TOKEN: TOKEN });
    expect([ended.code, ended.stdout]).toEqual([0, expect.stringContaining('18 interactions')]);
    expectNothingPrivate(ended);
  });

  test('scenario', async ({ file }) => {
    const scenario = await readTextFile('scenarios/flow/book-what-is-offered.yaml', 'a scenario');
    const ended = await runCli(['scenario', await file('booking.yaml', `# ${NAME}, ${BSN}\n${scenario}`)], ENVIRONMENT);
    expect(ended.code).toBe(0);
    expectNothingPrivate(ended);
  });
});

test('a variable that many set for something else is not mentioned', async () => {
  expect((await runCli(['--version'], { LOG_LEVEL: 'debug', DEBUG: '' })).stderr).toBe('');
});
