import { describe, expect } from 'vitest';
import { AGB, bookAsPatient, pageTest as test } from '../support/browser/page.ts';
import { call, findSlots } from '../support/xis.ts';

const HASH = `#/${AGB}/wire`;
const targetOf = ({ baseUrl }: { readonly baseUrl: string }) => ({
  baseUrl,
  headers: { 'X-Organization-Identifier': AGB },
});

describe('the wire', () => {
  test('shows a request as it happens, and opens it with its clauses, its reasons and its curl', async ({
    openPage,
  }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    await page.getByText('Nothing on the wire yet').waitFor();
    await findSlots(targetOf(simulator), 'status=free&service-category=unknown');
    await page.getByRole('link', { name: /service-category=unknown/ }).click();
    const exchange = page.getByRole('complementary', { name: 'Exchange' });
    await exchange
      .getByText(/other (?:service )?category/)
      .first()
      .waitFor();
    await exchange.getByText(/^Clauses .*SL-8/).click();
    await exchange.getByText('SL-8', { exact: true }).waitFor();
    await exchange.getByText(/^curl /).waitFor();
    expect(page.url()).toMatch(/#\/10000001\/wire\/request\/1$/);
    await page.reload();
    await exchange.getByText(/^Clauses .*SL-8/).waitFor();
  });

  test('draws the flow between patient, Spreekuur.nl, XIS and practitioner', async ({ openPage }) => {
    const { page, simulator, xis } = await openPage({ hash: `${HASH}?view=sequence` });
    const id = await bookAsPatient(simulator);
    xis.approvals.approve(id);
    const diagram = page.getByRole('region', { name: 'Sequence diagram' });
    for (const name of ['Patient', 'Spreekuur.nl', 'XIS', 'Practitioner'])
      await diagram.getByText(name).first().waitFor();
    await diagram.getByText('POST /Appointment', { exact: true }).waitFor();
  });

  test('is filtered by text, and its filter is in the address', async ({ openPage }) => {
    const { page, simulator, goTo } = await openPage({ hash: HASH });
    const target = targetOf(simulator);
    for (const path of ['/Slot', '/Schedule', '/Appointment/none']) await call(target, 'GET', path);
    await expect.poll(() => page.getByRole('list').getByRole('link', { name: /GET/ }).count()).toBe(3);
    await page.getByLabel('Text in a URL, body or label').fill('schedule');
    await expect.poll(() => page.getByRole('list').getByRole('link', { name: /GET/ }).count()).toBe(1);
    await goTo(`${HASH}?text=none`);
    await page.getByRole('link', { name: /Appointment\/none/ }).waitFor();
  });

  test('renders few of a thousand requests, and the newest of them', async ({ openPage }) => {
    const { page, simulator } = await openPage({ hash: HASH });
    const target = targetOf(simulator);
    for (let sent = 0; sent < 1000; sent += 50) {
      await Promise.all(
        Array.from({ length: 50 }, (_, index) => call(target, 'GET', `/Appointment/none-${sent + index}`)),
      );
    }
    await page.getByText('1000 exchanges').waitFor();
    await page
      .getByRole('link', { name: /none-9[5-9]\d/ })
      .first()
      .waitFor();
    expect(await page.locator('main').getByRole('listitem').count()).toBeLessThan(100);
  });
});
