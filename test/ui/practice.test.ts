import { describe, expect } from 'vitest';
import { DAAN, EMMA } from '../../fixtures/test/practices.ts';
import { AGB, type OpenedPage, pageTest as test } from '../support/browser/page.ts';
import { startSpreekuur } from '../support/spreekuur.ts';

const MONDAY = `#/${AGB}/practice/2027-01-11?view=week`;

/** Books two appointments that wait for approval; their callbacks wait until the clock goes on. */
async function bookTwo({ simulator }: Pick<OpenedPage, 'simulator'>) {
  const organization = simulator.organization(AGB);
  const xis = Object.assign(Object.create(organization), { agb: AGB, baseUrl: simulator.baseUrl });
  const spreekuur = await startSpreekuur(xis);
  await spreekuur.book('gesprek');
  await spreekuur.book('gesprek', 1);
  return spreekuur;
}

describe('the practice', () => {
  test('[CB-1] the inbox approves by a button and declines by a key, with a comment', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: MONDAY });
    const spreekuur = await bookTwo({ simulator });
    try {
      await page.getByRole('button', { name: 'Approve appointment 1001' }).click();
      await page.getByText('Appointment 1001 approved').waitFor();
      await page.getByRole('button', { name: 'Decline appointment 1002' }).waitFor();
      await page.keyboard.press('j');
      await page.keyboard.press('c');
      await page.keyboard.type('Bel ons even.');
      await page.keyboard.press('Enter');
      await page.keyboard.press('n');
      await page.getByText('Appointment 1002 declined').waitFor();
      await page.getByText('Nothing waits for approval').waitFor();
      await page
        .getByRole('list', { name: 'Done' })
        .getByText(/^delivered, 2/)
        .nth(1)
        .waitFor();
      expect(spreekuur.notifications()).toEqual(['approved 1001', 'rejected 1002']);
    } finally {
      await spreekuur.listener.close();
    }
  });

  test('makes an appointment of a free slot, moves it, and cancels it', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: MONDAY });
    await page.getByRole('button', { name: /^09:00 Consult, free.*Dr. Jansen, Mon 11 Jan/ }).click();
    await page.getByLabel('Patient', { exact: true }).selectOption(DAAN.reference);
    await page.getByRole('button', { name: 'Make appointment' }).click();
    const panel = page.getByRole('region', { name: /^Appointment \d+/ });
    await panel.getByText('Mon 11 Jan 09:00 to 09:10').waitFor();

    await panel.getByRole('button', { name: 'Move…' }).click();
    await page.getByLabel('Time').fill('09:20');
    await page.getByRole('dialog').getByRole('button', { name: 'Move', exact: true }).click();
    await panel.getByText('Mon 11 Jan 09:20 to 09:30').waitFor();
    await page.getByRole('button', { name: /^09:20 Daan Visser.*booked/ }).waitFor();

    await panel.getByRole('button', { name: 'Cancel appointment…' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel appointment' }).click();
    await page.getByRole('button', { name: /^09:20 Consult, free.*Dr. Jansen, Mon 11 Jan/ }).waitFor();
    expect(
      simulator
        .organization(AGB)
        .appointments.list()
        .map(({ state }) => state),
    ).toEqual(['cancelled']);
  });

  test('an appointment is dragged to another slot', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: MONDAY });
    simulator
      .organization(AGB)
      .appointments.make({ schedule: 'jansen', type: 'consult', start: '2027-01-11 09:00', patient: EMMA.reference });
    const from = page.getByRole('button', { name: /^09:00 Emma de Boer/ });
    const to = page.getByRole('button', { name: /^09:10 Consult, free.*Dr. Smit, Mon 11 Jan/ });
    await from.dragTo(to);
    await page.getByRole('button', { name: /^09:10 Emma de Boer.*Dr. Smit, Mon 11 Jan/ }).waitFor();
    expect(simulator.organization(AGB).appointments.list()[0]?.schedule).toBe('smit');
  });

  test('a slot is taken by a competitor and released, by keyboard alone', async ({ openPage }) => {
    const { page } = await openPage({ hash: MONDAY });
    const slot = page.getByRole('button', { name: /^09:00 Consult, free.*Dr. Jansen, Mon 11 Jan/ });
    await slot.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowRight');
    const free = page.getByRole('button', { name: /^09:10 Consult, free.*Dr. Smit, Mon 11 Jan/ });
    await free.and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take as a competitor' }).press('Enter');
    const taken = page.getByRole('button', { name: /^09:10 Competitor.*Dr. Smit, Mon 11 Jan/ });
    await taken.press('Enter');
    await page.getByRole('button', { name: 'Release the slot' }).press('Enter');
    await free.waitFor();
  });

  test('blocks the free slots of a period', async ({ openPage }) => {
    const { page } = await openPage({ hash: MONDAY });
    await page.getByRole('button', { name: 'Block time' }).click();
    await page.getByLabel('From').fill('09:00');
    await page.getByLabel('To', { exact: true }).fill('09:20');
    await page.getByRole('button', { name: 'Block', exact: true }).click();
    await page.getByText('2 slots blocked').waitFor();
    await page.getByRole('button', { name: /^09:10 Blocked.*Dr. Jansen, Mon 11 Jan/ }).waitFor();
  });

  test('an unknown appointment has no panel of another one', async ({ openPage }) => {
    const { page } = await openPage({ hash: `#/${AGB}/practice/appointment/9999` });
    await page.getByText('There is no appointment 9999').waitFor();
  });
});
