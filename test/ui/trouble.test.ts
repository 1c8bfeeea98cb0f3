import type { Locator } from 'playwright-core';
import { describe, expect } from 'vitest';
import { DEFECTS } from '../../simulator/index.ts';
import { AGB, bookAsPatient, pageTest as test } from '../support/browser/page.ts';
import { IS_FULL } from '../support/runs.ts';
import { call } from '../support/xis.ts';

const HASH = `#/${AGB}/trouble`;

/** The switch of every twelfth line of the defects is clicked, and in a full run every one: a click takes a tenth of a second. */
const LINES_PER_CLICK = IS_FULL ? 1 : 12;

/** Returns the ids of the lines that have one switch, which is off. */
const listSwitches = (defects: Locator): Promise<string[]> =>
  defects
    .getByRole('listitem')
    .filter({ has: defects.page().getByRole('switch', { checked: false }) })
    .locator('code')
    .allTextContents();

describe('trouble', () => {
  test('every defect has a switch, and one button turns all of them off', async ({ openPage }) => {
    const { page, xis } = await openPage({ hash: HASH });
    const defects = page.getByRole('region', { name: 'Defects' });
    await defects.getByRole('listitem').first().waitFor();
    const ids = await listSwitches(defects);
    expect([...ids].sort()).toEqual(DEFECTS.map(({ id }) => id).sort());
    for (let index = 0; index < ids.length; index += LINES_PER_CLICK) {
      const line = defects.getByRole('listitem').nth(index);
      await line.getByRole('switch').click();
      await line.getByRole('switch', { checked: true }).waitFor();
    }
    const clicked = ids.filter((_, index) => index % LINES_PER_CLICK === 0).sort();
    expect([...xis.defects.list()].sort()).toEqual(clicked);
    await defects.getByRole('listitem').first().getByRole('switch').click();
    await expect.poll(() => xis.defects.list().length).toBe(clicked.length - 1);
    await defects.getByRole('button', { name: 'All off' }).click();
    await expect.poll(() => xis.defects.list()).toEqual([]);
    await expect.poll(() => defects.getByRole('switch', { checked: true }).count()).toBe(0);
  });

  test('defects are found by word and by clause', async ({ openPage }) => {
    const { page } = await openPage({ hash: HASH });
    const defects = page.getByRole('region', { name: 'Defects' });
    await defects.getByRole('searchbox', { name: 'Find' }).fill('SL-9');
    const expected = DEFECTS.filter(({ clauses }) => clauses.includes('SL-9'));
    await expect.poll(() => defects.getByRole('listitem').count()).toBe(expected.length);
    await defects.getByRole('searchbox', { name: 'Find' }).fill('no such defect');
    await defects.getByText('No defect matches').waitFor();
  });

  test('a fault is added, strikes, and is removed', async ({ openPage }) => {
    const { page, simulator, xis } = await openPage({ hash: HASH });
    const faults = page.getByRole('region', { name: 'Faults' });
    await faults.getByRole('button', { name: 'Add fault' }).click();
    await expect.poll(() => xis.faults.list().length).toBe(1);
    const target = { baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': AGB } };
    expect((await call(target, 'GET', '/Slot')).status).toBe(503);
    await faults.getByText('struck 1 of 1 match').waitFor();
    await faults.getByRole('button', { name: /^Remove fault/ }).click();
    await faults.getByText('No faults').waitFor();
    expect((await call(target, 'GET', '/Slot')).status).toBe(200);
  });

  test('contention is set, and a value that is wrong is explained beside it', async ({ openPage }) => {
    const { page, xis } = await openPage({ hash: HASH, expected: /422/ });
    const contention = page.getByRole('region', { name: 'Contention' });
    await contention.getByLabel('Competitors per hour').fill('many');
    await contention.getByRole('button', { name: 'Save' }).click();
    await contention
      .getByRole('alert')
      .getByText(/competitorsPerHour/)
      .waitFor();
    await contention.getByLabel('Competitors per hour').fill('3');
    await contention.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => xis.contention.get()).toEqual({ competitorsPerHour: 3 });
  });

  test('callbacks go to a url that can be tried, and are paused', async ({ openPage }) => {
    const { page, simulator, xis } = await openPage({ hash: HASH });
    const callbacks = page.getByRole('region', { name: 'Callbacks' });
    await callbacks.getByLabel('URL of Spreekuur.nl').fill(`${simulator.url}/__ui/spreekuur`);
    await callbacks.getByRole('button', { name: 'Save' }).click();
    await callbacks.getByRole('button', { name: 'Try it now' }).click();
    await callbacks.getByText(/^Reached: status \d+/).waitFor();
    await callbacks.getByRole('switch', { name: /^Pause/ }).click();
    await expect.poll(() => xis.deliveries.paused).toBe(true);
    await callbacks.getByRole('switch', { name: /^Pause/ }).click();
    await expect.poll(() => xis.deliveries.paused).toBe(false);
  });

  test('what is on is shown on every tab, with a link to its switch', async ({ openPage }) => {
    const { page, simulator, xis, goTo } = await openPage();
    xis.defects.set(['types-as-bundle']);
    xis.faults.add({ operation: 'search-slot', effect: { status: 503 } });
    xis.contention.set({ competitorsPerHour: 3 });
    xis.deliveries.pause();
    await bookAsPatient(simulator).catch(() => undefined);
    for (const tab of ['practice', 'wire', 'clock', 'trouble', 'patient', 'check']) {
      await goTo(`#/${AGB}/${tab}`);
      for (const name of [/clock frozen/, /1 defect/, /1 fault/, /3 competitors an hour/, /callbacks paused/]) {
        await page.getByRole('link', { name }).waitFor();
      }
    }
    await page.getByRole('link', { name: /1 defect/ }).click();
    await page.getByRole('region', { name: 'Defects' }).waitFor();
  });
});
