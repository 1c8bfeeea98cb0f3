/**
 * Compares a document with real output. A document may show less: it may omit keys, `…`
 * matches anything, and a list that ends with `…` may continue.
 * @returns the differences, an empty list if the output matches
 */
export function differences(shown: unknown, actual: unknown, path = '$'): readonly string[] {
  if (typeof shown === 'string') return resembles(shown, actual) ? [] : [describeDifference(path, shown, actual)];
  if (Array.isArray(shown)) {
    if (!Array.isArray(actual)) return [describeDifference(path, shown, actual)];
    const goesOn = shown.at(-1) === '…';
    const items = goesOn ? shown.slice(0, -1) : shown;
    if (goesOn ? actual.length < items.length : actual.length !== items.length)
      return [describeDifference(path, shown, actual)];
    return items.flatMap((item, index) => differences(item, actual[index], `${path}[${index}]`));
  }
  if (typeof shown === 'object' && shown !== null) {
    if (typeof actual !== 'object' || actual === null) return [describeDifference(path, shown, actual)];
    return Object.entries(shown).flatMap(([key, value]) =>
      differences(value, (actual as Record<string, unknown>)[key], `${path}.${key}`),
    );
  }
  return shown === actual ? [] : [describeDifference(path, shown, actual)];
}

/** Compares text: each line of the document must be in the output, in order. */
export function textDifferences(shown: string, actual: string): readonly string[] {
  let rest = actual.split('\n').map((line) => line.trim());
  return shown
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '…')
    .flatMap((line) => {
      const at = rest.findIndex((candidate) => resembles(line, candidate));
      if (at < 0) return [`no line "${line}" in what follows`];
      rest = rest.slice(at + 1);
      return [];
    });
}

function resembles(shown: string, actual: unknown): boolean {
  if (typeof actual !== 'string') return shown === '…' && actual !== undefined;
  const parts = shown.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[\\s\\S]*')}$`).test(actual);
}

function describeDifference(path: string, shown: unknown, actual: unknown): string {
  return `${path}: shown ${JSON.stringify(shown)}, is ${JSON.stringify(actual)}`;
}
