import { atMost, type Figure, ratioOf, spreadOf } from '../figure.ts';
import { writeAnswerFile } from '../fixed-response.ts';
import { alternate, type Measure } from '../measure.ts';
import { ask, firstAnswer } from '../request.ts';
import { DEFAULT_SEARCH, DEFAULT_SEARCH_TEXT } from '../searches.ts';
import { startAlone } from '../servers.ts';
/** From the start of the process to the end of its first answer, with the practice that is built in. */
export const measureProcessStart: Measure = async ({ scratch, effort }) => {
  const sample = await startAlone('simulator', '');
  const answer = writeAnswerFile(scratch, 'start', await ask(sample.port, DEFAULT_SEARCH));
  await sample.stop();

  const timed = (kind: Parameters<typeof startAlone>[0]) => async () => {
    const began = performance.now();
    const server = await startAlone(kind, answer);
    await firstAnswer(server.port, DEFAULT_SEARCH_TEXT);
    const took = performance.now() - began;
    await server.stop();
    return took;
  };
  const contenders = { simulator: timed('simulator'), express: timed('bare-express'), http: timed('bare-http') };
  await alternate(1, contenders);
  const times = await alternate(effort.starts, contenders);

  const group = 'Process start to first answer';
  const figures: readonly Figure[] = [
    {
      group,
      name: 'simulator, of a bare Express process',
      unit: 'times',
      value: ratioOf(times.simulator, times.express),
      target: atMost(2),
    },
    { group, name: 'simulator', unit: 'ms', value: spreadOf(times.simulator) },
    { group, name: 'bare Express', unit: 'ms', value: spreadOf(times.express) },
    { group, name: 'bare node:http', unit: 'ms', value: spreadOf(times.http) },
  ];
  return figures;
};
