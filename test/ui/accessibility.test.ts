import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { findBarriers, findColorBarriers } from '../support/browser/axe.ts';
import { BUSY_AGB, fillPractice, loadBusyPractices } from '../support/browser/busy-practice.ts';
import { pageTest as base, takePicture } from '../support/browser/page.ts';
import { type CallbackEndpoint, startCallbackEndpoint } from '../support/callback-endpoint.ts';

const test = base.extend<{ callbackEndpoint: CallbackEndpoint }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  callbackEndpoint: async ({}, use) => {
    const callbackEndpoint = await startCallbackEndpoint();
    await use(callbackEndpoint);
    await callbackEndpoint.close();
  },
});

const SOURCES = resolve(import.meta.dirname, '../../ui/page');

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 360, height: 740 };

/** The places of the page, each with a text by which it is complete, and the name of its picture in the docs. */
const PLACES: readonly (readonly [place: string, text: string, picture?: string])[] = [
  ['practice', 'Waiting for approval'],
  ['practice/2027-01-11?view=day', 'Waiting for approval', 'practice'],
  ['practice/appointment/1001?view=day', 'History'],
  ['wire', 'GET'],
  ['wire/request/1', 'Clauses', 'wire'],
  ['wire?view=sequence', 'Practitioner'],
  ['wire?view=deliveries', 'Callbacks to Spreekuur.nl'],
  ['clock', 'Due'],
  ['trouble', 'types-as-bundle'],
  ['patient', 'Log in as a patient'],
  ['check', 'Check a XIS'],
];

test.for([WIDE, NARROW])(
  'no place of the page has barriers, and each fits, in light and dark colors on a screen of %o',
  async (viewport, { openPage, callbackEndpoint }) => {
    const { page, simulator, goTo } = await openPage({
      organizations: await loadBusyPractices(),
      context: { viewport },
    });
    await fillPractice(simulator, callbackEndpoint);
    await page.getByText('Live').waitFor();
    for (const [place, text, picture] of PLACES) {
      await goTo(`#/${BUSY_AGB}/${place}`);
      await page.locator('main').getByText(text).first().waitFor();
      if (viewport === WIDE && picture !== undefined) await takePicture(page, picture);
      expect.soft(await findBarriers(page), place).toEqual([]);
      expect.soft(await page.evaluate('document.documentElement.scrollWidth'), place).toBe(viewport.width);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect.soft(await findColorBarriers(page), `${place}, dark`).toEqual([]);
      await page.emulateMedia({ colorScheme: 'light' });
    }
  },
);

test('the page differs between light and dark in colors alone', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:css|tsx?)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((name) => /prefers-color-scheme/.test(readFileSync(join(SOURCES, name), 'utf8')))).toEqual([]);
});
