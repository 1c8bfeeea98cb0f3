import { escapeExceptLineBreaks } from '../../../output/terminal-text.ts';

/** HTML that is safe to put into HTML: only `markup` makes it. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/** HTML with texts in it, which are escaped; so nothing of the other side can be forgotten. */
export function markup(fixed: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(fixed.map((text, index) => text + written(parts[index])).join(''));
}

function written(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.html;
  if (typeof part === 'object') return part.map(written).join('');
  return escaped(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return escapeExceptLineBreaks(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** What an element is jumped to by: a kind and an id, of which only letters, digits, dots and dashes are kept. */
export function anchor(kind: string, id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 100)}`;
}
