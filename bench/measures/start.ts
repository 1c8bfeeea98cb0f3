import { forkChild, processUrl, receiveMessage, stopChild } from '../children.ts';
import { type CommandTime, compareCommands, summarizeCommands } from '../commands.ts';
import { atMost, type Figure, summarize } from '../figure.ts';
import { writeFixedResponse } from '../fixed-response.ts';
import { type Measure, runAlternately } from '../measure.ts';
import type { LibraryStart } from '../processes/library-start.ts';
import { sendFirstRequest, sendRequest } from '../request.ts';
import { DEFAULT_SEARCH, DEFAULT_SEARCH_MESSAGE } from '../searches.ts';
import { type RunningServer, startBare, startBuiltInPractice } from '../servers.ts';

/** Measures the time from the start of a process to the end of its first response, with the built-in practice. */
export const measureProcessStart: Measure = async ({ scratch, effort }) => {
  const sample = await startBuiltInPractice();
  const file = writeFixedResponse(scratch, 'start', await sendRequest(sample.port, DEFAULT_SEARCH));
  await sample.stop();

  const contenders = {
    simulator: () => timeStart(startBuiltInPractice, DEFAULT_SEARCH_MESSAGE),
    express: () => timeStart(() => startBare('bare-express', file), DEFAULT_SEARCH_MESSAGE),
    http: () => timeStart(() => startBare('bare-http', file), DEFAULT_SEARCH_MESSAGE),
  };
  await runAlternately(1, contenders);
  const times = await runAlternately(effort.starts, contenders);

  const group = 'Process start to first response';
  return [
    {
      group,
      name: 'simulator, of a bare Express process',
      ...compareCommands(times.simulator, times.express),
      target: atMost(1.35),
    },
    { group, name: 'simulator', ...summarizeCommands(times.simulator) },
    { group, name: 'bare Express', ...summarizeCommands(times.express) },
    { group, name: 'bare node:http', ...summarizeCommands(times.http) },
  ];
};

/** Starts a server, and returns the time until the end of its first response. */
export async function timeStart(start: () => Promise<RunningServer>, request: string): Promise<CommandTime> {
  const began = performance.now();
  const server = await start();
  await sendFirstRequest(server.port, request);
  const elapsedMs = performance.now() - began;
  const { cpuMs } = await server.usage();
  await server.stop();
  return { elapsedMs, cpuMs };
}

/** The times to reach, in milliseconds. */
interface Targets {
  readonly first: number;
  readonly later: number;
}

/** Measures the time from `createSimulator()`, and from `organizations.create()`, to the end of the first response. */
export const measureLibraryStart: Measure = async ({ effort }) => {
  const runs: LibraryStart[] = [];
  for (let run = 0; run < effort.processes; run++) {
    const child = forkChild(processUrl('library-start'));
    runs.push(await receiveMessage<LibraryStart>(child));
    await stopChild(child);
  }

  const figures = (group: string, subject: keyof LibraryStart, targets: Targets): readonly Figure[] => {
    const firsts = runs.flatMap((run) => run[subject].slice(0, 1));
    const later = runs.map((run) => summarize(run[subject].slice(1)).median);
    return [
      { group, name: 'first in its process', unit: 'ms', value: summarize(firsts), target: atMost(targets.first) },
      { group, name: 'later in the same process', unit: 'ms', value: summarize(later), target: atMost(targets.later) },
    ];
  };
  return [
    ...figures('createSimulator() to first response', 'simulators', { first: 60, later: 25 }),
    ...figures('New organization to first response', 'organizations', { first: 5, later: 5 }),
  ];
};
