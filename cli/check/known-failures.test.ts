import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ENCODINGS, NOT_UTF8 } from '../../fixtures/test/encodings.ts';
import { toSettings } from '../settings.ts';
import { readKnownFailures } from './known-failures.ts';
import { checkTable } from './options.ts';

test('a known failure of an unknown check is an error before the run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-known-'));
  const path = join(folder, 'known.yaml');
  const entry = (check: string): string => `- check: ${check}\n  reason: XIS-12\n`;
  await writeFile(path, entry('slot-search/status') + entry('slot-serach/to'));
  const url = 'https://xis.example/fhir';
  const settings = toSettings(checkTable(), { url, organization: '01000001', knownFailures: path });
  await expect(readKnownFailures(settings)).rejects.toThrow(
    `as \`xis-testkit check list\` prints them, got 'slot-serach/to', did you mean slot-search/to?`,
  );
  await writeFile(path, entry('slot-search/status'));
  expect(await readKnownFailures(settings)).toMatchObject([{ check: 'slot-search/status' }]);
  await rm(folder, { recursive: true });
});

test('a file of known failures is read in every encoding, and rejected with its place', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-known-'));
  const path = join(folder, 'known.yaml');
  const url = 'https://xis.example/fhir';
  const settings = toSettings(checkTable(), { url, organization: '01000001', knownFailures: path });
  await expect(readKnownFailures(settings)).rejects.toThrow(
    `${path}: expected a file of known failures, got no such file`,
  );
  for (const [, encode] of ENCODINGS) {
    await writeFile(path, encode('# één\n- check: slot-search/status\n  reason: "één"\n'));
    expect(await readKnownFailures(settings)).toEqual([{ check: 'slot-search/status', reason: 'één' }]);
    await writeFile(path, encode('# één\n- check: slot-search/status\n'));
    await expect(readKnownFailures(settings)).rejects.toThrow(`${path}:2:3 [0]: 'reason' is required`);
  }
  await writeFile(path, NOT_UTF8);
  await expect(readKnownFailures(settings)).rejects.toThrow(`${path}:2:5: expected UTF-8, got the byte 0xE9`);
  await rm(folder, { recursive: true });
});
