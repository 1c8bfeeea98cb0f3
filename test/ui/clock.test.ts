import { expect } from 'vitest';
import { AGB, bookAsPatient, PRACTICE, pageTest as test } from '../support/browser/page.ts';

const HASH = `#/${AGB}/clock`;

const LATER: typeof PRACTICE = {
  ...PRACTICE,
  appointmentTypes: PRACTICE.appointmentTypes.map((type) =>
    type.code === 'gesprek' ? { ...type, approval: { after: 'PT20M' } } : type,
  ),
};

test('the clock goes forward by steps, an own duration and to the next event, and says what happened', async ({
  openPage,
}) => {
  const { page, simulator, xis } = await openPage({ hash: HASH, organizations: [LATER] });
  const time = page.getByRole('region', { name: 'Time' }).locator('time');
  await expect.poll(() => time.textContent()).toBe('07:00:00');
  await page.getByRole('button', { name: '10 min' }).click();
  await expect.poll(() => time.textContent()).toBe('07:10:00');
  await page.getByLabel('Amount').fill('5');
  await page.getByRole('button', { name: 'Go forward' }).click();
  await expect.poll(() => time.textContent()).toBe('07:15:00');
  const id = await bookAsPatient(simulator);
  const due = page.getByRole('region', { name: 'Due' });
  await due.getByText(/07:35/).waitFor();
  await page.getByRole('button', { name: 'Next event' }).click();
  await expect.poll(() => time.textContent()).toBe('07:35:00');
  await page
    .getByRole('region', { name: 'Last advance' })
    .getByText(/1 event|2 events/)
    .waitFor();
  expect(xis.appointments.get(id).state).toBe('booked');
});

test('the clock has shortcuts: freeze and run, an hour, the next event', async ({ openPage }) => {
  const { page, simulator, xis } = await openPage({ hash: HASH, organizations: [LATER] });
  const time = page.getByRole('region', { name: 'Time' }).locator('time');
  await page.getByText('Frozen', { exact: true }).waitFor();
  const id = await bookAsPatient(simulator);
  await page.getByRole('region', { name: 'Due' }).getByText(/07:20/).waitFor();
  await page.keyboard.press('.');
  await expect.poll(() => time.textContent()).toBe('07:20:00');
  expect(xis.appointments.get(id).state).toBe('booked');
  await page.keyboard.press('+');
  await expect.poll(() => time.textContent()).toBe('08:20:00');
  await page.keyboard.press('f');
  await page.getByText('Running', { exact: true }).waitFor();
  expect(xis.clock.view().frozen).toBe(false);
  await page.getByRole('button', { name: 'Freeze' }).click();
  await page.getByText('Frozen', { exact: true }).waitFor();
});
