import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect, vi } from 'vitest';
import { CATEGORY, CHECKED_PRACTICE } from '../../fixtures/test/practices.ts';
import { createReport } from '../../fixtures/test/reports/sample.ts';
import { createSimulator, type Organization } from '../../simulator/index.ts';
import { runCli, startCli } from '../support/cli.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { openUnreadPipe, type UnreadPipe } from '../support/unread-pipe.ts';

const AGB = '01000001';
const PATIENT = ['--patient-reference', 'Patient/1', '--patient-bsn', '999900109'];
const UNWRITTEN = 'standard output cannot be written (ENOSPC): a part of it is lost\n';

interface Fixtures {
  readonly xis: Organization & { readonly url: string };
  readonly folder: string;
  /** A device without room, as the output of a command. */
  readonly full: number;
  readonly pipe: UnreadPipe;
  /** The arguments of a check that books one appointment. */
  readonly check: readonly string[];
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const { clock: _frozen, ...practice } = CHECKED_PRACTICE;
    const simulator = await createSimulator({ port: 0, configuration: { organizations: [{ ...practice, agb: AGB }] } });
    await simulator.listen();
    await use(Object.assign(simulator.organization(AGB), { url: simulator.baseUrl }));
    await simulator.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-output-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  full: async ({}, use) => {
    const descriptor = openSync('/dev/full', 'w');
    await use(descriptor);
    closeSync(descriptor);
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  pipe: async ({}, use) => {
    const pipe = openUnreadPipe();
    await use(pipe);
    pipe.close();
  },
  check: async ({ xis, folder }, use) => {
    const connection = [xis.url, '--organization', AGB, '--category', CATEGORY, ...PATIENT];
    const run = ['--allow-booking', '--only', 'creation/created', '--run-file', join(folder, 'run.jsonl')];
    await use(['check', ...connection, ...run]);
  },
});

function states(xis: Organization): string[] {
  return [...new Set(xis.appointments.list().map(({ state }) => state))];
}

describe.skipIf(!existsSync('/dev/full'))('on a full disk', () => {
  test('check cancels what it booked, writes its reports, and exits with 7', async ({ xis, folder, full, check }) => {
    const json = join(folder, 'report.json');
    const { code, stderr } = await runCli([...check, '--json', json], {}, { stdout: full });
    expect([code, stderr, states(xis)]).toEqual([7, UNWRITTEN, ['cancelled']]);
    expect(JSON.parse(await readFile(json, 'utf8')).verdict).toBe('conformant');
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  test('simulate runs on, says so once, and ends by SIGTERM as ever', async ({ full }) => {
    // The url is on standard output, so this test chooses the port.
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const run = startCli(['simulate', '--port', String(port)], {}, { stdout: full });
    await run.printed(/standard output cannot be written/, 'stderr');
    for (let count = 0; count < 3; count++) {
      expect((await fetch(`http://127.0.0.1:${port}/fhir/Slot`)).status).toBe(400);
    }
    expect(await run.stop()).toEqual({ code: 0, stdout: '', stderr: UNWRITTEN });
  });

  test('book makes the appointment, and exits with 7', async ({ xis, full }) => {
    const args = ['book', '--xis', xis.url, '--organization', AGB, '--category', CATEGORY, '--json'];
    const { code, stderr } = await runCli(args, {}, { stdout: full });
    expect([code, stderr, xis.appointments.list().length]).toEqual([7, UNWRITTEN, 1]);
  });

  test('verify cancels what it booked, and exits with 7', async ({ xis, full }) => {
    const args = ['verify', xis.url, '--organization', AGB, '--category', CATEGORY, ...PATIENT];
    const { code, stderr } = await runCli(args, {}, { stdout: full });
    expect([code, stderr, states(xis)]).toEqual([7, expect.stringContaining(UNWRITTEN), ['cancelled']]);
  });

  test('scenario and check cleanup do their work, and exit with 7', async ({ folder, full }) => {
    const report = join(folder, 'report.json');
    const scenario = await runCli(
      ['scenario', 'scenarios/flow/book-what-is-offered.yaml', '--json', report],
      {},
      { stdout: full },
    );
    expect([scenario.code, scenario.stderr]).toEqual([7, UNWRITTEN]);
    expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({ failed: 0 });
    const runFile = join(folder, 'run.jsonl');
    await writeFile(runFile, '');
    const cleanup = await runCli(['check', 'cleanup', runFile], {}, { stdout: full });
    expect([cleanup.code, cleanup.stderr, existsSync(runFile)]).toEqual([7, UNWRITTEN, false]);
  });

  test('a listing, a comparison and a help exit with 7', async ({ folder, full }) => {
    const report = join(folder, 'report.json');
    await writeFile(report, JSON.stringify(createReport([])));
    for (const args of [
      ['--help'],
      ['--version'],
      ['check', 'list'],
      ['check', 'diff', report, report],
      ['simulate', '--print-config'],
      ['simulate', '--check'],
    ]) {
      expect(await runCli(args, {}, { stdout: full })).toEqual({ code: 7, stdout: '', stderr: UNWRITTEN });
    }
  });

  test('an error of the command line stays one', async ({ full }) => {
    expect((await runCli(['check', '--nope'], {}, { stdout: full })).code).toBe(2);
  });
});

describe('a disk that becomes full', () => {
  test('a report that is too long leaves no half file, and the others are written', async ({ folder, check }) => {
    const [json, junit] = [join(folder, 'report.json'), join(folder, 'report.xml')];
    await writeFile(json, 'the old report');
    const args = [...check, '--json', json, '--junit', junit, '--quiet'];
    const { code, stdout, stderr } = await runCli(args, {}, { maxFileBlocks: 100 });
    expect([code, stderr]).toEqual([7, `--json: ${json} cannot be written (EFBIG)\n`]);
    expect(stdout).toContain(`Report in ${junit}\n`);
    expect(await readFile(json, 'utf8')).toBe('the old report');
    expect((await readFile(junit, 'utf8')).endsWith('</testsuites>\n')).toBe(true);
    expect((await readdir(folder)).sort()).toEqual(['report.json', 'report.xml']);
  });

  test('without room for the run file nothing more is booked, and what was booked is cancelled', async ({
    xis,
    check,
  }) => {
    const { code, stdout } = await runCli([...check, '--only', 'creation/conflict'], {}, { maxFileBlocks: 1 });
    expect([code, states(xis)]).toEqual([3, ['cancelled']]);
    expect(stdout).toContain('the run file cannot be written: EFBIG');
  });

  test('a file of the output that is cut off is not taken for a whole one', async ({ folder }) => {
    const descriptor = openSync(join(folder, 'list.json'), 'w');
    const { code, stderr } = await runCli(['check', 'list', '--json'], {}, { stdout: descriptor, maxFileBlocks: 2 });
    closeSync(descriptor);
    expect([code, stderr]).toEqual([7, 'standard output cannot be written (EFBIG): a part of it is lost\n']);
  });
});

describe('a reader that has gone', () => {
  test('lets check cancel what it booked, with the verdict as its exit code', async ({ xis, folder, check }) => {
    const json = join(folder, 'report.json');
    const run = startCli([...check, '--json', json]);
    run.closeOutput();
    const { code, stderr } = await run.ended;
    expect([code, stderr, states(xis)]).toEqual([0, '', ['cancelled']]);
    expect(await readdir(folder)).toEqual(['report.json']);
  });

  test.for([['--help'], ['check', 'list'], ['simulate', '--print-config']])('%s ends quietly', async (args) => {
    const run = startCli(args);
    run.closeOutput();
    expect(await run.ended).toEqual({ code: 0, stdout: '', stderr: '' });
  });
});

describe('a reader that does not read', () => {
  test('lets check do its work; the output is complete when it is read', async ({ xis, folder, pipe, check }) => {
    pipe.fill();
    const json = join(folder, 'report.json');
    const run = startCli([...check, '--json', json], {}, { stdout: pipe.descriptor });
    // The run file is removed at the end of the work.
    await vi.waitFor(async () => expect(await readdir(folder)).toEqual(['report.json']), PATIENCE_MS);
    expect(states(xis)).toEqual(['cancelled']);
    await pipe.readUntil(/^Checks http[\s\S]*\nConformant as far as examined {2}[\s\S]*\nReport in .*\n$/);
    expect((await run.ended).code).toBe(0);
  });

  test('lets simulate answer, and SIGTERM ends it', async ({ pipe }) => {
    const run = startCli(['simulate', '--port', '0'], {}, { stdout: pipe.descriptor });
    const [, url = ''] = await pipe.readUntil(/FHIR base {10}(\S+)/);
    pipe.fill();
    for (let count = 0; count < 3; count++) expect((await fetch(`${url}/Slot`)).status).toBe(400);
    expect(await run.stop()).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('does not keep an interrupted check', async ({ xis, pipe, check }) => {
    pipe.fill();
    const request = xis.requests.next({ operation: 'create-appointment' }, { timeoutMs: PATIENCE_MS });
    const run = startCli(check, {}, { stdout: pipe.descriptor });
    await request;
    expect((await run.stop('SIGTERM')).code).toBe(143);
    expect(states(xis)).toEqual(['cancelled']);
  });
});
