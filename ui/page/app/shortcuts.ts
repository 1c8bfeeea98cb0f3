/** Keyboard shortcuts: a key, or two keys in a row such as `g w`. None of them works while one types. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** A shortcut with its place in the list of shortcuts. */
export interface Shortcut {
  readonly keys: string;
  readonly group: string;
  readonly text: string;
  run(): void;
}

/** The shortcuts that work at the moment. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Adds shortcuts for as long as a component is shown; they see the component as it was last rendered. */
export function useShortcuts(list: readonly Shortcut[]): void {
  useEffect(() => {
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
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}
