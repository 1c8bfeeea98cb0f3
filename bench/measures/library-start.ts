import { forkChild, processUrl, receiveMessage, stopChild } from '../children.ts';
import { atMost, type Figure, summarize } from '../figure.ts';
import type { Measure } from '../measure.ts';
import type { LibraryStart } from '../processes/library-start.ts';
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
