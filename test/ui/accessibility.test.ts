import { expect } from 'vitest';
import { findBarriers } from '../support/browser/axe.ts';
import { AGB, pageTest as test } from '../support/browser/page.ts';

const TABS = ['practice', 'wire', 'clock', 'trouble', 'patient', 'check'];
const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };

test.for([
  ['light', WIDE],
  ['dark', WIDE],
  ['light', NARROW],
  ['dark', NARROW],
] as const)(
  'no tab has barriers, and each fits, in %s colors on a screen of %o',
  async ([colorScheme, viewport], { openPage }) => {
    const { page, goTo } = await openPage({ context: { colorScheme, viewport } });
    await page.getByText('Live').waitFor();
    for (const tab of TABS) {
      await goTo(`#/${AGB}/${tab}`);
      await page.locator(`nav [aria-current=page][href*="/${tab}"]`).waitFor();
      await page.locator('main').getByText('Loading…').waitFor({ state: 'detached' });
      expect.soft(await findBarriers(page), tab).toEqual([]);
      expect.soft(await page.evaluate('document.documentElement.scrollWidth'), tab).toBeLessThanOrEqual(viewport.width);
    }
  },
);
