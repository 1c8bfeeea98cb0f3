import { escapeExceptLineBreaks } from '../../../output/terminal-text.ts';

/** Escaped HTML. Only `markup` creates it, except for the style and the script. */
export class Markup {
  readonly html: string;
  constructor(html: string) {
    this.html = html;
  }
}

type Part = Markup | string | number | undefined | readonly Part[];

/** Creates HTML from a template and escapes every text in it. */
export function markup(template: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(template.map((text, index) => text + toHtml(parts[index])).join(''));
}

function toHtml(part: Part): string {
  if (part === undefined) return '';
  if (part instanceof Markup) return part.html;
  if (typeof part === 'object') return part.map(toHtml).join('');
  return escapeHtml(String(part));
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return escapeExceptLineBreaks(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** Returns the id of an element for links: a kind and an id, with dashes for characters that need escaping. */
export function toAnchor(kind: string, id: string): string {
  return `${kind}-${id.replace(/[^A-Za-z0-9.-]+/g, '-').slice(0, 100)}`;
}
