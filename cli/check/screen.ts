import type { TextOptions } from '../../conformance/index.ts';
import { cut } from '../../output/terminal-text.ts';

/** What a stream needs to have to be written on. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Where a command tells what goes on: lines that stay and, on a terminal, a last one that changes. */
export interface Screen {
  readonly style: Required<TextOptions>;
  /** Whether it is a terminal. */
  readonly isWatched: boolean;
  print(text: string): void;
  /** Shows a line until something else is written; where nobody watches it does nothing. */
  show(line: string): void;
}

/** How a stream may be written on: with colors on a terminal, unless the user or NO_COLOR says no. */
export function styleOf({ isTTY, columns }: Output, color: boolean): Required<TextOptions> {
  return { color: color && isTTY === true && !process.env['NO_COLOR'], width: columns || 100 };
}

/** To the start of the line, and clear it. */
const CLEAR = '\r\u001b[K';

export function createScreen(output: Output, color: boolean): Screen {
  const isWatched = output.isTTY === true;
  let isShowing = false;
  return {
    get style() {
      // Looked up each time: a window may get narrower.
      return styleOf(output, color);
    },
    isWatched,
    print(text) {
      output.write(`${isShowing ? CLEAR : ''}${text}\n`);
      isShowing = false;
    },
    show(line) {
      if (!isWatched) return;
      output.write(CLEAR + cut(line, styleOf(output, color).width - 1));
      isShowing = true;
    },
  };
}
