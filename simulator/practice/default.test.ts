import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { isTestBsn } from '../../fhir/bsn.ts';
import { defaultConfiguration, defaultConfigurationPath } from './default.ts';

test('the default practice is valid, and has two organizations and fictional patients', async () => {
  const { organizations } = await defaultConfiguration();
  expect(organizations.map(({ agb }) => agb)).toEqual(['01000001', '01000002']);
  const patients = organizations.flatMap((organization) => organization.patients ?? []);
  expect(patients.length).toBeGreaterThan(0);
  expect(patients.filter(({ bsn = '' }) => !isTestBsn(bsn))).toEqual([]);
});

test('the default practice is a file that can be copied', async () => {
  expect(await readFile(defaultConfigurationPath(), 'utf8')).toMatch(/^# The practice/);
});
