import { access, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import type { CheckReport } from '../../conformance/index.ts';
import { CATEGORY, CHECKED_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type Organization } from '../../simulator/index.ts';
import { writeApprovalScript } from '../support/approval-script.ts';
import { TOKEN_CHECKS } from '../support/check.ts';
import { runCli, startCli } from '../support/cli.ts';

const BSN = '999900109';
const TOKEN = 'canary-token-4711';
const SECRETS = { XIS_TESTKIT_PATIENT_BSN: BSN, XIS_TESTKIT_TOKEN: TOKEN };

const YILMAZ = {
  id: 'yilmaz',
  practitioner: { id: 'yilmaz' },
  hours: [{ days: 'workdays', from: '08:00', to: '09:00', type: 'consult' }],
} as const;
const PATIENT = ['--allow-booking', '--patient-reference', 'Patient/1', '--patient-name', 'Emma de Boer'];

interface Fixtures {
  /** A practice with real time. */
  readonly xis: Organization & { readonly url: string };
  /** A folder for the output of the command. */
  readonly folder: string;
  /** The arguments that check the practice. */
  readonly args: readonly string[];
}

const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const { clock: _frozen, ...practice } = CHECKED_PRACTICE;
    const callbacks = { retry: { first: 'PT1S', jitter: 0 } };
    const organizations = [
      { ...practice, callbacks, agb: '01000001' },
      { ...practice, agb: '01000002', schedules: [YILMAZ] },
    ];
    const simulator = await createSimulator({ port: 0, configuration: { organizations } });
    await simulator.listen();
    await use(Object.assign(simulator.organization('01000001'), { url: simulator.baseUrl }));
    await simulator.close();
  },
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-check-'));
    await use(folder);
    await rm(folder, { recursive: true, force: true });
  },
  args: async ({ xis }, use) => use(['check', xis.url, '--organization', '01000001', '--category', CATEGORY]),
});

async function reportIn(folder: string): Promise<CheckReport> {
  return JSON.parse(await readFile(join(folder, 'report.json'), 'utf8')) as CheckReport;
}

/** Returns the states of the patient's appointments. */
function states(xis: Organization): string[] {
  return [...new Set(xis.appointments.list().map(({ state }) => state))];
}

// Some of them wait in real time.
describe.concurrent('xis-testkit check', () => {
  test('with every option, it finds a XIS conformant, leaves no appointment and prints no secret', async ({
    xis,
    folder,
    args,
  }) => {
    const summary = join(folder, 'summary.md');
    await writeFile(summary, '# Before\n');
    const url = `${new URL(xis.url).origin}/__admin/organizations/01000001/approvals`;
    const hook = await writeApprovalScript(folder, url);
    const files = ['json', 'junit', 'html', 'markdown'].flatMap((form) => [
      `--${form}`,
      form === 'markdown' ? summary : join(folder, `report.${form}`),
    ]);
    const run = startCli(
      [
        ...args,
        ...['--other-organization', '01000002', ...PATIENT, '--listen', '0', '--on-approval-needed', hook],
        ...['--run-file', join(folder, 'run.jsonl'), ...files],
      ],
      SECRETS,
    );
    const [, callbacks = ''] = await run.printed(/Waits for callbacks at (\S+) /);
    xis.callbacks.set({ url: callbacks });
    const { code, stdout, stderr } = await run.ended;
    const report = await reportIn(folder);
    // The practice of this test does not change appointments.
    // The simulator has no authentication, and serves a request without the token (AU-2).
    const notPassed = report.checks.filter(
      ({ id, verdict }) => verdict !== 'pass' && !id.startsWith('updates/') && !TOKEN_CHECKS.has(id),
    );
    expect(notPassed).toEqual([]);
    expect(code).toBe(0);
    // Without a terminal, each wait is one line, with its limit.
    expect(stderr).toMatch(/^(?: {6}waits up to \d+ s for the .+\n)+$/);
    expect(stdout).toMatch(/^Checks http.*\nMakes at most 16 appointments for Patient\/1/);
    expect(stdout).toContain('\nConformant as far as examined  ');
    expect(await readFile(summary, 'utf8')).toMatch(/^# Before\n\n## .*Conformant/);
    expect(states(xis).sort()).toEqual(['cancelled', 'declined']);
    const written = await readdir(folder);
    expect(written).not.toContain('run.jsonl');
    const texts = await Promise.all(written.map((name) => readFile(join(folder, name), 'utf8')));
    for (const secret of [BSN, TOKEN, 'Emma']) expect([stdout, stderr, ...texts].join('\n')).not.toContain(secret);
  });

  test('SL-10: a defect is reported with clause, expected, got and a curl command, and the exit code is 1', async ({
    xis,
    args,
  }) => {
    xis.defects.set(['slot-ignores-status']);
    const { code, stdout } = await runCli([...args, '--only', 'slot-search']);
    expect(code).toBe(1);
    const failure = stdout.slice(stdout.indexOf('Failures (1)'));
    expect(failure).toMatch(
      /slot-search\/status\n +SL-10 \(must\)[\s\S]*expected free slots only\n +got [\s\S]*curl -sSi/,
    );
    expect(failure).toContain('\nNot conformant  ');
  });

  test('a known failure, and what it blocks, does not count until it stops failing; the options are in a configuration file', async ({
    xis,
    folder,
  }) => {
    const known = ['status', 'combined'].map((name) => `- check: slot-search/${name}\n  reason: XIS-12\n`);
    await writeFile(join(folder, 'known.yaml'), known.join(''));
    const config = join(folder, 'check.yaml');
    await writeFile(
      config,
      `url: ${xis.url}\norganization: "01000001"\nonly: [slot-search]\nquiet: true\nknownFailures: ${join(folder, 'known.yaml')}\n`,
    );
    xis.defects.set(['slot-ignores-status']);
    const accepted = await runCli(['check', '--config', config, '--json', join(folder, 'old.json')]);
    xis.defects.set([]);
    const fixed = await runCli(['check', '--config', config, '--json', join(folder, 'new.json')]);
    expect([accepted.code, accepted.stdout]).toEqual([0, expect.stringContaining('slot-search/status: XIS-12')]);
    expect(accepted.stdout).toContain('\nOnly known failures as far as examined  ');
    expect([fixed.code, fixed.stdout]).toEqual([1, expect.stringContaining('the check passes now: remove the entry')]);
    const better = await runCli(['check', 'diff', join(folder, 'old.json'), join(folder, 'new.json')]);
    expect([better.code, better.stdout]).toEqual([0, expect.stringContaining('slot-search/status  fail -> pass')]);
  });

  test('without bookings the run is incomplete, and lists the missing options', async ({ xis, args }) => {
    const { code, stdout } = await runCli([...args, '--only', 'AP-*', '--only', 'transport', '--only', 'tenants']);
    expect(code).toBe(3);
    expect(stdout).toContain('Only reads. With --allow-booking');
    expect(stdout).toMatch(/Blocked \(\d+\)\n {2}needs --allow-booking\n[\s\S]*needs --other-organization\n/);
    expect(xis.appointments.list()).toEqual([]);
  });

  test('Ctrl-C cancels the appointments, writes the report, and exits with 130', async ({ xis, folder, args }) => {
    const json = join(folder, 'report.json');
    const run = startCli(
      [...args, ...PATIENT, '--listen', '0', '--run-file', join(folder, 'run.jsonl'), '--json', json],
      SECRETS,
    );
    await run.printed(/>>> {3}Approve appointment \d+ in your XIS now/);
    expect(states(xis)).toContain('pending');
    const { code, stdout } = await run.stop('SIGINT');
    expect(code).toBe(130);
    expect(stdout).toContain('Interrupted: cancels what was booked');
    expect(stdout).toContain('\nIncomplete, the run was ended  ');
    expect(stdout).not.toContain('was not decided in time');
    expect(states(xis)).toEqual(['cancelled']);
    const { bookings } = await reportIn(folder);
    expect(bookings.length).toBeGreaterThan(1);
    expect(bookings.filter(({ cancelled }) => !cancelled)).toEqual([]);
    await expect(access(join(folder, 'run.jsonl'))).rejects.toThrow('ENOENT');
  });

  test('after a crash, `check cleanup` cancels the open appointments of the run file', async ({
    xis,
    folder,
    args,
  }) => {
    const runFile = join(folder, 'run.jsonl');
    const run = startCli([...args, ...PATIENT, '--listen', '0', '--run-file', runFile], SECRETS);
    await run.printed(/>>> {3}Approve appointment/);
    await run.stop('SIGKILL');
    expect(await readFile(runFile, 'utf8')).not.toContain(BSN);
    const again = await runCli([...args, ...PATIENT, '--run-file', runFile], SECRETS);
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('check cleanup')]);
    expect(states(xis)).toContain('pending');
    const { code, stdout } = await runCli(['check', 'cleanup', runFile], SECRETS);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^cancelled +\d+ [\s\S]*Everything was cancelled/)]);
    expect(states(xis)).toEqual(['cancelled']);
    await expect(access(runFile)).rejects.toThrow('ENOENT');
  });

  test('a XIS that cannot be reached ends with 2, and with what to do about it', async ({ xis, folder }) => {
    const gone = await createSimulator({ port: 0 });
    await gone.listen();
    await gone.close();
    const json = join(folder, 'report.json');
    const closed = await runCli(['check', gone.baseUrl, '--organization', '01000001', '--json', json]);
    expect([closed.code, closed.stderr]).toEqual([
      2,
      'nothing was checked: GET /ValueSet/BookableAppointmentTypes: the connection was refused (ECONNREFUSED)\n' +
        'Check host and port of <url>, and whether the XIS is running.\n',
    ]);
    const path = await runCli(['check', `${xis.url}/x`, '--organization', '01000001']);
    expect([path.code, path.stderr]).toEqual([2, expect.stringContaining('Check the path of <url>')]);
  });

  test('an invalid option is reported before the first check, and leaves no run file', async ({
    xis,
    folder,
    args,
  }) => {
    const runFile = join(folder, 'run.jsonl');
    const wrong = async (...flags: readonly string[]): Promise<string> => {
      const { code, stderr } = await runCli([...args, ...PATIENT, '--run-file', runFile, ...flags], {
        XIS_TESTKIT_PATIENT_BSN: BSN,
      });
      expect(code).toBe(2);
      await expect(access(runFile)).rejects.toThrow('ENOENT');
      return stderr;
    };
    expect(await wrong('--token-command', 'exit 7')).toMatch(
      /^--token-command printed no token: it ended with exit code 7\nCheck --token-command: .*\n$/,
    );
    expect(xis.requests.find()).toEqual([]);
    expect(await wrong('--type', 'nope')).toBe(
      "--type: expected a type that the XIS offers: 'consult', 'gesprek', got \"nope\"\n",
    );
  });

  test('mistakes in the configuration file are reported with their lines, and no request is sent', async ({
    xis,
    folder,
  }) => {
    const config = join(folder, 'check.yaml');
    await writeFile(config, `url: ${xis.url}\norganization: 1\ntoken: ${TOKEN}\n`);
    const { code, stdout, stderr } = await runCli(['check', '--config', config]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain(
      `${config}:2:15 organization: expected an 8-digit AGB code, got a number; digits need quotes`,
    );
    expect(stderr).toContain(`${config}:3:1 token: a token does not belong in a file`);
    expect(stderr).not.toContain(TOKEN);
    expect(xis.requests.find()).toEqual([]);
  });

  test('check list needs no XIS', async () => {
    const { code, stdout } = await runCli(['check', 'list', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(
      expect.objectContaining({ id: 'slot-search/status', level: 'must', requirements: ['SL-10'], needs: [] }),
    );
  });
});
