import { atMost, type Figure, summarize } from '../figure.ts';
import { compareTime, type LoadClient, type Pace, startLoadClient, writeRequests } from '../load.ts';
import { type Effort, type Measure, runAlternately } from '../measure.ts';
import { createInstitution, SLOTS_PER_SCHEDULE, typeOfDepartment, writeConfiguration } from '../practices.ts';
import { formatRequest, sendRequest } from '../request.ts';
import { buildSearches, buildSearchRequest, type Search } from '../searches.ts';
import { type RunningServer, startSimulator } from '../servers.ts';

const SMALL = 10_000;
const LARGE = 1_000_000;
const SIZES = [SMALL, 100_000, LARGE] as const;

/** Searches with responses of the same size in every institution, because every type is on two schedules. */
const SEARCHES: readonly { readonly entries: string; readonly search: Omit<Search, 'type'> }[] = [
  { entries: '35', search: { days: 1 } },
  { entries: '700', search: { days: 28 } },
];

interface Institution {
  readonly slots: number;
  readonly types: number;
  readonly server: RunningServer;
  readonly idleMb: number;
}

/** Measures how the time of a search and the memory of the process grow with the number of slots. */
export const measureGrowth: Measure = async ({ scratch, effort }) => {
  const institutions: Institution[] = [];
  for (const slots of SIZES) institutions.push(await startInstitution(slots, scratch));
  const client = startLoadClient();
  const figures: Figure[] = [];
  for (const { entries, search } of SEARCHES) {
    figures.push(...(await measureTime(institutions, entries, search, { client, scratch, effort })));
  }
  figures.push(...(await measureAllSlots(institutions, { client, scratch, effort })));
  await Promise.all([client, ...institutions.map(({ server }) => server)].map((process) => process.stop()));
  return figures;
};

interface Run {
  readonly client: LoadClient;
  readonly scratch: string;
  readonly effort: Effort;
}

async function startInstitution(slots: number, scratch: string): Promise<Institution> {
  const schedules = slots / SLOTS_PER_SCHEDULE;
  const server = await startSimulator(writeConfiguration(scratch, `growth-${slots}`, createInstitution(schedules)));
  await sendRequest(server.port, buildSearchRequest({ type: typeOfDepartment(0), days: 1 }));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { residentMb } = await server.usage();
  return { slots, types: schedules / 2, server, idleMb: residentMb };
}

async function measureTime(
  institutions: readonly Institution[],
  entries: string,
  search: Omit<Search, 'type'>,
  { client, scratch, effort }: Run,
): Promise<readonly Figure[]> {
  const searches = buildSearches(() => ({ ...search, type: typeOfDepartment(1) }));
  const requests = writeRequests(scratch, `growth-${entries}`, searches.map(formatRequest));
  const contenders = (milliseconds: number) =>
    Object.fromEntries(
      institutions.map(({ slots, server }) => [
        slots,
        () => client.send(`${slots} slots, ${entries} entries`, server, { requests, milliseconds, status: 200 }),
      ]),
    );
  await runAlternately(1, contenders(effort.warmUpMs));
  process.stderr.write('  warm\n');
  const paces = await runAlternately(effort.rounds, contenders(effort.roundMs));
  return institutions.slice(1).map(({ slots }) => ({
    group: `GET /Slot, ${entries} entries, time by number of slots`,
    name: `${formatCount(slots)} slots, of ${formatCount(SMALL)}`,
    ...compareTime(paces[slots] ?? [], paces[SMALL] ?? []),
    ...(slots === LARGE && { target: atMost(1.3) }),
  }));
}

/** Searches whole institutions, department by department, so that all of their slots are found. */
async function measureAllSlots(
  institutions: readonly Institution[],
  { client, scratch, effort }: Run,
): Promise<readonly Figure[]> {
  const maxima: Record<number, number> = {};
  const contenders = institutions.map(({ slots, types, server }) => {
    const searches = buildSearches((index) => ({ type: typeOfDepartment(index % types), days: 28 }));
    const requests = writeRequests(scratch, `growth-all-${slots}`, searches.map(formatRequest));
    const stream = { requests, milliseconds: effort.roundMs, status: 200 };
    const search = async (): Promise<Pace> => {
      const memoryWatch = watchMemory(server);
      const pace = await client.send(`${slots} slots, all of them`, server, stream);
      maxima[slots] = Math.max(maxima[slots] ?? 0, await memoryWatch.stop());
      return pace;
    };
    return [slots, search] as const;
  });
  const paces = await runAlternately(effort.rounds, Object.fromEntries(contenders));

  const times = institutions.slice(1).map(
    ({ slots }): Figure => ({
      group: 'GET /Slot, 700 entries of another department each time',
      name: `${formatCount(slots)} slots, of ${formatCount(SMALL)}`,
      ...compareTime(paces[slots] ?? [], paces[SMALL] ?? []),
      ...(slots === LARGE && { target: atMost(6) }),
    }),
  );
  const memory = institutions.flatMap(({ slots, idleMb }): readonly Figure[] => {
    const group = `Resident memory, ${formatCount(slots)} slots`;
    const target = (megabytes: number) => slots === LARGE && { target: atMost(megabytes) };
    return [
      { group, name: 'idle, after one response', unit: 'MB', value: summarize([idleMb]), ...target(120) },
      { group, name: 'maximum under load', unit: 'MB', value: summarize([maxima[slots] ?? 0]), ...target(160) },
    ];
  });
  return [...times, ...memory];
}

/** Polls the memory of a server; `stop` returns the maximum. */
function watchMemory(server: RunningServer) {
  let max = 0;
  let stopped = false;
  const watching = (async () => {
    while (!stopped) {
      max = Math.max(max, (await server.usage()).residentMb);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  })();
  return {
    async stop() {
      stopped = true;
      await watching;
      return max;
    },
  };
}

function formatCount(slots: number): string {
  return slots.toLocaleString('en');
}
