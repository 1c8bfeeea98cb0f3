import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ENCODINGS, NOT_UTF8 } from '../../fixtures/test/encodings.ts';
import { ConfigurationError } from '../../schema/mistake.ts';
import { loadConfiguration, parseConfiguration } from './load.ts';

const FINE = `organizations:
  - agb: "01000001"
    appointmentTypes:
      - { code: consult, display: Consult, minutes: 10 }
    schedules:
      - id: jansen
        practitioner: { id: jansen }
        hours:
          - { days: workdays, from: "09:00", to: "12:00", type: consult }
`;

/** Returns the error message for a text. */
async function refusal(text: string): Promise<string> {
  try {
    await parseConfiguration(text, 'practice.yaml');
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('a configuration', () => {
  test.each<[store: string, found: (folder: string) => unknown]>([
    ['sandbox', (folder) => join(folder, 'sandbox')],
    ['/var/sandbox', () => '/var/sandbox'],
    ['postgres://db.example/sandbox', () => 'postgres://db.example/sandbox'],
    [
      '{ location: ../sandbox, retentionDays: 30 }',
      (folder) => ({ location: join(folder, '../sandbox'), retentionDays: 30 }),
    ],
  ])('has the folder of its store beside its file: %s', async (store, found) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    try {
      const path = join(folder, 'practice.yaml');
      await writeFile(path, `${FINE}store: ${store}\n`);
      expect((await loadConfiguration(path)).store).toEqual(found(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is read from YAML and from JSON', async () => {
    const read = await parseConfiguration(FINE, 'practice.yaml');
    expect(read.organizations[0]?.schedules[0]?.id).toBe('jansen');
    expect(await parseConfiguration(JSON.stringify(read), 'practice.json')).toEqual(read);
  });

  test('is read from a file, and a missing file is reported', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    try {
      const path = join(folder, 'practice.yaml');
      await writeFile(path, FINE);
      expect((await loadConfiguration(path)).organizations).toHaveLength(1);
      const missing = join(folder, 'missing.yaml');
      await expect(loadConfiguration(missing)).rejects.toThrow(
        `${missing}: expected a configuration file, got no such file`,
      );
      await expect(loadConfiguration(folder)).rejects.toThrow(
        `${folder}: expected a configuration file, got a directory`,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

test('SL-13: an extra slot at a time that the clock skips is reported with its line and path', async () => {
  const slots = '        slots:\n          - { start: "2027-03-28 02:30", type: consult }\n';
  expect(await refusal(FINE + slots)).toBe(
    "practice.yaml:11:22 organizations[0].schedules[0].slots[0].start: expected a time that the clock of Europe/Amsterdam does not skip, got '2027-03-28 02:30'",
  );
});

describe('a file of a configuration', () => {
  const inFile = async <T>(bytes: Uint8Array, use: (path: string) => Promise<T>): Promise<T> => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    try {
      await writeFile(join(folder, 'practice.yaml'), bytes);
      return await use(join(folder, 'practice.yaml'));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  const rejection = (bytes: Uint8Array): Promise<string> =>
    inFile(bytes, (path) =>
      loadConfiguration(path).then(
        () => 'accepted',
        ({ message }: Error) => message.replaceAll(path, 'practice.yaml'),
      ),
    );

  test.each(ENCODINGS)('is read in %s, and its mistakes have the same lines', async (_name, encode) => {
    const { organizations } = await inFile(encode(FINE.replace('Consult,', 'Coëxist,')), loadConfiguration);
    expect(organizations[0]?.appointmentTypes[0]?.display).toBe('Coëxist');
    expect(await rejection(encode(FINE.replace('"12:00"', '"08:00"')))).toMatch(
      /^practice\.yaml:9:50 organizations\[0\]\.schedules\[0\]\.hours\[0\]\.to: expected/,
    );
  });

  test.each([
    ['bytes of another encoding (TR-14)', NOT_UTF8, /^practice\.yaml:2:5: expected UTF-8, got the byte 0xE9/],
    ['UTF-16 without byte order mark', Buffer.from(FINE, 'utf16le'), /^practice\.yaml: expected UTF-8, got UTF-16/],
    ['no bytes', Buffer.alloc(0), /^practice\.yaml:1:1 \(root\): expected an object, \w+ null$/],
    ['deep nesting', Buffer.from('['.repeat(5000)), /^practice\.yaml: expected at most 100 levels/],
    [
      'a key twice in JSON',
      Buffer.from('{"a": 1,\n "a": 2}'),
      /^practice\.yaml:2:2: .*expected each key once, got 'a' again$/,
    ],
  ])('is rejected for %s', async (_name, bytes, message) => {
    expect(await rejection(bytes)).toMatch(message);
  });
});

describe('a mistake in a file has its line and column', () => {
  test.each([
    ['a value', FINE.replace('"01000001"', '01000001'), 'practice.yaml:2:10 organizations[0].agb: '],
    [
      'an unknown key, at the key',
      FINE.replace('        hours:', '        hour:'),
      'practice.yaml:8:9 organizations[0].schedules[0].hour: ',
    ],
    [
      'a key that is missing, at its parent',
      FINE.replace('code: consult, ', ''),
      'practice.yaml:4:9 organizations[0].appointmentTypes[0]: ',
    ],
    [
      'a value in the middle of a line',
      FINE.replace('"12:00"', '"08:00"'),
      'practice.yaml:9:50 organizations[0].schedules[0].hours[0].to: ',
    ],
    ['a text that is no map', 'organizations', 'practice.yaml:1:1 (root): '],
  ])('%s', async (_name, text, expected) => {
    const [first] = (await refusal(text)).split('\n');
    expect(first?.slice(0, expected.length)).toBe(expected);
  });

  test.each([
    ['that is not closed', 'organizations: [', /^practice\.yaml:1:16: expected a closing ] for this \[$/],
    ['that has a key twice', 'a: 1\na: 2\n', /^practice\.yaml:2:1: expected each key once, got '\w+' again/],
    [
      'that is indented by tabs',
      'organizations:\n\t- agb: x\n',
      /^practice\.yaml:2:1: expected spaces as indentation, got a tab$/,
    ],
  ])('a text %s', async (_name, text, expected) => {
    expect(await refusal(text)).toMatch(expected);
  });

  test('an empty file is reported', async () => {
    expect(await refusal('')).toMatch(/^practice\.yaml:\d+:\d+ \(root\): expected an object, got null$/);
  });

  test('aliases that expand to gigabytes are rejected', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 12; level++) {
      const before = `*a${level - 1}`;
      lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => before).join(', ')}]`);
    }
    expect(await refusal(lines.join('\n'))).toBe('practice.yaml: expected at most 1000 values by aliases, got more');
  });

  test.each([
    [
      'store: mysql://u:canary@h',
      /^practice\.yaml:10:8 store: expected a folder, or a percent-encoded URL such as postgres:/,
    ],
    ['store: { location: "mysql://u:canary@h" }', /^practice\.yaml:10:\d+ store\.location: expected a folder/],
    ['store: { retentionDays: 30 }', /^practice\.yaml:10:8 store: /],
    ['store: { location: a, password: canary }', /^practice\.yaml:10:\d+ store\.password: unknown key/],
  ])('a mistake of the store has its line, and no password: %s', async (text, expected) => {
    const message = await refusal(FINE + text);
    expect(message).toMatch(expected);
    expect(message).not.toContain('canary');
  });

  test.each([
    'server: { publicUrl: "https://u:canary@xis.example" }',
    'server: { cors: ["https://u:canary@a.example"] }',
  ])('the password of a URL is never repeated: %s', async (text) => {
    const message = await refusal(FINE + text);
    expect(message).toMatch(/^practice\.yaml:10:\d+ server\./);
    expect(message).not.toContain('canary');
  });

  test('a store with pseudonyms keeps no BSN that may be that of a person', async () => {
    const withPatients = (bsn: string) =>
      `${FINE}    patients: [{ id: a, bsn: "${bsn}" }]\nstore: { location: a, identities: pseudonyms }\n`;
    expect(await refusal(withPatients('999900109'))).toBe('accepted');
    const message = await refusal(withPatients('123456782'));
    expect(message).toMatch(/^practice\.yaml:10:\d+ organizations\[0\]\.patients\[0\]\.bsn: expected a BSN for tests/);
    expect(message).not.toContain('123456782');
  });

  test('a BSN is never repeated', async () => {
    const patients =
      '    patients:\n      - { id: "1", bsn: "123456789" }\n      - { id: "a 999900109", "123456782": x }\n';
    const message = await refusal(FINE.replace('    schedules:', `${patients}    schedules:`));
    expect(message).toContain('practice.yaml:6:25 organizations[0].patients[0].bsn: expected a BSN');
    expect(message).not.toMatch(/123456789|999900109|123456782/);
  });
});
