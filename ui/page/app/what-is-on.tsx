/** What makes the practice deviate: shown on every tab, so that no one forgets it. */
import { isSpent } from '../trouble/faults.ts';
import { describeContention } from '../trouble/settings.ts';
import { linkTo, type Tab } from './router.ts';
import { clock, contention, defects, faults, isPaused } from './state.ts';

interface Deviation {
  readonly text: string;
  readonly tab: Tab;
  /** The part of the tab that has its switch. */
  readonly path: readonly string[];
}

function listDeviations(): readonly Deviation[] {
  const competition = describeContention(contention.value ?? {});
  const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
  const active = [...faults.value.values()].filter((each) => !isSpent(each)).length;
  const all: readonly (Deviation | false)[] = [
    clock.value?.frozen === true && { text: 'clock frozen', tab: 'clock', path: [] },
    defects.value.length > 0 && { text: count(defects.value.length, 'defect'), tab: 'trouble', path: ['defects'] },
    active > 0 && { text: count(active, 'fault'), tab: 'trouble', path: ['faults'] },
    competition !== '' && { text: competition, tab: 'trouble', path: ['contention'] },
    isPaused.value && { text: 'callbacks paused', tab: 'trouble', path: ['callbacks'] },
  ];
  return all.filter((each) => each !== false);
}

/** The bar of what is on, each with a link to its switch; nothing while all is as usual. */
export function WhatIsOn() {
  const list = listDeviations();
  if (list.length === 0) return null;
  return (
    <aside class="what-is-on" aria-label="What is on">
      <span>On:</span>
      <ul>
        {list.map(({ text, tab, path }) => (
          <li key={text}>
            <a href={linkTo(tab, path)}>{text}</a>
          </li>
        ))}
      </ul>
    </aside>
  );
}
