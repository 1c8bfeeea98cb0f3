import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { CATEGORY } from '../../fixtures/test/practices.ts';
import { AGB, PRACTICE, pageTest as test } from '../support/browser/page.ts';

/** Starts a check that has appointments approved and declined. */
async function startWithApproval(form: Locator): Promise<void> {
  await form.getByLabel('Service category').fill(CATEGORY);
  for (const group of ['Bookings', 'Callbacks', 'Selection']) await form.getByText(group, { exact: true }).click();
  await form.getByText('Make appointments, and cancel them again').click();
  await form.getByLabel('Appointment type with approval').fill('gesprek');
  await form.getByLabel('Port for callbacks').fill('0');
  await form.getByLabel('Only these checks').fill('callbacks/accepted');
  await form.getByRole('button', { name: 'Start the check' }).click();
}

describe('the tab Check', () => {
  test('CB-9: checks the practice, has it approve and decline in one click each, and shows the report', async ({
    openPage,
  }) => {
    // The clock runs: the check waits for callbacks in real time.
    const { clock: _frozen, ...practice } = PRACTICE;
    const { page, simulator } = await openPage({ hash: `#/${AGB}/check`, organizations: [practice] });
    const { callbacks } = simulator.organization(AGB);
    callbacks.set({ url: 'http://spreekuur.example', timeout: 'PT5S' });
    await page.getByText('No checks yet').waitFor();
    const form = page.getByRole('region', { name: 'Check a XIS' });
    expect(await form.getByLabel('Organization', { exact: true }).inputValue()).toBe(AGB);
    await startWithApproval(form);

    await page.getByRole('button', { name: 'Send them to the check' }).click();
    await page.getByRole('button', { name: 'Approve it' }).click();
    await page.getByRole('button', { name: 'Decline it' }).click();
    const report = page.frameLocator('iframe[title="Report of the check"]');
    await report.getByRole('heading', { level: 1 }).waitFor();
    expect(await report.locator('body').textContent()).toContain('callbacks/accepted');
    const place = page.url();
    // The port of the check is closed: the callbacks go where they went before.
    await expect.poll(() => callbacks.get()).toEqual({ url: 'http://spreekuur.example', timeout: 'PT5S' });

    await page.getByRole('link', { name: 'All checks' }).click();
    await page.getByRole('region', { name: 'Checks' }).getByRole('link').click();
    await report.getByRole('heading', { level: 1 }).waitFor();
    expect(page.url()).toBe(place);
    await page.getByRole('button', { name: 'Check again…' }).click();
    expect(await form.getByLabel('Only these checks').inputValue()).toBe('callbacks/accepted');
  });

  test('shows an error beside the option that it is about, and does not start', async ({ openPage }) => {
    const { page } = await openPage({ hash: `#/${AGB}/check`, expected: /422/, context: { colorScheme: 'dark' } });
    const form = page.getByRole('region', { name: 'Check a XIS' });
    const field = form.getByLabel('Organization', { exact: true });
    await field.fill('123');
    await field.press('Enter');
    await form.getByText('expected an 8-digit AGB code, got "123"').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('organization');
    await page.getByText('No checks yet').waitFor();
  });

  test('cancels a check that waits, on 360 pixels', async ({ openPage }) => {
    const { page } = await openPage({
      hash: `#/${AGB}/check`,
      context: { viewport: { width: 360, height: 740 } },
    });
    const form = page.getByRole('region', { name: 'Check a XIS' });
    await startWithApproval(form);
    await page.getByRole('heading', { name: /^Approve appointment/ }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Cancelled', { exact: true }).waitFor();
  });

  test('a check that is not known any more has a way back', async ({ openPage }) => {
    const { page } = await openPage({ hash: `#/${AGB}/check/unknown`, expected: /404/ });
    await page.getByText('This check is not here').waitFor();
    await page.getByRole('link', { name: 'All checks' }).click();
    await page.getByRole('button', { name: 'Start the check' }).waitFor();
  });
});
