import { atMost, type Figure, summarize, summarizeRatios } from '../figure.ts';
import { writeFixedResponse } from '../fixed-response.ts';
import { type Measure, runAlternately } from '../measure.ts';
import { sendRequest, waitForFirstResponse } from '../request.ts';
import { DEFAULT_SEARCH, DEFAULT_SEARCH_MESSAGE } from '../searches.ts';
import { startUnattended } from '../servers.ts';
/** From the start of the process to the end of its first answer, with the practice that is built in. */
export const measureProcessStart: Measure = async ({ scratch, effort }) => {
  const sample = await startUnattended('simulator', '');
  const answer = writeFixedResponse(scratch, 'start', await sendRequest(sample.port, DEFAULT_SEARCH));
  await sample.stop();

  const timed = (kind: Parameters<typeof startUnattended>[0]) => async () => {
    const began = performance.now();
    const server = await startUnattended(kind, answer);
    await waitForFirstResponse(server.port, DEFAULT_SEARCH_MESSAGE);
    const took = performance.now() - began;
    await server.stop();
    return took;
  };
  const contenders = { simulator: timed('simulator'), express: timed('bare-express'), http: timed('bare-http') };
  await runAlternately(1, contenders);
  const times = await runAlternately(effort.starts, contenders);

  const group = 'Process start to first answer';
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
