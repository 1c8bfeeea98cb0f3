import { createInterface } from 'node:readline';
import type { ApprovalOutcome, ApprovalRequest } from '../../conformance/index.ts';
import { plain, readable } from '../book/ask.ts';
import type { Screen } from './screen.ts';

type Input = NodeJS.ReadableStream & { readonly isTTY?: boolean };

const VERBS = { accepted: 'Approve', declined: 'Decline' } as const;

/**
 * Asks for a decision in the XIS, with a countdown on a terminal. There, Enter says that it was made; elsewhere nobody
 * can say so.
 */
export async function askPractice(request: ApprovalRequest, screen: Screen, input: Input): Promise<ApprovalOutcome> {
  const { appointment, decision, start, practitioner, timeoutMs, signal } = request;
  // The run was ended: nobody is to do anything any more.
  if (signal.aborted) return 'unknown';
  const seconds = Math.ceil(timeoutMs / 1000);
  const canAnswer = screen.isWatched && input.isTTY === true;
  const wait = canAnswer ? '' : ` Waits ${seconds} s.`;
  const where = `${readable(start)} with ${plain(practitioner)}`;
  screen.print(`>>>   ${VERBS[decision]} appointment ${plain(appointment)} in your XIS now: ${where}.${wait}`);
  if (!canAnswer) return 'unknown';
  return new Promise((resolve) => {
    let left = seconds;
    const lines = createInterface({ input });
    const show = (): void => screen.show(`      ${left} s left; press Enter when it is ${decision} `);
    const timer = setInterval(() => {
      left = Math.max(left - 1, 0);
      show();
    }, 1000);
    const end = (outcome: ApprovalOutcome): void => {
      clearInterval(timer);
      signal.removeEventListener('abort', unanswered);
      lines.close();
      resolve(outcome);
    };
    const unanswered = (): void => end('unknown');
    lines.once('line', () => {
      screen.show('      waits for its callback …');
      end('decided');
    });
    signal.addEventListener('abort', unanswered);
    show();
  });
}
