import { forkChild, processUrl, receiveMessage, stopChild } from '../children.ts';
import { atMost, type Figure, summarize } from '../figure.ts';
import type { Measure } from '../measure.ts';
import type { LibraryStart } from '../processes/library-start.ts';
/** From `createSimulator()`, and from `organizations.create()`, to the end of the first answer. */
export const measureLibraryStart: Measure = async ({ effort }) => {
  const runs: LibraryStart[] = [];
  for (let run = 0; run < effort.processes; run++) {
    const child = forkChild(processUrl('library-start'));
    runs.push(await receiveMessage<LibraryStart>(child));
    await stopChild(child);
  }

  const figures = (group: string, most: number, of: keyof LibraryStart): readonly Figure[] => {
    const firsts = runs.flatMap((run) => run[of].slice(0, 1));
    const later = runs.flatMap((run) => run[of].slice(1));
    const target = atMost(most);
    return [
      { group, name: 'the first of its process', unit: 'ms', value: summarize(firsts), target },
      { group, name: 'every further one', unit: 'ms', value: summarize(later), target },
    ];
  };
  return [
    ...figures('createSimulator() to first answer', 25, 'simulators'),
    ...figures('New organization to first answer', 5, 'organizations'),
  ];
};
