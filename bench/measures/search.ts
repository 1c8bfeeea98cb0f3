import { atLeast, type Figure } from '../figure.ts';
import { writeFixedResponse } from '../fixed-response.ts';
import { compareSpeed, startLoadClient, writeRequests } from '../load.ts';
import { type Effort, type Measure, runAlternately } from '../measure.ts';
import { createPractice, writeConfiguration } from '../practices.ts';
import { formatRequest, sendRequest } from '../request.ts';
import { buildSearches, buildSearchRequest, type Search } from '../searches.ts';
import { startBare, startSimulator } from '../servers.ts';

interface Size {
  readonly entries: string;
  readonly search: Search;
  readonly schedules: number;
  readonly busyShare: number;
  /** The targets of the response rate, as shares of bare node:http: for searches that all differ, and for a repeated one. */
  readonly fresh: number;
  readonly repeated: number;
}

const SIZES: readonly Size[] = [
  // One agenda for a week, as Spreekuur.nl pages through it (SL-14).
  {
    entries: '20',
    search: { type: 'dubbel-consult', days: 7, schedule: 'arts-1' },
    schedules: 3,
    busyShare: 0.5,
    fresh: 0.5,
    repeated: 0.7,
  },
  // All agendas for four weeks (SL-13), of a practice and of an institution.
  {
    entries: '700',
    search: { type: 'consult', days: 28 },
    schedules: 3,
    busyShare: 0.5,
    fresh: 0.6,
    repeated: 0.9,
  },
  {
    entries: '17,000',
    search: { type: 'consult', days: 28 },
    schedules: 50,
    busyShare: 0.3,
    fresh: 0.85,
    repeated: 0.85,
  },
];

/** Compares `GET /Slot` with servers that send the same bytes without any search. */
export const measureSearch: Measure = async ({ scratch, effort }) => {
  const figures: Figure[] = [];
  for (const size of SIZES) figures.push(...(await measureSize(size, scratch, effort)));
  return figures;
};

async function measureSize(size: Size, scratch: string, effort: Effort): Promise<readonly Figure[]> {
  const { search, schedules, busyShare, entries } = size;
  const name = `search-${entries}`;
  const simulator = await startSimulator(writeConfiguration(scratch, name, createPractice(schedules, busyShare)));
  const response = await sendRequest(simulator.port, buildSearchRequest(search));
  const found = (JSON.parse(response.body.toString()) as { readonly total: number }).total;
  process.stderr.write(`  ${found} entries, ${response.body.length} bytes\n`);
  const file = writeFixedResponse(scratch, name, response);
  const http = await startBare('bare-http', file);
  const express = await startBare('bare-express', file);
  const client = startLoadClient();

  const expected = { status: 200, length: response.body.length };
  const differing = writeRequests(scratch, name, buildSearches(() => search).map(formatRequest));
  const same = writeRequests(scratch, `${name}-same`, [formatRequest(buildSearchRequest(search))]);
  const contenders = (milliseconds: number) => ({
    fresh: () =>
      client.send('simulator, searches differ', simulator, { ...expected, requests: differing, milliseconds }),
    repeated: () => client.send('simulator, search repeated', simulator, { ...expected, requests: same, milliseconds }),
    http: () => client.send('bare node:http', http, { ...expected, requests: differing, milliseconds }),
    express: () => client.send('bare Express', express, { ...expected, requests: differing, milliseconds }),
  });
  await runAlternately(1, contenders(effort.warmUpMs));
  process.stderr.write('  warm\n');
  const paces = await runAlternately(effort.rounds, contenders(effort.roundMs));
  await Promise.all([simulator, http, express, client].map((process) => process.stop()));

  const group = `GET /Slot, ${entries} entries`;
  return [
    {
      group,
      name: 'searches that differ, of node:http',
      ...compareSpeed(paces.fresh, paces.http),
      target: atLeast(size.fresh),
    },
    {
      group,
      name: 'the same search again, of node:http',
      ...compareSpeed(paces.repeated, paces.http),
      target: atLeast(size.repeated),
    },
    {
      group,
      name: 'searches that differ, of bare Express',
      ...compareSpeed(paces.fresh, paces.express),
    },
  ];
}
