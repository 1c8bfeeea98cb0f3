import { escapeControlCharacters, shorten } from '../../../output/terminal-text.ts';
import { curlOf } from '../curl.ts';
import type { Finding } from '../finding.ts';
import { outcomesOf } from '../outcome.ts';
import { counted } from '../words.ts';
import { type Paint, VERDICT_LABELS } from './style.ts';
import { wrapped } from './wrap.ts';

export interface Page {
  readonly paint: Paint;
  readonly width: number;
}

/** Longer texts push the rest off the screen; the other reports have all of it. */
const LONGEST = 600;
/** A request with a longer body is in the other reports only. */
const LONGEST_CURL = 4000;

/** A check that is not kept, in full: clauses, expected against seen, where, and the request to repeat. */
export function findingLines(
  { check, clauses, exchanges, request }: Finding,
  { paint, width }: Page,
): readonly string[] {
  const { label, format } = VERDICT_LABELS[check.verdict];
  const field = (name: string, text: string | undefined): readonly string[] =>
    text === undefined ? [] : wrapped(shorten(escapeControlCharacters(text), LONGEST), width, `     ${name.padEnd(9)}`);
  return [
    `${paint(format, label)} ${paint('bold', escapeControlCharacters(check.title))} ${paint('dim', escapeControlCharacters(check.id))}`,
    ...clauses.flatMap(({ id, level, text }) =>
      wrapped(escapeControlCharacters(text), width, `     ${escapeControlCharacters(id)} (${level}) `).map((line) =>
        paint('dim', line),
      ),
    ),
    ...wrapped(shorten(escapeControlCharacters(check.message), LONGEST), width, '     '),
    ...field('expected', check.expected),
    ...field('seen', check.actual),
    ...outcomesOf(exchanges).flatMap((outcome) => field('told', outcome)),
    ...field('at', check.path),
    ...field('evidence', evidence(exchanges.map(({ id }) => id))),
    ...(request === undefined ? [] : repeatLines(curlOf(request))),
  ];
}

function evidence(ids: readonly string[]): string | undefined {
  if (ids.length === 0) return undefined;
  return ids.length <= 8 ? ids.join(', ') : `${ids.slice(0, 8).join(', ')} and ${ids.length - 8} more`;
}

/** Lines that can be copied and pasted as they are, indentation included. */
function repeatLines(command: string): readonly string[] {
  if (command.length > LONGEST_CURL)
    return [`     repeat   ${counted(command.length, 'character')}; see --html or --json`];
  return ['', ...command.split('\n').map((line) => `       ${line}`)];
}
