import { type Markup, markup } from './markup.ts';

/** A text in which what stands between backticks is code. */
export function prose(text: string): Markup {
  const parts = text.split('`');
  // A backtick without a partner is one.
  if (parts.length % 2 === 0) return markup`${text}`;
  return markup`${parts.map((part, index) => (index % 2 === 0 ? part : markup`<code>${part}</code>`))}`;
}
