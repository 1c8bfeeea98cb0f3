import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { AGB, PRACTICE, pageTest as test } from '../support/browser/page.ts';

const HASH = `#/${AGB}/patient`;

/** Logs in as the first patient of the practice. */
async function start(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Start as Emma de Boer' }).click();
  await page.getByText('Hello').waitFor();
}

/** Makes the choices of a type, up to the reason. */
async function chooseFirst(page: Page, type: string): Promise<void> {
  await page.getByRole('button', { name: type, exact: true }).click();
  await page.getByRole('button', { name: /^Dr\. Jansen/ }).click();
  await page
    .getByRole('button', { name: /^\d\d:\d\d$/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Why do you want to come?' }).fill('Hoofdpijn');
}

const book = async (page: Page, type: string): Promise<void> => {
  await chooseFirst(page, type);
  await page.getByRole('button', { name: 'Make this appointment' }).click();
};

const mine = (page: Page) => page.getByRole('region', { name: /My appointments|Mijn afspraken/ });

describe('the patient of the page', () => {
  test('CB-4, UP-1, CN-3: books, reads the answer, is moved, and cancels; in English and Dutch', async ({
    openPage,
  }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    await start(page);
    const practice = simulator.organization(AGB);
    await book(page, 'Gesprek');
    await page.getByRole('heading', { name: 'Requested' }).waitFor();
    practice.approvals.approve('1001', 'Tot dan!');
    await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
    await mine(page).getByText('Your appointment has been approved.').waitFor();
    await mine(page).getByText('Tot dan!').waitFor();
    practice.appointments.move('1001', { start: '2027-01-13T10:30:00+01:00' });
    await mine(page).getByText('Wednesday 13 January, 10:30').waitFor();
    await page.getByRole('button', { name: 'Nederlands' }).click();
    await mine(page).getByText('De praktijk heeft uw afspraak gewijzigd.').waitFor();
    await mine(page)
      .getByRole('button', { name: /^Afzeggen/ })
      .click();
    await page.getByRole('textbox', { name: /^Bericht/ }).fill('Ik ben beter.');
    await page.getByRole('button', { name: 'Afspraak afzeggen' }).click();
    await mine(page).getByText('Uw afspraak is geannuleerd.').waitFor();
    expect(practice.appointments.get('1001').state).toBe('cancelled');
  });

  test('is reached by the practice at once: the callbacks go to the page that asked for them', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    await start(page);
    await expect.poll(() => simulator.organization(AGB).callbacks.get().url).toBe(`${simulator.url}/__ui/spreekuur`);
  });

  test('says that the answers go elsewhere, and takes them back', async ({ openPage }) => {
    const elsewhere = { ...PRACTICE, callbacks: { url: 'http://spreekuur.example' } };
    const { page, simulator } = await openPage({ hash: HASH, organizations: [elsewhere] });
    await start(page);
    await page.getByText('http://spreekuur.example').waitFor();
    await page.getByRole('button', { name: 'Send them to this page' }).click();
    await page.getByText('http://spreekuur.example').waitFor({ state: 'detached' });
    expect(simulator.organization(AGB).callbacks.get().url).toBe(`${simulator.url}/__ui/spreekuur`);
  });

  test('AP-7: reads that a timeslot is gone, and chooses another one', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    await start(page);
    simulator.organization(AGB).contention.set({ goneWhenBooked: { next: 1 } });
    await book(page, 'Consult');
    await page.getByText('Timeslot no longer available, please choose another timeslot').waitFor();
    await page.getByRole('button', { name: 'Choose another time' }).click();
    await page
      .getByRole('button', { name: /^\d\d:\d\d$/ })
      .first()
      .waitFor();
  });

  test('a practice that fails is a text for the patient, and another try', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    await start(page);
    const fault = { id: 'down', operation: 'search-slot', effect: { status: 500 } } as const;
    simulator.organization(AGB).faults.add(fault);
    await page.getByRole('button', { name: 'Consult', exact: true }).click();
    await page.getByText('Something went wrong at the practice. Please try again later.').waitFor();
    simulator.organization(AGB).faults.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('button', { name: /^Dr\. Jansen/ }).waitFor();
  });

  test('is done by keyboard alone: each question has the focus', async ({ openPage }) => {
    const { page } = await openPage({ hash: HASH });
    await page.getByRole('button', { name: 'Start as Emma de Boer' }).press('Enter');
    await page.getByRole('button', { name: 'Consult', exact: true }).press('Enter');
    for (const question of ['With whom?', 'When?']) {
      await page.getByRole('heading', { name: question }).and(page.locator(':focus')).waitFor();
      const first = page.getByRole('button', { name: question === 'When?' ? /^\d\d:\d\d$/ : /^Dr\./ }).first();
      await first.press('Enter');
    }
    await page.getByRole('heading', { name: 'Why do you want to come?' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.type('Hoofdpijn');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
  });

  test('is still logged in after the page was loaded anew', async ({ openPage }) => {
    const { page } = await openPage({ hash: HASH });
    await start(page);
    await book(page, 'Consult');
    await page.getByRole('heading', { name: 'Confirmed' }).waitFor();
    await page.reload();
    await mine(page).getByText('Confirmed').waitFor();
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'Log in as a patient' }).waitFor();
  });

  test('fits a phone', async ({ openPage }) => {
    const { page } = await openPage({ hash: HASH, context: { viewport: { width: 360, height: 740 } } });
    await start(page);
    await chooseFirst(page, 'Consult');
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });

  test('hostile text of the practice stays text', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    await start(page);
    await book(page, 'Gesprek');
    await page.getByRole('heading', { name: 'Requested' }).waitFor();
    simulator.organization(AGB).approvals.approve('1001', '<img src=x onerror=alert(1)>');
    await mine(page).getByText('<img src=x onerror=alert(1)>').waitFor();
  });
});
