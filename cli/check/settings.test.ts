import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { maxAppointments } from '../../conformance/index.ts';
import { checkCommand } from '../check.ts';
import { tokenOfCommand } from '../token-command.ts';
import { UsageError } from '../usage-error.ts';
import { optionsOf } from './options-of.ts';
import { readSettings, type Settings } from './settings.ts';
import { checkTogether } from './together.ts';
import { told } from './told.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-settings-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** What the command understands of a line, and of a file. */
async function settings(args: readonly string[], file?: string): Promise<Settings> {
  const config = join(folder, 'check.yaml');
  if (file !== undefined) await writeFile(config, file);
  let read: Promise<Settings> | undefined;
  const command = checkCommand().action((url, _options, self) => {
    read = readSettings(url, self);
  });
  await command.parseAsync([...args, ...(file === undefined ? [] : ['--config', config])], { from: 'user' });
  return read ?? Promise.reject(new Error('the command was not called'));
}

const URL_AND_AGB = ['https://xis.example/fhir', '--organization', '01000001'];

describe('what a check is asked for', () => {
  test('comes from the command line', async () => {
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
    expect(optionsOf(await settings([...URL_AND_AGB, ...line]))).toEqual({
      baseUrl: 'https://xis.example/fhir',
      organization: '01000001',
      category: 'a|b',
      only: ['creation', 'callbacks', 'slot-search'],
      skip: [],
      approvalTimeoutMs: 5000,
    });
  });

  test('comes from the file where the command line says nothing', async () => {
    const file =
      'url: https://file.example\norganization: "01000002"\nonly: [creation]\ntimeout: 3\nmaxBookings: 7\ncolor: false\n';
    const { url, options } = await settings(['--max-bookings', '4'], file);
    expect(url).toBe('https://file.example');
    expect(options).toMatchObject({
      organization: '01000002',
      only: ['creation'],
      timeout: 3,
      maxBookings: 4,
      color: false,
    });
  });

  test('comes from the command line first, the url too', async () => {
    const file = 'url: https://file.example\norganization: "01000002"\nonly: [creation]\ncolor: true\n';
    const { url, options } = await settings([...URL_AND_AGB, '--only', 'callbacks', '--no-color'], file);
    expect(url).toBe('https://xis.example/fhir');
    expect(options).toMatchObject({ organization: '01000001', only: ['callbacks'], color: false });
  });

  test('a token that is given goes before the command for one', async () => {
    const { options } = await settings([...URL_AND_AGB, '--token', 'x'], 'tokenCommand: echo y\n');
    expect(options.tokenCommand).toBeUndefined();
  });

  test('is called as the user has written it', async () => {
    const { nameOf } = await settings(['--max-bookings', '4'], '\ntimeZone: Mars\n');
    expect(nameOf('maxBookings')).toBe('--max-bookings');
    expect(nameOf('timeZone')).toBe(`${folder}/check.yaml:2:1 timeZone`);
  });

  test('assumes no patient', async () => {
    expect(optionsOf(await settings(URL_AND_AGB)).patient).toBeUndefined();
  });

  test.for<[string, string[], RegExp]>([
    ['no url', ['--organization', '01000001'], /^<url>: expected the FHIR base/],
    ['a url that is none', ['xis', '--organization', '01000001'], /^<url>: expected an http\(s\) url, found 'xis'/],
    ['no organization', ['https://xis.example'], /^--organization: expected/],
  ])('%s is a mistake', async ([, args, message]) => {
    const read = await settings(args);
    expect(() => optionsOf(read)).toThrow(message);
  });

  test.for<[string[], RegExp]>([
    [['--allow-booking', '--patient-bsn', '999900109'], /^--allow-booking: needs --patient-reference/],
    [['--allow-booking', '--patient-reference', 'Patient/1'], /^--allow-booking: needs --patient-bsn/],
    [['--callback-url', 'https://tunnel.example'], /^--callback-url: needs --listen/],
    [['--callback-url', 'tunnel', '--listen', '0'], /^--callback-url: expected an http\(s\) url/],
    [['--on-approval-needed', 'true'], /^--on-approval-needed: needs --listen/],
  ])('%j does not go together', async ([args, message]) => {
    const read = await settings([...URL_AND_AGB, ...args]);
    expect(() => checkTogether(read)).toThrow(message);
  });

  test.for([
    [['--patient-bsn', '123456789'], '--patient-bsn: expected a BSN of nine digits that passes the eleven test'],
    [['--patient-name', ' '], '--patient-name: expected a display that is not empty'],
  ] as const)('%j is told by its own name', async ([args, message]) => {
    const read = await settings([...URL_AND_AGB, '--patient-reference', 'Patient/1', ...args]);
    await expect(told(read, async () => maxAppointments(optionsOf(read)))).rejects.toThrow(message);
  });

  test('a command that gives no token is told with its exit code', async () => {
    const read = await settings(URL_AND_AGB);
    const called = told(
      read,
      tokenOfCommand('exit 7', () => 0),
    );
    await expect(called).rejects.toThrow(new UsageError('--token-command gave no token: it ended with exit code 7'));
  });

  test('a pattern that means no check is called as the user has written it', async () => {
    const read = await settings([...URL_AND_AGB, '--skip', 'slot-search/status,slot-shape,ap-*,booking']);
    expect(await told(read, async () => maxAppointments(optionsOf(read)))).toBe(0);
    const lost = await settings(URL_AND_AGB, '\nonly: [slots-*]\n');
    await expect(told(lost, async () => maxAppointments(optionsOf(lost)))).rejects.toThrow(
      /check\.yaml:2:1 only: expected a check, a folder, a clause or a need of checks, .* found "slots-\*"$/,
    );
  });
});
