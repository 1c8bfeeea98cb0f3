import { expect, test } from 'vitest';
import type { Agb } from '../../../fhir/agb.ts';
import { CatchUp } from './catch-up.ts';
import type { Command } from './connection.ts';

const AGB = '12345678' as Agb;
const position = (number: number) => ({ number, turn: 'a' });

/** Creates a database whose queries end when a test ends them. */
function createDatabase() {
  const queries: { readonly agbs: readonly string[]; end(): void; fail(): void }[] = [];
  const read = ({ values }: Command): Promise<never[]> =>
    new Promise((resolve, reject) => {
      const agbs = values[0] as string[];
      const rows = agbs.map((agb, index) => ({
        reader: index + 1,
        head: 7,
        turn: agb,
        sequence: null,
        json: '',
      }));
      queries.push({ agbs, end: () => resolve(rows as never[]), fail: () => reject(new Error('down')) });
    });
  return { queries, read };
}

/** Lets the callbacks of requests and of queries run. */
async function turn(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise((resolve) => setImmediate(resolve));
}

test('calls at the same time share a query, and equal ones a reader', async () => {
  const { queries, read } = createDatabase();
  const catchUp = new CatchUp({ read });
  const reads = [1, 1, 2].map((number) => catchUp.read({ agb: AGB, position: position(number) }));
  reads.push(catchUp.read({ agb: '87654321' as Agb, position: undefined }));
  await turn();
  expect(queries.map(({ agbs }) => agbs)).toEqual([[AGB, AGB, '87654321']]);
  queries[0]?.end();
  const missed = await Promise.all(reads);
  expect(missed.map((each) => each?.position)).toEqual([
    ...Array(3).fill({ number: 7, turn: AGB }),
    { number: 7, turn: '87654321' },
  ]);
});

test('a call waits for a query that begins after it, of which at most two run at once', async () => {
  const { queries, read } = createDatabase();
  const catchUp = new CatchUp({ read });
  const reads: Promise<unknown>[] = [];
  for (let i = 0; i < 4; i++) {
    reads.push(catchUp.read({ agb: AGB, position: position(1) }));
    await turn();
  }
  expect(queries).toHaveLength(2);
  queries[0]?.end();
  await turn();
  expect(queries).toHaveLength(3);
  queries[1]?.end();
  queries[2]?.end();
  await Promise.all(reads);
  await turn();
  expect(queries).toHaveLength(3);
});

test('a query has a bounded number of readers', async () => {
  const { queries, read } = createDatabase();
  const catchUp = new CatchUp({ read });
  const reads = Array.from({ length: 250 }, (_, i) => catchUp.read({ agb: AGB, position: position(i) }));
  await turn();
  expect(queries.map(({ agbs }) => agbs.length)).toEqual([100, 100]);
  for (const query of queries) query.end();
  await turn();
  expect(queries.map(({ agbs }) => agbs.length)).toEqual([100, 100, 50]);
  queries[2]?.end();
  expect(await Promise.all(reads)).toHaveLength(250);
});

test('a query reads at most four organizations as a whole: the others wait, and those that only catch up do not', async () => {
  const { queries, read } = createDatabase();
  const catchUp = new CatchUp({ read });
  const agbs = Array.from({ length: 11 }, (_, i) => String(10_000_000 + i) as Agb);
  const reads = agbs.map((agb) => catchUp.read({ agb, position: undefined }));
  reads.push(catchUp.read({ agb: AGB, position: position(1) }));
  await turn();
  expect(queries.map((query) => query.agbs)).toEqual([[...agbs.slice(0, 4), AGB], agbs.slice(4, 8)]);
  queries[0]?.end();
  await turn();
  expect(queries[2]?.agbs).toEqual(agbs.slice(8));
  for (const query of queries.slice(1)) query.end();
  expect(await Promise.all(reads)).toHaveLength(12);
});

test('a query that fails fails its calls, and not the ones after it', async () => {
  const { queries, read } = createDatabase();
  const catchUp = new CatchUp({ read });
  const failing = [1, 2].map((number) => catchUp.read({ agb: AGB, position: position(number) }));
  const failures = Promise.allSettled(failing);
  await turn();
  queries[0]?.fail();
  expect((await failures).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = catchUp.read({ agb: AGB, position: position(1) });
  await turn();
  queries[1]?.end();
  expect(await next).toMatchObject({ position: { number: 7 } });
});
