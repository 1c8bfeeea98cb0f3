import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { AGB, bookAsPatient, PRACTICE, pageTest as test } from '../support/browser/page.ts';

const inbox = (page: Page) => page.getByRole('region', { name: 'Waiting for approval' });
const panel = (page: Page) => page.getByRole('region', { name: /^Appointment / });
/** The appointments and slots of Dr. Jansen on the Monday. */
const monday = (page: Page) => page.getByRole('group', { name: 'Dr. Jansen, Mon 11 Jan' });

describe('the inbox', () => {
  test('approves and declines with a comment, which goes to the patient [UP-1]', async ({ openPage }) => {
    const { page, simulator, xis } = await openPage();
    const [first, second] = [await bookAsPatient(simulator), await bookAsPatient(simulator)];
    await page.getByLabel(`Comment for appointment ${first}`).fill('Tot dan!');
    await page.getByRole('button', { name: `Approve appointment ${first}` }).click();
    await page.getByText(`Appointment ${first} approved`).waitFor();
    await page.getByRole('button', { name: `Decline appointment ${second}` }).click();
    await inbox(page).getByText('Nothing waits for approval').waitFor();
    expect([first, second].map((id) => xis.appointments.get(id).state)).toEqual(['booked', 'declined']);
    expect(xis.appointments.get(first).history.at(-1)).toMatchObject({ by: 'practitioner' });
  });

  test('is worked through by keyboard alone', async ({ openPage }) => {
    const { page, simulator, xis } = await openPage();
    const ids = [await bookAsPatient(simulator), await bookAsPatient(simulator)];
    for (const id of ids) await page.getByRole('button', { name: `Approve appointment ${id}` }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('c');
    await page.keyboard.type('yes, no');
    await page.keyboard.press('Enter');
    await page.keyboard.press('n');
    await expect.poll(() => xis.appointments.get(ids[1] ?? '').state).toBe('declined');
    await page.keyboard.press('k');
    await page.keyboard.press('y');
    await expect.poll(() => xis.appointments.get(ids[0] ?? '').state).toBe('booked');
  });

  test('says why a decision failed, and stays', async ({ openPage }) => {
    const { page, simulator, relay } = await openPage({ isRelayed: true, expected: /ERR_|Failed to load/ });
    const id = await bookAsPatient(simulator);
    const approve = page.getByRole('button', { name: `Approve appointment ${id}` });
    await approve.waitFor();
    relay?.cut();
    await approve.click();
    await page.getByRole('alert').getByText('The server did not respond').waitFor();
    expect(simulator.organization().approvals.pending()).toHaveLength(1);
  });
});

describe('the calendar', () => {
  test('shows all slots with their types, appointments with patients, and follows what happens', async ({
    openPage,
  }) => {
    const { page, xis } = await openPage();
    await page.getByRole('button', { name: '09:00 Consult, free, to 09:10, Dr. Jansen, Mon 11 Jan' }).waitFor();
    await page.getByRole('button', { name: '14:00 Visite, free, to 14:30, Dr. Smit, Tue 12 Jan' }).waitFor();
    xis.appointments.make({
      schedule: 'jansen',
      type: 'consult',
      start: '2027-01-11T09:20:00+01:00',
      patient: 'Patient/2',
    });
    await monday(page)
      .getByRole('button', { name: /^09:20 Daan Visser Consult, appointment \d+, booked/ })
      .waitFor();
  });

  test('makes an appointment in a free slot, moves it, and cancels it', async ({ openPage }) => {
    const { page, xis } = await openPage();
    await monday(page)
      .getByRole('button', { name: /^09:00 Consult, free/ })
      .click();
    const making = page.getByRole('dialog', { name: /^Free slot, Mon 11 Jan 09:00/ });
    await making.getByLabel('Patient', { exact: true }).selectOption('Daan Visser');
    await making.getByRole('button', { name: 'Make appointment' }).click();
    await panel(page).getByText('Daan Visser').waitFor();
    const [appointment] = xis.appointments.list();
    expect(appointment).toMatchObject({ state: 'booked', patient: 'Patient/2', schedule: 'jansen' });
    expect(page.url()).toContain(`/practice/appointment/${appointment?.id}`);

    await panel(page).getByRole('button', { name: 'Move…' }).click();
    const moving = page.getByRole('dialog', { name: /^Move appointment/ });
    await moving.getByLabel('Time').fill('09:40');
    await moving.getByLabel('Schedule').selectOption('Dr. Jansen');
    await moving.getByRole('button', { name: 'Move', exact: true }).click();
    await monday(page)
      .getByRole('button', { name: /^09:40 Daan Visser/ })
      .waitFor();

    await panel(page).getByRole('button', { name: 'Cancel appointment…' }).click();
    const cancelling = page.getByRole('dialog', { name: /^Cancel appointment/ });
    await cancelling.getByLabel('Comment to the patient').fill('De dokter is ziek.');
    await cancelling.getByRole('button', { name: 'Cancel appointment' }).click();
    await monday(page)
      .getByRole('button', { name: /^09:40 Consult, free/ })
      .waitFor();
    expect(xis.appointments.list()[0]?.history.map(({ what }) => what)).toEqual(['made', 'moved', 'cancelled']);
  });

  test('moves an appointment that is dragged', async ({ openPage }) => {
    const { page, xis } = await openPage();
    xis.appointments.make({
      schedule: 'jansen',
      type: 'gesprek',
      start: '2027-01-11T10:00:00+01:00',
      patient: 'Patient/1',
    });
    const from = await monday(page)
      .getByRole('button', { name: /^10:00 Emma de Boer/ })
      .boundingBox();
    const to = await monday(page)
      .getByRole('button', { name: /^10:30 Gesprek/ })
      .boundingBox();
    if (!from || !to) throw new Error('the calendar does not show the appointment');
    await page.mouse.move(from.x + 20, from.y + 6);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + 3, { steps: 4 });
    await page.mouse.move(to.x + 20, to.y + 6);
    await page.mouse.up();
    await expect.poll(() => xis.appointments.list()[0]?.start).toBe('2027-01-11T10:30:00+01:00');
    await monday(page)
      .getByRole('button', { name: /^10:30 Emma de Boer/ })
      .waitFor();
  });

  test('takes a slot as a competitor, and releases it', async ({ openPage }) => {
    const { page } = await openPage();
    await monday(page)
      .getByRole('button', { name: /^09:10 Consult, free/ })
      .click();
    await page.getByRole('button', { name: 'Take as a competitor' }).click();
    await monday(page)
      .getByRole('button', { name: /^09:10 Competitor/ })
      .click();
    await page.getByText('A booking of it gets 409.').waitFor();
    await page.getByRole('button', { name: 'Release the slot' }).click();
    await monday(page)
      .getByRole('button', { name: /^09:10 Consult, free/ })
      .waitFor();
  });

  test('blocks time, and frees it again', async ({ openPage }) => {
    const { page } = await openPage();
    for (const [button, name] of [
      ['Block', /^\d\d:\d\d Blocked/],
      ['Unblock instead', /^09:[0-5]0 Consult, free/],
    ] as const) {
      await page.getByRole('button', { name: 'Block time' }).click();
      const dialog = page.getByRole('dialog', { name: 'Block time' });
      await dialog.getByLabel('From').fill('09:00');
      await dialog.getByLabel('To', { exact: true }).fill('10:00');
      await dialog.getByRole('button', { name: button, exact: true }).click();
      await expect.poll(() => monday(page).getByRole('button', { name }).count()).toBe(6);
    }
  });

  test('opens the day and the view of a link, and goes to other days', async ({ openPage }) => {
    const { page, url } = await openPage({ hash: `#/${AGB}/practice/2027-01-20?view=day` });
    await page.getByRole('heading', { name: /Wed 20 Jan 2027/ }).waitFor();
    await page.getByRole('button', { name: 'Next day' }).click();
    await page.getByRole('heading', { name: /Thu 21 Jan 2027/ }).waitFor();
    expect(page.url()).toBe(`${url}#/${AGB}/practice/2027-01-21?view=day`);
    await page.getByRole('button', { name: 'Week' }).click();
    await page.getByRole('group', { name: 'Dr. Smit, Mon 18 Jan' }).waitFor();
  });

  test('keeps the elements of 50 schedules within bounds', async ({ openPage }) => {
    const [schedule] = PRACTICE.schedules;
    if (!schedule) throw new Error('the practice has no schedule');
    const hours = [{ days: 'workdays', from: '08:00', to: '17:00', type: 'consult' }] as const;
    const schedules = Array.from({ length: 50 }, (_, index) => ({
      ...schedule,
      id: `doctor-${index}`,
      practitioner: { id: `doctor-${index}`, name: `Dr. ${index}` },
      hours,
    }));
    const { page } = await openPage({
      organizations: [{ ...PRACTICE, schedules }],
      hash: `#/${AGB}/practice/2027-01-11?view=week&schedule=all`,
    });
    await page.getByRole('group', { name: 'Dr. 0, Mon 11 Jan' }).getByRole('button').first().waitFor();
    // 50 schedules with 54 slots on each of 5 days are 13,500 slots.
    expect(await page.evaluate('document.querySelectorAll("*").length')).toBeLessThan(12_000);
  });
});
