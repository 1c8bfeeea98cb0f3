import { expect } from 'vitest';
import { AGB, PRACTICE, serve, test } from '../support/machine.ts';

test('the requests of all organizations have those of other processes, for the open ones', async ({ machine }) => {
  const first = await machine.start();
  await first.simulation.add(PRACTICE);
  // The notification of the database is still on its way.
  const second = await machine.start({ ...machine.database.open(), onChange: () => undefined });
  await using server = await serve(second);
  const find = async () => {
    const response = await server.send('/__admin/requests?operation=search-slot');
    const { requests } = (await response.json()) as { readonly requests: readonly { readonly organization: string }[] };
    return requests.map(({ organization }) => organization);
  };
  const count = async () => (await server.send('/__admin/requests/count', { method: 'POST', body: '{}' })).json();
  await using other = await serve(first);
  expect([await other.get('/Slot?status=free'), await find()]).toEqual([200, []]);
  await second.simulation.organizations.enter(AGB);
  await machine.pass(1000);
  expect(await find()).toEqual([AGB]);
  expect(await other.get('/Slot?status=free')).toBe(200);
  await machine.pass(1000);
  expect([await find(), await count()]).toEqual([[AGB, AGB], { count: 2 }]);
  expect((await server.send('/__admin/requests', { method: 'DELETE' })).status).toBe(204);
  expect([await find(), await count()]).toEqual([[], { count: 0 }]);
});
