import { createInterface } from 'node:readline';
import type { Terminal } from '../terminal.ts';

export type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

/** Something that the user has to do in the XIS. */
interface Prompt {
  /** `Approve appointment 12 in your XIS now: 2026-12-01 09:00 with Dr. Jansen.` */
  readonly text: string;
  /** The participle that Enter confirms: `accepted`. */
  readonly done: string;
  /** What the run waits for then: `its callback`. */
  readonly next: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/**
 * Prompts the user to do something in the XIS, with a countdown on a terminal, where Enter confirms it. Elsewhere it stays
 * unknown whether it was done, and the progress of the run has the countdown.
 * @returns whether the user has confirmed it
 */
export async function promptUser(
  { text, done, next, timeoutMs, signal }: Prompt,
  terminal: Terminal,
  input: Input,
): Promise<boolean> {
  // The run was ended: nothing is needed any more.
  if (signal.aborted) return false;
  const seconds = Math.ceil(timeoutMs / 1000);
  const canConfirm = terminal.isInteractive && input.isTTY === true;
  terminal.print(`>>>   ${text}${canConfirm ? '' : ` Waits ${seconds} s.`}`);
  if (!canConfirm) return false;
  return new Promise((resolve) => {
    let remaining = seconds;
    const lines = createInterface({ input });
    const show = (): void => terminal.show(`      ${remaining} s left; press Enter when it is ${done} `);
    const timer = setInterval(() => {
      remaining = Math.max(remaining - 1, 0);
      show();
    }, 1000);
    const end = (isConfirmed: boolean): void => {
      clearInterval(timer);
      signal.removeEventListener('abort', onAbort);
      lines.close();
      resolve(isConfirmed);
    };
    const onAbort = (): void => end(false);
    lines.once('line', () => {
      terminal.show(`      waits for ${next} …`);
      end(true);
    });
    signal.addEventListener('abort', onAbort);
    show();
  });
}
