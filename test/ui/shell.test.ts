import { describe, expect } from 'vitest';
import { pageTest as test } from '../support/browser/page.ts';

describe('the page', () => {
  test('begins with the practice, and has a link for every tab', async ({ openPage }) => {
    const { page } = await openPage();
    await page.getByText('Live').waitFor();
    expect(await page.title()).toBe('Practice · De Linde · xis-testkit');
    const tabs = page.getByRole('navigation', { name: 'Tabs' }).getByRole('link');
    expect(await tabs.allTextContents()).toEqual(['Practice', 'Wire', 'Clock', 'Trouble', 'Patient', 'Check']);
  });
});
