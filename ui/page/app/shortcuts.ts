/** Keyboard shortcuts: a key, or two keys in a row such as `g w`. None of them works while one types. */
import { signal } from '@preact/signals';
import { useLayoutEffect } from 'preact/hooks';

/** A shortcut with its place in the list of shortcuts. */
export interface Shortcut {
  readonly keys: string;
  readonly group: string;
  readonly text: string;
  run(): void;
}

/** The shortcuts that work at the moment. */
export const shortcuts = signal<readonly Shortcut[]>([]);

const OFF_KEY = 'xis-testkit-shortcuts-off';

/** Whether single keys are shortcuts: they are in the way of dictation (WCAG 2.2, 2.1.4). */
export const areShortcutsOn = signal(localStorage.getItem(OFF_KEY) === null);

/** Turns the shortcuts on or off, in this browser. `?` always works, to turn them on again. */
export function turnShortcuts(isOn: boolean): void {
  if (isOn) localStorage.removeItem(OFF_KEY);
  else localStorage.setItem(OFF_KEY, 'off');
  areShortcutsOn.value = isOn;
}

/** Adds shortcuts for as long as a component is shown; they see the component as it was last rendered. */
export function useShortcuts(list: readonly Shortcut[]): void {
  // Before the browser paints: a key is for what is shown, and not for what was shown before.
  useLayoutEffect(() => {
    shortcuts.value = [...shortcuts.peek(), ...list];
    return () => {
      shortcuts.value = shortcuts.peek().filter((each) => !list.includes(each));
    };
  });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type=checkbox]), textarea, select, [contenteditable]') !== null
  );
}

/** Listens to the keys of the page. */
export function followKeys(): void {
  let first = '';
  addEventListener('keydown', (event) => {
    const isOurs = !event.ctrlKey && !event.metaKey && !event.altKey && !isTyping(event.target);
    // A dialog has the keyboard to itself.
    if (!isOurs || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const keys = first === '' ? event.key : `${first} ${event.key}`;
    const found = shortcuts.peek().find((each) => each.keys === keys);
    first = found === undefined && event.key === 'g' ? 'g' : '';
    if (!found || !(areShortcutsOn.peek() || keys === '?')) return;
    // A key that is held decides once; it steps through a list.
    if (event.repeat && !/^[jk]$/.test(keys)) return event.preventDefault();
    event.preventDefault();
    found.run();
  });
}
