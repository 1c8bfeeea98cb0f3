import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CheckOptions, maxAppointments, TargetError } from '../../conformance/index.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { checkCommand } from '../check.ts';
import { createCommandToken } from '../token/token-command.ts';
import { type CheckSettings, checkTable } from './options.ts';
import { readSettings } from './settings.ts';
import { withUsageErrors } from './with-usage-errors.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-settings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Reads the settings of a command line and a file. */
async function settings(args: readonly string[], file?: string): Promise<CheckSettings> {
  const config = join(folder, 'check.yaml');
  if (file !== undefined) await writeFile(config, file);
  let read: Promise<CheckSettings> | undefined;
  const command = checkCommand().action((url, _options, self) => {
    read = readSettings(checkTable(), self, url);
  });
  await command.parseAsync([...args, ...(file === undefined ? [] : ['--config', config])], { from: 'user' });
  return read ?? Promise.reject(new Error('the command was not called'));
}

const URL_AND_AGB = ['https://xis.example/fhir', '--organization', '01000001'];

describe('the settings of a check', () => {
  test('come from the command line', async () => {
    const line = [
      '--category',
      'a|b',
      '--only',
      'creation,callbacks',
      '--only',
      'slot-search',
      '--approval-timeout',
      '5',
    ];
    const { library } = await settings([...URL_AND_AGB, ...line]);
    expect(library).toEqual({
      baseUrl: 'https://xis.example/fhir',
      organization: '01000001',
      category: 'a|b',
      concurrency: 4,
      only: ['creation', 'callbacks', 'slot-search'],
      approvalTimeoutMs: 5000,
      dialect: 'published',
      maxBookings: 16,
      timeoutMs: 10_000,
      timeZone: 'Europe/Amsterdam',
    });
  });

  test('come from the file when the command line does not have them', async () => {
    const file =
      'url: https://file.example\norganization: "01000002"\nonly: [creation]\ntimeout: 3\nmaxBookings: 7\ncolor: false\n';
    const { values } = await settings(['--max-bookings', '4'], file);
    expect(values).toHaveProperty('url', 'https://file.example');
    expect(values).toMatchObject({
      organization: '01000002',
      only: ['creation'],
      timeout: 3,
      maxBookings: 4,
      color: false,
    });
  });

  test('come from the command line first, the URL too', async () => {
    const file = 'url: https://file.example\norganization: "01000002"\nonly: [creation]\ncolor: true\n';
    const { values } = await settings([...URL_AND_AGB, '--only', 'callbacks', '--no-color'], file);
    expect(values).toHaveProperty('url', 'https://xis.example/fhir');
    expect(values).toMatchObject({ organization: '01000001', only: ['callbacks'], color: false });
  });

  test('a token takes precedence over the command for one', async () => {
    const { values } = await settings([...URL_AND_AGB, '--token', 'x'], 'tokenCommand: echo y\n');
    expect(values.tokenCommand).toBeUndefined();
  });

  test('are named as the user has written them', async () => {
    const line = [...URL_AND_AGB, '--max-bookings', '4'];
    const { nameOption } = await settings(line, '\ntimeZone: Europe/Paris\n');
    expect(nameOption('maxBookings')).toBe('--max-bookings');
    expect(nameOption('timeZone')).toBe(`${folder}/check.yaml:2:1 timeZone`);
    expect(
      ['callbacks', 'patient', 'baseUrl', 'approvalTimeoutMs'].map((name) => nameOption(name as 'callbacks')),
    ).toEqual(['--listen', '--patient-reference', '<url>', '--approval-timeout']);
  });

  test('assume no patient', async () => {
    expect((await settings(URL_AND_AGB)).library.patient).toBeUndefined();
    const { library } = await settings([...URL_AND_AGB, '--patient-bsn', '999900109']);
    expect(library.patient).toEqual({ display: 'Test Patient', bsn: '999900109' });
  });

  test.for<[string, string[], RegExp]>([
    ['no url', ['--organization', '01000001'], /^<url>: expected an http\(s\) url, got nothing/],
    ['an invalid url', ['xis', '--organization', '01000001'], /^<url>: expected an http\(s\) url, got "xis"/],
    ['no organization', ['https://xis.example'], /^--organization: expected/],
  ])('%s is an error', async ([, args, message]) => {
    await expect(settings(args)).rejects.toThrow(message);
  });

  test.for<[string[], RegExp]>([
    [['--allow-booking'], /^--allow-booking: requires --patient-bsn/],
    [['--allow-booking', '--patient-reference', 'Patient/1'], /^--allow-booking: requires --patient-bsn/],
    [['--callback-url', 'https://tunnel.example'], /^--callback-url: requires --listen/],
    [['--callback-url', 'tunnel', '--listen', '0'], /^--callback-url: expected an http\(s\) url/],
    [['--on-approval-needed', 'true'], /^--on-approval-needed: requires --listen/],
  ])('%j cannot be combined', async ([args, message]) => {
    await expect(settings([...URL_AND_AGB, ...args])).rejects.toThrow(message);
  });

  test.for([
    [['--patient-bsn', '123456789'], '--patient-bsn: expected a BSN of nine digits that passes the eleven test'],
    [['--patient-name', ' '], '--patient-name: expected a name that is not empty'],
  ] as const)('%j is named by its flag', async ([args, message]) => {
    const line = [...URL_AND_AGB, '--patient-reference', 'Patient/1', ...args];
    await expect(settings(line)).rejects.toThrow(new RegExp(`^${message}$`));
  });

  test('a problem of the target is an error with its advice', async () => {
    const read = await settings(URL_AND_AGB);
    const note = { code: 'dropped', seen: 'GET /ValueSet: no', advice: 'Do it.' } as const;
    const failing = withUsageErrors(read, () => Promise.reject(new TargetError(note)));
    await expect(failing).rejects.toThrow(/^nothing was checked: GET \/ValueSet: no\nDo it\.$/);
  });

  test('a token command that fails is an error with its exit code', async () => {
    const error = await createCommandToken('exit 7', () => 0)().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(XisTestkitError);
    expect(error).toHaveProperty('message', '--token-command printed no token: it ended with exit code 7');
  });

  test('a pattern that matches no check is named as the user has written it', async () => {
    const read = await settings([...URL_AND_AGB, '--skip', 'slot-search/status,slot-shape,ap-*,booking']);
    expect(maxAppointments(read.library as CheckOptions)).toBe(0);
    const lost = await settings(URL_AND_AGB, '\nonly: [slots-*]\n');
    await expect(withUsageErrors(lost, () => maxAppointments(lost.library as CheckOptions))).rejects.toThrow(
      /check\.yaml:2:1 only: expected a check, a suite, a clause or a need of checks, .* got "slots-\*"$/,
    );
  });
});
