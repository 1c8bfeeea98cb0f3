import { forkChild, processUrl, receiveMessage, stopChild } from '../children.ts';
import { atMost, type Figure, summarize } from '../figure.ts';
import type { IdleOrganization } from '../idle-organizations.ts';
import type { Measure } from '../measure.ts';

/** Measures the memory of an idle organization, and the time of its creation. */
export const measureOrganizations: Measure = async ({ effort }) => {
  const runs: IdleOrganization[] = [];
  for (let run = 0; run < effort.processes; run++) {
    const child = forkChild(processUrl('idle-organizations'));
    runs.push(await receiveMessage<IdleOrganization>(child));
    await stopChild(child);
  }
  const group = 'One of 10,000 organizations in a process';
  const memory = (name: string, figure: 'unused' | 'used'): Figure => ({
    group,
    name,
    unit: 'KB',
    value: summarize(runs.map((run) => run[figure] / 1000)),
    target: atMost(25),
  });
  return [
    memory('memory before its first request', 'unused'),
    memory('memory after its first search', 'used'),
    { group, name: 'creation', unit: 'ms', value: summarize(runs.map(({ milliseconds }) => milliseconds)) },
  ];
};
