import { atMost, type Figure, summarize, summarizeRatios } from '../figure.ts';
import { writeFixedResponse } from '../fixed-response.ts';
import { type Measure, runAlternately } from '../measure.ts';
import { sendFirstRequest, sendRequest } from '../request.ts';
import { DEFAULT_SEARCH, DEFAULT_SEARCH_MESSAGE } from '../searches.ts';
import { startUnattended } from '../servers.ts';
/** Measures the time from the start of a process to the end of its first response, with the built-in practice. */
export const measureProcessStart: Measure = async ({ scratch, effort }) => {
  const sample = await startUnattended('simulator', '');
  const file = writeFixedResponse(scratch, 'start', await sendRequest(sample.port, DEFAULT_SEARCH));
  await sample.stop();

  const timeStart = (kind: Parameters<typeof startUnattended>[0]) => async () => {
    const began = performance.now();
    const server = await startUnattended(kind, file);
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
  const figures: readonly Figure[] = [
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
  return figures;
};
