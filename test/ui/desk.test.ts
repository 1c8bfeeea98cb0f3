import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { AGB, bookAsPatient, PRACTICE, pageTest as test } from '../support/browser/page.ts';

/** The appointments and slots of Dr. Jansen on the Monday. */
const monday = (page: Page) => page.getByRole('group', { name: 'Dr. Jansen, Mon 11 Jan' });

describe('the desk', () => {
  test('keeps the focus in the inbox after a decision there; a decision elsewhere moves no focus', async ({
    openPage,
  }) => {
    const { page, simulator, xis } = await openPage();
    const ids = [await bookAsPatient(simulator), await bookAsPatient(simulator)];
    await page.getByText('2 waiting for approval').waitFor();
    xis.approvals.approve(ids[0] ?? '');
    await page.getByText('1 waiting for approval').waitFor();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Skip to the content' }).and(page.locator(':focus')).waitFor();
    ids.push(await bookAsPatient(simulator));
    await page.getByRole('button', { name: `Approve appointment ${ids[2]}` }).waitFor();
    await page.getByRole('button', { name: `Approve appointment ${ids[1]}` }).click();
    await page.getByText('1 waiting for approval').waitFor();
    await page.getByRole('listitem').and(page.locator(':focus')).waitFor();
  });

  test('says why a decision failed, and keeps what waits', async ({ openPage }) => {
    const { page, simulator, relay } = await openPage({ isRelayed: true, expected: /ERR_|Failed to load/ });
    const id = await bookAsPatient(simulator);
    const approve = page.getByRole('button', { name: `Approve appointment ${id}` });
    await approve.waitFor();
    relay?.cut();
    await approve.click();
    // The feed that ends may say the same.
    await page.getByRole('alert').getByText('The server did not respond').first().waitFor();
    expect(simulator.organization().approvals.pending()).toHaveLength(1);
  });

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
