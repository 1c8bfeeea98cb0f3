import { expect } from 'vitest';
import { BUSY_AGB, loadBusyPractices } from '../support/browser/busy-practice.ts';
import { AGB, PRACTICE, takePicture, pageTest as test } from '../support/browser/page.ts';
import { findSlots } from '../support/xis.ts';

test('CB-4, UP-1, CN-3: both sides of a booking in one window: booked left, approved right, read left, and cancelled', async ({
  openPage,
}) => {
  const { page, xis } = await openPage({ organizations: await loadBusyPractices(), hash: `#/${BUSY_AGB}/patient` });
  await page.getByRole('button', { name: 'Start as Emma de Boer' }).click();
  await page.getByRole('button', { name: 'Kennismaking nieuwe patiënt', exact: true }).click();
  await page.getByRole('button', { name: /^Dr\. A\. Jansen/ }).click();
  await page
    .getByRole('button', { name: /^\d\d:\d\d$/ })
    .first()
    .click();
  await page.getByRole('textbox', { name: 'Why do you want to come?' }).fill('Ik ben nieuw in de buurt.');
  await page.getByRole('button', { name: 'Make this appointment' }).click();
  await page.getByRole('heading', { name: 'Requested' }).waitFor();
  const [pending] = xis.approvals.pending();
  await page.getByLabel(`Comment for appointment ${pending?.id}`).fill('Welkom!');
  await page.getByRole('button', { name: `Approve appointment ${pending?.id}` }).click();
  const mine = page.getByRole('region', { name: 'My appointments' });
  await mine.getByText('Welkom!').waitFor();
  await page
    .getByRole('region', { name: 'The wire between them' })
    .getByText(/POST \/AppointmentResponse/)
    .waitFor();
  await takePicture(page, 'patient');
  await mine.getByRole('button', { name: /^Cancel/ }).click();
  await page.getByRole('button', { name: 'Cancel the appointment' }).click();
  await expect.poll(() => xis.appointments.get(pending?.id ?? '').state).toBe('cancelled');
});

const HOSTILE = '<img src=x onerror="window.attacked=1"><script>window.attacked=1</script>';
const REVERSED = '\u202Edrowssap';

test('hostile text stays text, wherever it comes from', async ({ openPage }) => {
  const organization = {
    ...PRACTICE,
    name: `${HOSTILE}${REVERSED}`,
    appointmentTypes: PRACTICE.appointmentTypes.map((type) => ({ ...type, display: `${type.code} ${HOSTILE}` })),
    schedules: PRACTICE.schedules.map((schedule) => ({
      ...schedule,
      practitioner: { id: schedule.id, name: `${HOSTILE} ${schedule.id}` },
    })),
    patients: [{ id: '1', name: `Emma ${HOSTILE}`, bsn: '999900109' }],
  };
  const { page, simulator, xis, goTo } = await openPage({ organizations: [organization] });
  xis.appointments.make({
    schedule: 'jansen',
    type: 'gesprek',
    start: '2027-01-11T10:00:00+01:00',
    patient: 'Patient/1',
  });
  const [appointment] = xis.appointments.list();
  await findSlots({ baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': AGB } }, 'status=free');
  for (const [place, text] of [
    ['practice', `Emma ${HOSTILE}`],
    [`practice/appointment/${appointment?.id}`, `Emma ${HOSTILE}`],
    ['wire', 'GET'],
    ['wire/request/1', /onerror=/],
    ['clock', 'Due'],
    ['trouble', 'Defects'],
    ['patient', `Emma ${HOSTILE}`],
    ['check', 'Check a XIS'],
  ] as const) {
    await goTo(`#/${AGB}/${place}`);
    await page.locator('main').getByText(text).first().waitFor();
    const injected = await page.evaluate(
      `[window.attacked, document.querySelectorAll('main img, main script, [onerror]').length]`,
    );
    expect([place, injected]).toEqual([place, [undefined, 0]]);
  }
});
