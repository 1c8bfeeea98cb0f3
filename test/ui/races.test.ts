import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { AGB, bookAsPatient, PRACTICE, pageTest as test } from '../support/browser/page.ts';

const OTHER = '10000002';
const PRACTICES = [PRACTICE, { ...PRACTICE, agb: OTHER, name: 'The other practice' }];

/** Holds the requests whose URL matches, until they are let go. */
async function hold(page: Page, url: RegExp): Promise<() => void> {
  let letGo = (): void => undefined;
  const isLetGo = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(url, async (route) => {
    await isLetGo;
    await route.continue();
  });
  return letGo;
}

describe('a slow server', () => {
  test('what happens in an organization is seen, though another one is still being read', async ({ openPage }) => {
    const { page, simulator, goTo } = await openPage({ organizations: PRACTICES, hash: `#/${OTHER}/practice` });
    // A place without an organization would read the first one, before its requests are held.
    await page.getByText('Nothing waits for approval').waitFor();
    const letGo = await hold(page, new RegExp(`${AGB}/requests`));
    const read = page.waitForRequest(new RegExp(`${AGB}/requests`));
    await goTo(`#/${AGB}/practice`);
    await read;
    simulator.organization(AGB).clock.freeze();
    await goTo(`#/${OTHER}/practice`);
    await page.getByText('Nothing waits for approval').waitFor();
    const id = await bookAsPatient(simulator, OTHER);
    letGo();
    await page.getByRole('button', { name: `Approve appointment ${id}` }).waitFor();
  });

  test('the result of a command is not shown in another organization', async ({ openPage }) => {
    const { page, simulator, goTo } = await openPage({ organizations: PRACTICES });
    const ids = [await bookAsPatient(simulator, AGB), await bookAsPatient(simulator, OTHER)];
    expect(ids[0]).toBe(ids[1]);
    const approve = page.getByRole('button', { name: `Approve appointment ${ids[0]}` });
    await approve.waitFor();
    const letGo = await hold(page, /\/approve$/);
    const sent = page.waitForRequest(/\/approve$/);
    await approve.click();
    await sent;
    await goTo(`#/${OTHER}/practice`);
    await approve.waitFor();
    const received = page.waitForResponse(/\/approve$/);
    letGo();
    await (await received).finished();
    await page.getByText('1 waiting for approval').waitFor();
    expect(await approve.count()).toBe(1);
    expect(simulator.organization(OTHER).approvals.pending()).toHaveLength(1);
  });

  test('switches that are clicked one after another are all on', async ({ openPage }) => {
    const { page, xis } = await openPage({ hash: `#/${AGB}/trouble` });
    const switches = page.getByRole('region', { name: 'Defects' }).getByRole('listitem').getByRole('switch');
    await switches.nth(2).waitFor();
    const letGo = await hold(page, /\/defects$/);
    for (const index of [0, 1, 2]) await switches.nth(index).click();
    letGo();
    await expect.poll(() => xis.defects.list().length).toBe(3);
  });

  test('a patient who starts before the state is read leaves the callbacks where they go', async ({ openPage }) => {
    const url = 'http://spreekuur.example';
    const { page, xis, goTo } = await openPage({
      organizations: [
        { ...PRACTICE, callbacks: { ...PRACTICE.callbacks, url } },
        { ...PRACTICE, agb: OTHER },
      ],
      hash: `#/${OTHER}/patient`,
    });
    await page
      .getByRole('button', { name: /Start|Log in/ })
      .first()
      .waitFor();
    await hold(page, new RegExp(`${AGB}/requests`));
    const read = page.waitForRequest(new RegExp(`${AGB}/requests`));
    await goTo(`#/${AGB}/patient`);
    await read;
    await page
      .getByRole('button', { name: /Start|Log in/ })
      .first()
      .click();
    await page.getByText('Hello').waitFor();
    expect(xis.callbacks.get().url).toBe(url);
  });
});

test('a key that is held decides one appointment', async ({ openPage }) => {
  const { page, simulator, xis } = await openPage();
  const ids = [await bookAsPatient(simulator), await bookAsPatient(simulator), await bookAsPatient(simulator)];
  await page.getByText('3 waiting for approval').waitFor();
  for (let repeats = 0; repeats < 5; repeats++) await page.keyboard.down('y');
  await page.keyboard.up('y');
  await page.getByText('2 waiting for approval').waitFor();
  expect(xis.approvals.pending().map(({ id }) => id)).toEqual(ids.slice(1));
});

test('a key that is pressed in the moment an appointment is shown is for it', async ({ openPage }) => {
  const { page, simulator, xis } = await openPage();
  await page.getByText('Nothing waits for approval').waitFor();
  await page.evaluate(`new MutationObserver((_, observer) => {
    if (!document.querySelector('[data-approval]')) return;
    observer.disconnect();
    dispatchEvent(new KeyboardEvent('keydown', { key: 'y' }));
  }).observe(document.body, { childList: true, subtree: true })`);
  const id = await bookAsPatient(simulator);
  await expect.poll(() => xis.appointments.get(id)?.state).toBe('booked');
});

test('shortcuts can be turned off, and on again', async ({ openPage }) => {
  const { page, url } = await openPage({ hash: `#/${AGB}/practice` });
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await page.getByRole('switch', { name: 'Single keys are shortcuts' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.keyboard.press('?');
  await page.getByRole('switch', { name: 'Single keys are shortcuts' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(page.url()).not.toContain('/wire');
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await page.waitForURL(`${url}#/${AGB}/wire`);
});

test('a tab whose file cannot be loaded says so', async ({ openPage }) => {
  const { page, goTo } = await openPage({ expected: /ERR_FAILED|dynamically imported|Failed to load/ });
  await page.route(/clock-tab/, (route) => route.abort());
  await goTo(`#/${AGB}/clock`);
  await page.getByRole('button', { name: 'Load the page again' }).waitFor();
  await page.getByRole('alert').getByText('This part of the page failed').waitFor();
});
