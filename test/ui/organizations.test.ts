import { buffer } from 'node:stream/consumers';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { AGB, bookAsPatient, PRACTICE, pageTest as test } from '../support/browser/page.ts';

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Organizations' });
const open = (page: Page) => page.getByRole('button', { name: 'Organizations' }).click();

test('an organization is created like the selected one, or from a configuration, and deleted', async ({ openPage }) => {
  const { page, simulator } = await openPage();
  await open(page);
  await dialog(page).getByLabel('AGB code').fill('10000007');
  await dialog(page).getByLabel('Name', { exact: true }).fill('De Els');
  await dialog(page).getByRole('button', { name: 'Create' }).click();
  await expect.poll(() => page.title()).toBe('Practice · De Els · xis-testkit');
  await open(page);
  await dialog(page).getByRole('button', { name: 'From a configuration' }).click();
  const json = dialog(page).getByLabel('Configuration, as JSON');
  await json.fill('{');
  await dialog(page).getByRole('button', { name: 'Create' }).click();
  await dialog(page).getByRole('alert').getByText('The configuration is not JSON').waitFor();
  await json.fill(JSON.stringify({ ...PRACTICE, agb: '10000008', name: 'De Berk' }));
  await dialog(page).getByRole('button', { name: 'Create' }).click();
  await expect.poll(() => page.title()).toBe('Practice · De Berk · xis-testkit');
  await open(page);
  await dialog(page).getByRole('button', { name: 'Delete…' }).click();
  await dialog(page).getByRole('button', { name: 'Delete De Berk' }).click();
  await expect.poll(() => simulator.organizations.list().map(({ agb }) => agb)).toEqual([AGB, '10000007']);
  await expect.poll(() => page.title()).toBe('Practice · De Linde · xis-testkit');
});

test('an organization is reset, and restored from the file of a snapshot', async ({ openPage }) => {
  const { page, simulator, xis } = await openPage();
  const id = await bookAsPatient(simulator);
  await page.getByText('1 waiting for approval').waitFor();
  await open(page);
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Save snapshot' }).click();
  const snapshot = await buffer(await (await download).createReadStream());
  expect(snapshot.toString()).not.toContain('hoofdpijn');
  await dialog(page).getByRole('button', { name: 'Reset…' }).click();
  await dialog(page).getByRole('button', { name: 'Reset De Linde' }).click();
  await dialog(page).getByText('It is as configured.').waitFor();
  expect(xis.appointments.list()).toEqual([]);
  const file = { name: 'snapshot.json', mimeType: 'application/json', buffer: snapshot };
  await dialog(page)
    .getByLabel('Restore a snapshot')
    .setInputFiles({ ...file, buffer: Buffer.from('[]') });
  await dialog(page).getByLabel('Restore a snapshot').and(page.locator(':enabled')).waitFor();
  await dialog(page).getByLabel('Restore a snapshot').setInputFiles(file);
  await dialog(page).getByText(`Replaces ${AGB}, with its appointments`).waitFor();
  expect(xis.appointments.list()).toEqual([]);
  await dialog(page)
    .getByRole('button', { name: `Replace ${AGB}` })
    .click();
  await page.getByText('1 waiting for approval').waitFor();
  expect(simulator.organization(AGB).appointments.get(id).state).toBe('pending');
});
