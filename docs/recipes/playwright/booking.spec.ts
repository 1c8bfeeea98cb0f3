import { expect, test } from './fixtures.js';

test.beforeEach(async ({ page, spreekuur, practice: { fhirBase, organization } }) => {
  await page.goto(`${spreekuur.url}/?${new URLSearchParams({ fhirBase, organization })}`);
});

test('a patient books, and the practice approves', async ({ page, spreekuur, practice }) => {
  await page.getByRole('button', { name: 'dinsdag 12 januari om 13:00' }).click();
  await expect(page.getByRole('status')).toHaveText('Wacht op de praktijk');

  const [appointment] = await practice.pending();
  await practice.approve(appointment.id, 'Tot dinsdag!');

  await page.getByRole('button', { name: 'Ververs' }).click();
  await expect(page.getByRole('status')).toHaveText('Bevestigd');
  await practice.settleCallbacks();
  expect(spreekuur.callbacks).toMatchObject([
    { path: '/AppointmentResponse', body: { participantStatus: 'accepted', comment: 'Tot dinsdag!' } },
  ]);
});

test('the practice decides after half a minute', async ({ page, spreekuur, practice }) => {
  await page.getByRole('button', { name: 'maandag 11 januari om 13:00' }).click();
  await expect(page.getByRole('status')).toHaveText('Wacht op de praktijk');

  await practice.advance('PT1M');

  expect(spreekuur.callbacks).toHaveLength(1);
});

test('another patient is faster', async ({ page, practice }) => {
  await expect(page.getByRole('button', { name: 'dinsdag 12 januari om 13:00' })).toBeVisible();
  await practice.admin('POST', '/slots/jansen-20270112T1200Z/take');

  await page.getByRole('button', { name: 'dinsdag 12 januari om 13:00' }).click();

  await expect(page.getByRole('status')).toHaveText('Dit tijdstip is net bezet');
  expect(await practice.journal({ operation: 'create-appointment' })).toMatchObject([{ problem: 'slot-taken' }]);
});
