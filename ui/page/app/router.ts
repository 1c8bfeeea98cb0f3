/** The place in the page, which is the hash of its address: every place has a link. */
import { signal } from '@preact/signals';

export const TABS = ['practice', 'wire', 'clock', 'trouble', 'patient', 'check'] as const;
export type Tab = (typeof TABS)[number];

/** A place in the page. */
export interface Place {
  /** The AGB code of the organization; undefined without one in the address. */
  readonly agb: string | undefined;
  readonly tab: Tab | undefined;
  /** What is shown in the tab: a day, or a kind and an id. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Parses a hash such as `#/01000001/wire/request/12?kind=callback`. */
export function parsePlace(hash: string): Place {
  const [path = '', query = ''] = hash.replace(/^#\/?/, '').split(/\?(.*)/s);
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode);
  const agb = /^\d{8}$/.test(parts[0] ?? '') ? parts.shift() : undefined;
  const tab = TABS.find((name) => name === parts[0]);
  return { agb, tab, path: parts.slice(1), query: Object.fromEntries(new URLSearchParams(query)) };
}

/** Formats a place as a hash. */
export function formatPlace({ agb, tab, path = [], query = {} }: Partial<Place>): string {
  const parts = [agb, tab, ...path].filter((part) => part !== undefined).map(encodeURIComponent);
  const search = new URLSearchParams(query).toString();
  return `#/${parts.join('/')}${search === '' ? '' : `?${search}`}`;
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The current place. */
export const place = signal<Place>(parsePlace(globalThis.location?.hash ?? ''));

/** Follows the address of the page. */
export function followAddress(): void {
  addEventListener('hashchange', () => {
    place.value = parsePlace(location.hash);
  });
}

/** Returns the link to a place; the organization is the current one, unless another is given. */
export function linkTo(tab: Tab, path: readonly string[] = [], query: Readonly<Record<string, string>> = {}): string {
  return formatPlace({ agb: place.value.agb, tab, path, query });
}

/** Goes to a place. */
export function goTo(tab: Tab, path: readonly string[] = [], query: Readonly<Record<string, string>> = {}): void {
  location.hash = linkTo(tab, path, query);
}

/** Changes the query of the current place, without a step in the history; an empty value removes its key. */
export function setQuery(changes: Readonly<Record<string, string>>): void {
  const { query, ...rest } = place.value;
  const entries = Object.entries({ ...query, ...changes }).filter(([, value]) => value !== '');
  history.replaceState(null, '', formatPlace({ ...rest, query: Object.fromEntries(entries) }));
  place.value = { ...rest, query: Object.fromEntries(entries) };
}
