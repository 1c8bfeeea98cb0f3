import { forkChild, processUrl, receiveMessage, stopChild } from '../children.ts';
import { atMost, type Figure, summarize, summarizeRatios } from '../figure.ts';
import { writeFixedResponse } from '../fixed-response.ts';
import { type Measure, runAlternately } from '../measure.ts';
import type { LibraryStart } from '../processes/library-start.ts';
import { sendFirstRequest, sendRequest } from '../request.ts';
import { DEFAULT_SEARCH, DEFAULT_SEARCH_MESSAGE } from '../searches.ts';
import { startUnattended } from '../servers.ts';

/** Measures the time from the start of a process to the end of its first response, with the built-in practice. */
export const measureProcessStart: Measure = async ({ scratch, effort }) => {
  const sample = await startUnattended('simulator', []);
  const file = writeFixedResponse(scratch, 'start', await sendRequest(sample.port, DEFAULT_SEARCH));
  await sample.stop();

  const timeStart = (kind: Parameters<typeof startUnattended>[0]) => async () => {
    const began = performance.now();
    const server = await startUnattended(kind, kind === 'simulator' ? [] : [file]);
    await sendFirstRequest(server.port, DEFAULT_SEARCH_MESSAGE);
    const took = performance.now() - began;
    await server.stop();
    return took;
  };
  const contenders = {
    simulator: timeStart('simulator'),
    express: timeStart('bare-express'),
    http: timeStart('bare-http'),
  };
  await runAlternately(1, contenders);
  const times = await runAlternately(effort.starts, contenders);

  const group = 'Process start to first response';
  return [
    {
      group,
      name: 'simulator, of a bare Express process',
      unit: 'times',
      value: summarizeRatios(times.simulator, times.express),
      target: atMost(2),
    },
    { group, name: 'simulator', unit: 'ms', value: summarize(times.simulator) },
    { group, name: 'bare Express', unit: 'ms', value: summarize(times.express) },
    { group, name: 'bare node:http', unit: 'ms', value: summarize(times.http) },
  ];
};

/** Measures the time from `createSimulator()`, and from `organizations.create()`, to the end of the first response. */
export const measureLibraryStart: Measure = async ({ effort }) => {
  const runs: LibraryStart[] = [];
  for (let run = 0; run < effort.processes; run++) {
    const child = forkChild(processUrl('library-start'));
    runs.push(await receiveMessage<LibraryStart>(child));
    await stopChild(child);
  }

  const figures = (group: string, milliseconds: number, subject: keyof LibraryStart): readonly Figure[] => {
    const firsts = runs.flatMap((run) => run[subject].slice(0, 1));
    const later = runs.flatMap((run) => run[subject].slice(1));
    const target = atMost(milliseconds);
    return [
      { group, name: 'first in its process', unit: 'ms', value: summarize(firsts), target },
      { group, name: 'later in the same process', unit: 'ms', value: summarize(later), target },
    ];
  };
  return [
    ...figures('createSimulator() to first response', 25, 'simulators'),
    ...figures('New organization to first response', 5, 'organizations'),
  ];
};
