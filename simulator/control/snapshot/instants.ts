/** Keys whose numbers are instants, which a snapshot writes as text. */
const INSTANTS = new Set([
  'at',
  'start',
  'end',
  'updatedAt',
  'createdAt',
  'dueAt',
  'startedAt',
  'now',
  'slots',
  'competitorAt',
]);

/** Maps every instant in a part of a snapshot, between numbers and text. */
export function mapInstants(value: unknown, map: (at: unknown) => unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((item) => mapInstants(item, map, key));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, mapInstants(item, map, name)]));
  }
  return INSTANTS.has(key) ? map(value) : value;
}
