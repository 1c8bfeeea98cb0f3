import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENCODINGS, NOT_UTF8 } from '../../fixtures/test/encodings.ts';
import { checkCommand } from '../check.ts';
import { readConfigFile } from './config-file.ts';
import { checkConfigSchema } from './options.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-config-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string | Uint8Array, name = 'check.yaml') {
  const path = join(folder, name);
  await writeFile(path, text);
  return readConfigFile(path);
}

/** Returns the mistakes in a file, without its folder. */
async function mistakes(text: string | Uint8Array): Promise<string> {
  return read(text).then(
    () => '',
    (error: Error) => error.message.replaceAll(`${folder}/`, ''),
  );
}

describe('the configuration file of a check', () => {
  test('is YAML or JSON', async () => {
    const values = { url: 'https://xis.example/fhir', only: ['AP-*'], allowBooking: true };
    expect((await read('url: https://xis.example/fhir\nonly: [AP-*]\nallowBooking: true\n')).values).toEqual(values);
    expect((await read(JSON.stringify(values), 'check.json')).values).toEqual(values);
    expect((await read('# nothing yet\n')).values).toEqual({});
  });

  test('is rejected with line and column of every mistake', async () => {
    const text = 'maxBookings: many\norganization: 01000001\nonlly: [x]\ntimout: 3\nheader: [x]\n';
    const lines = (await mistakes(text)).split('\n').sort();
    expect(lines).toEqual([
      'check.yaml:1:14 maxBookings: expected a whole number from 1 to 100, got a string',
      'check.yaml:2:15 organization: expected an 8-digit AGB code, got a number; digits need quotes',
      'check.yaml:3:1 onlly: unknown key; did you mean only?',
      'check.yaml:4:1 timout: unknown key; did you mean timeout?',
      "check.yaml:5:10 header[0]: expected a header as 'Name: value'",
    ]);
  });

  test('reports invalid YAML with its line, and a missing file', async () => {
    expect(await mistakes('only: [a\n')).toMatch(/^check\.yaml:1:7: expected a closing ]/);
    await expect(readConfigFile(join(folder, 'none.yaml'))).rejects.toThrow(
      'expected a configuration file, got no such file',
    );
  });

  test.each(ENCODINGS)('is read in %s', async (_name, encode) => {
    expect((await read(encode('# één\nurl: https://xis.example\n'))).values).toEqual({ url: 'https://xis.example' });
    expect(await mistakes(encode('# één\nurl: https://xis.example\ntimout: 3\n'))).toMatch(
      /^check\.yaml:3:1 timout: unknown key/,
    );
  });

  test('is rejected for bytes that are not UTF-8, and for aliases without end', async () => {
    expect(await mistakes(NOT_UTF8)).toMatch(/^check\.yaml:2:5: expected UTF-8, got the byte 0xE9/);
    const levels = Array.from({ length: 9 }, (_, level) => `- &a${level + 1} [${`*a${level}, `.repeat(9)}]`);
    expect(await mistakes(['- &a0 [x]', ...levels].join('\n'))).toMatch(/^check\.yaml: expected at most 1000 values/);
  });

  test('rejects a token, and does not repeat it', async () => {
    const text = await mistakes('token: canary-token\npatientBsn: canary-bsn\nheader: [canary-header]\n');
    expect(text).toContain('check.yaml:1:1 token: a token does not belong in a file: set XIS_TESTKIT_TOKEN');
    expect(text).not.toContain('canary');
  });

  test('has a key for every option, and no other', () => {
    const options = checkCommand().options.map((option) => option.attributeName());
    const keys = Object.keys(checkConfigSchema()['properties'] as object);
    // What holds a secret is not in a file, and what says how the command runs is not either.
    const notInFiles = ['config', 'token', 'otherToken', 'subjectToken', 'ui', 'uiPort', 'open'];
    expect(keys.sort()).toEqual(['$schema', 'url', ...options.filter((name) => !notInFiles.includes(name))].sort());
  });
});
