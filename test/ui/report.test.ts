import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { formatHtmlReport } from '../../conformance/index.ts';
import { createLargeReport } from '../../fixtures/test/reports/large.ts';
import { findBarriers, findColorBarriers } from '../support/browser/axe.ts';
import { pageTest } from '../support/browser/page.ts';
import type { TabOptions } from '../support/browser/tab.ts';

const REPORT = formatHtmlReport(createLargeReport());

const test = pageTest.extend<{ openReport: (options?: TabOptions) => Promise<Page> }>({
  openReport: async ({ tab }, use) => {
    const problems: string[] = [];
    await use(async (options) => {
      const page = await tab.show(options);
      page.on('pageerror', ({ message }) => problems.push(message));
      page.on('console', (message) => problems.push(message.text()));
      await page.setContent(REPORT);
      return page;
    });
    await tab.clear();
    expect(problems).toEqual([]);
  },
});

test('a report has no barriers with all of it open, and fits on 360 pixels, in light and dark colors', async ({
  openReport,
}) => {
  const page = await openReport({ viewport: { width: 360, height: 740 } });
  await page.evaluate('for (const fold of document.querySelectorAll("details.fold")) fold.open = true');
  expect(await findBarriers(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect(await findColorBarriers(page)).toEqual([]);
});

/** Follows the first arrow of the diagram with the keyboard, to its exchange. */
async function followArrow(page: Page): Promise<void> {
  const arrow = page.locator('.flow a').first();
  const exchange = page.locator((await arrow.getAttribute('href')) ?? '');
  await arrow.focus();
  await page.keyboard.press('Enter');
  await exchange.getByText('Repeat with curl').waitFor();
}

test('a link opens what is folded: from a tile and an arrow', async ({ openReport }) => {
  const page = await openReport();
  const passed = page.locator('#checks-pass');
  expect(await passed.getAttribute('open')).toBeNull();
  await page.locator('.tiles').getByRole('link', { name: 'Pass' }).click();
  await passed.locator('tbody tr').first().waitFor();

  await followArrow(page);
});

test('the field finds text in checks, clauses and exchanges, also where they are folded', async ({ openReport }) => {
  const page = await openReport();
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
});
