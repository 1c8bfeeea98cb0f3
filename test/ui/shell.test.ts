import { describe, expect } from 'vitest';
import { AGB, bookAsPatient, type OpenedPage, PRACTICE, pageTest as test } from '../support/browser/page.ts';

const TABS = ['Practice', 'Wire', 'Clock', 'Trouble', 'Patient', 'Check'];

/** The tab that the page marks as the current one. */
const currentTab = ({ page }: OpenedPage) => page.locator('nav [aria-current=page]');

describe('the page', () => {
  test('begins with the practice, and has a link for every tab', async ({ openPage }) => {
    const opened = await openPage();
    const { page } = opened;
    await page.getByText('Live').waitFor();
    expect(await page.title()).toBe('Practice · De Linde · xis-testkit');
    const tabs = page.getByRole('navigation', { name: 'Tabs' }).getByRole('link');
    expect(await tabs.allTextContents()).toEqual(TABS);
    for (const name of TABS) {
      await tabs.filter({ hasText: name }).click();
      await expect.poll(() => page.title()).toMatch(new RegExp(`^${name} ·`));
      await page.locator('main').getByText('Loading…').waitFor({ state: 'detached' });
      expect(await currentTab(opened).textContent()).toBe(name);
    }
    await page.goBack();
    await expect.poll(() => page.title()).toMatch(/^Patient ·/);
  });

  test('opens at the place of a link', async ({ openPage }) => {
    const opened = await openPage({ hash: `#/${AGB}/clock` });
    await expect.poll(() => opened.page.title()).toBe('Clock · De Linde · xis-testkit');
    await opened.goTo(`#/${AGB}/wire?view=sequence`);
    await expect.poll(() => currentTab(opened).textContent()).toBe('Wire');
    await opened.goTo('#/01000099/practice');
    await opened.page.getByText('Unknown organization 01000099').waitFor();
  });

  test('shows another organization when it is chosen, and follows that one', async ({ openPage }) => {
    const other = { ...PRACTICE, agb: '10000002', name: 'De Els' };
    const { page, simulator, url } = await openPage({ organizations: [PRACTICE, other] });
    await page.getByRole('combobox', { name: 'Organization' }).selectOption('De Els');
    await expect.poll(() => page.title()).toBe('Practice · De Els · xis-testkit');
    expect(page.url()).toBe(`${url}#/10000002`);
    await bookAsPatient(simulator, '10000002');
    await page.getByText('1 waiting for approval').waitFor();
    await page.getByRole('combobox', { name: 'Organization' }).selectOption('De Linde');
    await page.getByText('1 waiting for approval').waitFor({ state: 'detached' });
  });

  test('without an organization, says how to create one', async ({ openPage }) => {
    const { page } = await openPage({ expected: /404/ });
    await page.getByText('Live').waitFor();
    await page.evaluate(`fetch('__admin/organizations/${AGB}', { method: 'DELETE' })`);
    await page.reload();
    await page.getByText('No organizations yet').waitFor();
  });

  test('goes to tabs by keys, which do nothing while one types', async ({ openPage }) => {
    const { page } = await openPage();
    await page.getByText('Live').waitFor();
    for (const [key, name] of [
      ['w', 'Wire'],
      ['c', 'Clock'],
      ['t', 'Trouble'],
      ['a', 'Patient'],
      ['k', 'Check'],
      ['p', 'Practice'],
    ] as const) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await expect.poll(() => page.title()).toMatch(new RegExp(`^${name} ·`));
    }
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    for (const name of TABS) await help.getByText(name, { exact: true }).first().waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    await page.keyboard.press('Escape');
    await help.waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Organization' }).focus();
    await page.keyboard.press('g');
    await page.keyboard.press('w');
    expect(await page.title()).toMatch(/^Practice ·/);
  });

  test('the first key of the keyboard skips to the content', async ({ openPage }) => {
    const { page } = await openPage();
    await page.getByText('Live').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('content');
  });
});

test('on a phone, the current tab is in view', async ({ openPage }) => {
  const opened = await openPage({ hash: `#/${AGB}/check`, context: { viewport: { width: 360, height: 740 } } });
  await opened.page.getByText('Live').waitFor();
  const box = await currentTab(opened).boundingBox();
  expect(box && box.x >= 0 && box.x + box.width <= 360).toBe(true);
});

describe('a feed that breaks', () => {
  test('is marked, and goes on where it broke', async ({ openPage }) => {
    const { page, simulator, relay } = await openPage({ isRelayed: true, expected: /ERR_|Failed to load/ });
    const feeds: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/events')) feeds.push(new URL(request.url()).search);
    });
    await page.getByText('Live').waitFor();
    await bookAsPatient(simulator, AGB);
    await page.getByText('1 waiting for approval').waitFor();
    relay?.cut();
    await page.getByText('Reconnecting…').waitFor();
    await bookAsPatient(simulator, AGB);
    relay?.mend();
    await page.getByText('Live').waitFor();
    await page.getByText('2 waiting for approval').waitFor();
    expect(feeds.at(-1)).toMatch(/^\?after=./);
  });

  test('begins again after a reset by somebody else', async ({ openPage }) => {
    const { page, simulator, xis } = await openPage();
    await page.getByText('Live').waitFor();
    await bookAsPatient(simulator, AGB);
    await page.getByText('1 waiting for approval').waitFor();
    await xis.reset();
    await page.getByText('1 waiting for approval').waitFor({ state: 'detached' });
    await bookAsPatient(simulator, AGB);
    await page.getByText('1 waiting for approval').waitFor();
  });
});

describe('access to the page', () => {
  test('needs the token, which lasts as long as the tab of the browser', async ({ openPage }) => {
    const { page, url } = await openPage({ simulator: { adminToken: 'secret-canary' }, expected: /401/ });
    const field = page.getByLabel('Token of the control interface');
    await field.fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('The token was rejected.').waitFor();
    await field.fill('secret-canary');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Live').waitFor();
    await page.reload();
    await page.getByText('Live').waitFor();
    expect(page.url()).toBe(url);
    expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).toBe('{}');
    const another = await page.context().newPage();
    await another.goto(url);
    await another.getByText('Token required').waitFor();
  });

  test('is closed on an address of other machines without a token', async ({ openPage }) => {
    const { page } = await openPage({ simulator: { host: '0.0.0.0' }, expected: /403/ });
    await page.getByText('The control interface is closed').waitFor();
    await page.getByText('XIS_TESTKIT_ADMIN_TOKEN').waitFor();
  });
});
