import { type Markup, markup } from './markup.ts';

/** A sign and a word for each verdict, so that color is not all that tells them apart. */
const MARKS: Readonly<Record<string, readonly [sign: string, word: string]>> = {
  pass: ['✓', 'Pass'],
  fail: ['✕', 'Fail'],
  warn: ['!', 'Warn'],
  blocked: ['–', 'Blocked'],
  'not-applicable': ['○', 'Not applicable'],
  error: ['?', 'Error'],
  'not-checked': ['·', 'Not checked'],
};

/** A verdict as a word. */
export function verdictWord(verdict: string): string {
  return MARKS[verdict]?.[1] ?? verdict;
}

/** A verdict as sign and word. */
export function verdictMark(verdict: string): Markup {
  const [sign, word] = MARKS[verdict] ?? ['', verdict];
  return markup`<span class="mark ${verdict}"><span aria-hidden="true">${sign}</span> ${word}</span>`;
}
