import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { formatHtmlReport } from '../../conformance/index.ts';
import { createLargeReport } from '../../fixtures/test/reports/large.ts';
import { findBarriers } from '../support/browser/axe.ts';
import { pageTest as test } from '../support/browser/page.ts';

const REPORT = createLargeReport();

/** Opens the report by itself, beside the page of a simulator. */
async function openReport(beside: Page): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  const page = await beside.context().newPage();
  const problems: string[] = [];
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => problems.push(message.text()));
  await page.setContent(formatHtmlReport(REPORT));
  return { page, problems };
}

test.for(['light', 'dark'] as const)(
  'a report has no barriers with all of it open, and fits on 360 pixels, in %s colors',
  async (colorScheme, { openPage }) => {
    const { page: beside } = await openPage({ context: { colorScheme, viewport: { width: 360, height: 740 } } });
    const { page, problems } = await openReport(beside);
    await page.evaluate('for (const fold of document.querySelectorAll("details.fold")) fold.open = true');
    expect(await findBarriers(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    expect(problems).toEqual([]);
  },
);

/** Follows the first arrow of the diagram with the keyboard, to its exchange. */
async function followArrow(page: Page): Promise<void> {
  const arrow = page.locator('.flow a').first();
  const exchange = page.locator((await arrow.getAttribute('href')) ?? '');
  await arrow.focus();
  await page.keyboard.press('Enter');
  await exchange.getByText('Repeat with curl').waitFor();
}

test('a link opens what is folded: from a tile and an arrow', async ({ openPage }) => {
  const { page, problems } = await openReport((await openPage()).page);
  const passed = page.locator('#checks-pass');
  expect(await passed.getAttribute('open')).toBeNull();
  await page.locator('.tiles').getByRole('link', { name: 'Pass' }).click();
  await passed.locator('tbody tr').first().waitFor();

  await followArrow(page);
  expect(problems).toEqual([]);
});

test('the field finds text in checks, clauses and exchanges, also where they are folded', async ({ openPage }) => {
  const { page, problems } = await openReport((await openPage()).page);
  const field = page.getByRole('searchbox', { name: 'Find in clauses, checks and exchanges' });
  await field.fill('SPELLINGS both');
  await page.getByRole('status').getByText('1 clause, 1 check, 2 exchanges').waitFor();
  await page.getByText('Both spellings of the date parameter are supported').waitFor();
  expect(await page.locator('#checks-pass tbody tr:visible').count()).toBe(1);
  expect(await page.locator('#checks-fail').isVisible()).toBe(false);

  // A link to what the text does not match ends the search.
  await followArrow(page);
  expect(await field.inputValue()).toBe('');
  expect(await page.locator('#checks-fail').isVisible()).toBe(true);
  expect(problems).toEqual([]);
});
