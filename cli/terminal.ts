import type { TextOptions } from '../conformance/index.ts';
import { cut } from '../output/terminal-text.ts';

/** A stream to write on. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number | undefined;
}

/** The output of a command: lines that stay and, on a terminal, a last line that changes. */
export interface Terminal {
  readonly style: Required<TextOptions>;
  /** Whether it is a terminal and not a file or a pipe. */
  readonly isInteractive: boolean;
  print(text: string): void;
  /** Shows a line until something else is written; does nothing when the output is not a terminal. */
  show(line: string): void;
  /** Removes the shown line. */
  clear(): void;
}

/** Returns how to write on a stream: with colors on a terminal, unless the user or NO_COLOR says no. */
export function textStyle({ isTTY, columns }: Output, color: boolean): Required<TextOptions> {
  return { color: color && isTTY === true && !process.env['NO_COLOR'], width: columns || 100 };
}

/** To the start of the line, and clear it. */
const CLEAR = '\r\u001b[K';

export function createTerminal(output: Output, color: boolean): Terminal {
  const isInteractive = output.isTTY === true;
  let isShowing = false;
  return {
    get style() {
      // Read each time: a window may get narrower.
      return textStyle(output, color);
    },
    isInteractive,
    print(text) {
      output.write(`${isShowing ? CLEAR : ''}${text}\n`);
      isShowing = false;
    },
    clear() {
      if (isShowing) output.write(CLEAR);
      isShowing = false;
    },
    show(line) {
      if (!isInteractive) return;
      output.write(CLEAR + cut(line, textStyle(output, color).width - 1));
      isShowing = true;
    },
  };
}
