import type { JSX } from 'preact';

/** A part of formatted JSON: text with its kind. */
export interface JsonPart {
  readonly kind: 'key' | 'string' | 'number' | 'word' | 'plain';
  readonly text: string;
}

const TOKEN = /("(?:[^"\\]|\\.)*")(\s*:)?|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|\b(true|false|null)\b/g;

/** Splits formatted JSON into parts for coloring; the parts together are the text. */
export function splitJson(text: string): readonly JsonPart[] {
  const parts: JsonPart[] = [];
  let end = 0;
  const add = (kind: JsonPart['kind'], part: string): void => void (part !== '' && parts.push({ kind, text: part }));
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon, number] = match;
    add('plain', text.slice(end, match.index));
    if (quoted !== undefined) {
      add(colon === undefined ? 'string' : 'key', quoted);
      add('plain', colon ?? '');
    } else add(number === undefined ? 'word' : 'number', whole);
    end = match.index + whole.length;
  }
  add('plain', text.slice(end));
  return parts;
}

/** Shows a value as formatted JSON. Hostile text in it stays text. */
export function Json({ value, label }: { readonly value: unknown; readonly label: string }): JSX.Element {
  const text = JSON.stringify(value, null, 2) ?? '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls.
    <pre class="json" role="group" aria-label={label} tabIndex={0}>
      {splitJson(text).map(({ kind, text: part }, index) =>
        kind === 'plain' ? (
          part
        ) : (
          <span key={index} class={`json-${kind}`}>
            {part}
          </span>
        ),
      )}
    </pre>
  );
}
