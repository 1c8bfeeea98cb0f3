import fc from 'fast-check';

/** The responses that the flow reads. */
export const OPERATIONS = [
  'types',
  'slots',
  'created',
  'conflict',
  'read',
  'search',
  'absent',
  'cancelled',
  'patient',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** A change of the responses to one operation, in one place: of every one of them, so that it is one deviating XIS. */
export interface Mutation {
  readonly operation: Operation;
  /** `http.status`, `http.location`, `http.content-type`, `http.body`, or a path such as `entry[*].resource.start`. */
  readonly place: string;
  /** The name of a change. */
  readonly change: string;
}

/** A response as the simulator sent it. */
export interface Sample {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** Returns the operation of an exchange; undefined for one that the flow does not read. */
export function operationOf(method: string, url: URL, status: number): Operation | undefined {
  const path = url.pathname.replace(/^\/fhir/, '');
  if (method === 'POST') {
    if (path === '/Appointment') return status === 201 ? 'created' : status === 409 ? 'conflict' : undefined;
    return path === '/AppointmentResponse' && status === 201 ? 'cancelled' : undefined;
  }
  if (status === 404) return /^\/Appointment\/[^/]+$/.test(path) ? 'absent' : undefined;
  if (status !== 200) return undefined;
  if (path === '/ValueSet/BookableAppointmentTypes') return 'types';
  if (path === '/Slot') return 'slots';
  if (path === '/Patient') return 'patient';
  if (path === '/Appointment') return url.searchParams.has('id') ? 'search' : undefined;
  return /^\/Appointment\/[^/]+$/.test(path) ? 'read' : undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: changes look into bodies of every shape
type Change = (value: any) => unknown;

/** The value of a place that is left out. */
const LEFT_OUT = Symbol('left out');

const RETYPED: Readonly<Record<string, Change>> = {
  'left-out': () => LEFT_OUT,
  null: () => null,
  number: () => 7,
  boolean: () => true,
  text: () => 'x',
  'in-list': (value) => [value],
  'in-object': (value) => ({ value }),
};

const TEXTS: Readonly<Record<string, Change>> = {
  empty: () => '',
  blank: () => ' ',
  'upper-case': (text) => text.toUpperCase(),
  'lower-case': (text) => text.toLowerCase(),
  padded: (text) => ` ${text} `,
  longer: (text) => `${text}-x`,
};

const INSTANTS: Readonly<Record<string, Change>> = {
  'in-utc': (text) => new Date(text).toISOString().replace('.000', ''),
  'other-offset': (text) => new Date(Date.parse(text) + 19_800_000).toISOString().replace('.000Z', '+05:30'),
  'with-milliseconds': (text) => text.replace(/(:\d\d)(?=[Z+-]|$)/, '$1.000'),
  'with-many-decimals': (text) => text.replace(/(:\d\d)(?=[Z+-])/, '$1.000000000000'),
  'decimal-comma': (text) => text.replace(/(:\d\d)(?=[Z+-])/, '$1,000'),
  'without-offset': (text) => text.replace(/(?:Z|[+-]\d\d:\d\d)$/, ''),
  'without-colon': (text) => text.replace(/:(\d\d)$/, '$1'),
  'short-offset': (text) => text.replace(/:\d\d$/, ''),
  'without-seconds': (text) => text.replace(/(T\d\d:\d\d):\d\d/, '$1'),
  'date-only': (text) => text.slice(0, 10),
  'with-space': (text) => text.replace('T', ' '),
  'in-milliseconds': (text) => Date.parse(text),
  'z-added': (text) => `${text}Z`,
  'hour-later': (text) => new Date(Date.parse(text) + 3_600_000).toISOString().replace('.000', ''),
  'year-earlier': (text) => text.replace(/^\d{4}/, (year: string) => String(Number(year) - 1)),
  'year-later': (text) => text.replace(/^\d{4}/, (year: string) => String(Number(year) + 1)),
  'day-of-no-month': (text) => text.replace(/-\d\dT/, '-32T'),
};

const REFERENCES: Readonly<Record<string, Change>> = {
  absolute: (text) => `https://xis.example/fhir/${text}`,
  versioned: (text) => `${text}/_history/1`,
  'absolute-versioned': (text) => `https://xis.example/fhir/${text}/_history/1`,
  'id-only': (text) => text.split('/').at(-1),
  'from-root': (text) => `/${text}`,
  'from-base': (text) => `/fhir/${text}`,
  'other-type': (text) => `Basic/${text.split('/').at(-1)}`,
  'other-id': (text) => `${text.split('/')[0]}/another`,
  'with-query': (text) => `${text}?x=1`,
  'with-fragment': (text) => `#${text}`,
  'closing-slash': (text) => `${text}/`,
  urn: () => 'urn:uuid:4f2b6a1e-8c3d-4e57-9a10-6b7c8d9e0f12',
};

const LISTS: Readonly<Record<string, Change>> = {
  'empty-list': () => [],
  reversed: (list) => [...list].reverse(),
  doubled: (list) => [...list, ...list],
  'first-doubled': (list) => [...list.slice(0, 1), ...list],
  'first-only': (list) => list.slice(0, 1),
  'without-first': (list) => list.slice(1),
  'first-alone': (list) => list[0],
  'null-in-front': (list) => [null, ...list],
  'null-behind': (list) => [...list, null],
  'empty-in-front': (list) => [{}, ...list],
  'text-in-front': (list) => ['x', ...list],
  'outcome-in-front': (list) => [
    { resource: { resourceType: 'OperationOutcome', issue: [{ severity: 'warning', code: 'processing' }] } },
    ...list,
  ],
};

const OBJECTS: Readonly<Record<string, Change>> = {
  'empty-object': () => ({}),
  'more-keys': (object) => ({ meta: { versionId: '1' }, ...object, extra: 'x' }),
  'keys-reversed': (object) => Object.fromEntries(Object.entries(object).reverse()),
};

/** Changes of a whole body; a text or bytes are sent as they are. */
const BODIES: Readonly<Record<string, (text: string) => string | Buffer>> = {
  'no-body': () => '',
  'not-json': () => '<html>',
  'broken-off': (text) => text.slice(0, Math.floor(text.length / 2)),
  'json-null': () => 'null',
  'json-text': () => '"x"',
  'json-list': (text) => `[${text}]`,
  'json-object': () => '{}',
  indented: (text) => JSON.stringify(JSON.parse(text), undefined, 2),
  'byte-order-mark': (text) => `\uFEFF${text}`,
  'in-bundle': (text) => `{"resourceType":"Bundle","type":"searchset","entry":[{"resource":${text}}]}`,
  outcome: () => '{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]}',
  'latin-1': (text) => Buffer.from(text.replace(/"(display|comment|diagnostics)":"/g, '"$1":"é'), 'latin1'),
  accents: (text) => text.replace(/"(display|comment|diagnostics)":"/g, '"$1":"é'),
};

const STATUSES: readonly number[] = [200, 201, 202, 204, 302, 400, 401, 403, 404, 409, 410, 422, 429, 500, 503];

const MEDIA_TYPES: Readonly<Record<string, Change>> = {
  'left-out': () => LEFT_OUT,
  json: () => 'application/json',
  html: () => 'text/html',
  xml: () => 'application/fhir+xml',
  'upper-case': () => 'APPLICATION/FHIR+JSON',
  'charset-utf-8': () => 'application/fhir+json; charset=utf-8',
  'charset-quoted': () => 'application/fhir+json;charset="UTF-8"',
  'charset-latin-1': () => 'application/fhir+json; charset=iso-8859-1',
  'fhir-version': () => 'application/fhir+json; fhirVersion=4.0',
};

const LOCATIONS: Readonly<Record<string, Change>> = {
  'left-out': () => LEFT_OUT,
  empty: () => '',
  ...REFERENCES,
  'upper-case': TEXTS['upper-case'] ?? String,
  'lower-case': TEXTS['lower-case'] ?? String,
};

const INSTANT = /^\d{4}-\d\d-\d\dT/;
const REFERENCE = /^[A-Z][A-Za-z]+\/[A-Za-z0-9.-]+$/;

/** Returns the changes of a value, by their names. */
function changesOf(value: unknown): Readonly<Record<string, Change>> {
  if (Array.isArray(value)) return { ...RETYPED, ...LISTS };
  if (typeof value === 'object' && value !== null) return { ...RETYPED, ...OBJECTS };
  if (typeof value !== 'string') return RETYPED;
  const texts = { ...RETYPED, ...TEXTS };
  if (INSTANT.test(value)) return { ...texts, ...INSTANTS };
  return REFERENCE.test(value) ? { ...texts, ...REFERENCES } : texts;
}

const EVERY_CHANGE = { ...RETYPED, ...TEXTS, ...INSTANTS, ...REFERENCES, ...LISTS, ...OBJECTS };

/** A part of a JSON value, by its path. */
interface Place {
  readonly path: string;
  readonly value: unknown;
}

/** Returns every place in a JSON value. A list with several items has places for all of them and for one or some. */
function placesIn(value: unknown, path = ''): readonly Place[] {
  const here = path === '' ? [] : [{ path, value }];
  if (Array.isArray(value)) {
    // An entry is chosen by its content, so that it is the same one in every search and on every page.
    const few = path === 'entry' ? ['some'] : ['first', 'last'];
    const indexes = value.length > 1 ? ['*', ...few] : ['*'];
    const inside = indexes.flatMap((index) => value.flatMap((item) => placesIn(item, `${path}[${index}]`)));
    return [...here, ...new Map(inside.reverse().map((place) => [place.path, place])).values()];
  }
  if (typeof value !== 'object' || value === null) return here;
  const separator = path === '' ? '' : '.';
  return [...here, ...Object.entries(value).flatMap(([key, item]) => placesIn(item, `${path}${separator}${key}`))];
}

/** Returns every mutation of the sampled responses, by operation and place. */
export function mutationsOf(samples: ReadonlyMap<Operation, Sample>): readonly (readonly Mutation[])[] {
  return [...samples].flatMap(([operation, { headers, text }]) => {
    const of = (place: string, changes: readonly string[]): readonly Mutation[] =>
      changes.map((change) => ({ operation, place, change }));
    const hasBody = text !== '';
    return [
      of('http.status', STATUSES.map(String)),
      ...(hasBody ? [of('http.content-type', Object.keys(MEDIA_TYPES))] : []),
      ...(headers['location'] === undefined ? [] : [of('http.location', Object.keys(LOCATIONS))]),
      ...(hasBody ? [of('http.body', Object.keys(BODIES))] : []),
      ...(hasBody ? placesIn(JSON.parse(text)) : []).map(({ path, value }) => of(path, effectiveChangesOf(value))),
    ];
  });
}

/** Returns the names of the changes that make a difference to a value. */
function effectiveChangesOf(value: unknown): readonly string[] {
  const text = JSON.stringify(value);
  return Object.entries(changesOf(value)).flatMap(([name, change]) =>
    JSON.stringify(change(value)) === text ? [] : [name],
  );
}

/** Draws a mutation: an operation, a place in its responses, and a change. */
export function arbitraryMutation(samples: ReadonlyMap<Operation, Sample>): fc.Arbitrary<Mutation> {
  const places = mutationsOf(samples);
  const byOperation = OPERATIONS.map((operation) => places.filter(([first]) => first?.operation === operation));
  return fc
    .constantFrom(...byOperation.filter((found) => found.length > 0))
    .chain((found) => fc.constantFrom(...found))
    .chain((mutations) => fc.constantFrom(...mutations));
}

/** Formats a mutation as one line: `slots entry[*].resource.start without-offset`. */
export function formatMutation({ operation, place, change }: Mutation): string {
  return `${operation} ${place} ${change}`;
}

/** Parses a mutation that `formatMutation` has formatted. */
export function parseMutation(text: string): Mutation {
  const [operation, place = '', change = ''] = text.trim().split(/\s+/);
  const found = OPERATIONS.find((name) => name === operation);
  if (!found || place === '' || change === '')
    throw new Error(`expected '<operation> <place> <change>', got '${text}'`);
  return { operation: found, place, change };
}

/** Applies a mutation to a response of its operation. */
export async function mutateResponse(mutation: Mutation, response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  const text = await response.text();
  const changed = { status: response.status, body: text as string | Buffer };
  const { place, change } = mutation;
  if (place === 'http.status') changed.status = Number(change);
  else if (place === 'http.body') changed.body = text === '' ? text : (BODIES[change]?.(text) ?? text);
  else if (place === 'http.content-type') changeHeader(headers, 'content-type', MEDIA_TYPES[change]);
  else if (place === 'http.location') changeHeader(headers, 'location', LOCATIONS[change]);
  else changed.body = text === '' ? text : JSON.stringify(changeAt(JSON.parse(text), parsePath(place), change));
  // A response of these statuses cannot have a body.
  const hasBody = changed.status !== 204 && changed.body.length > 0;
  return new Response(hasBody ? changed.body : null, { status: changed.status, headers });
}

function changeHeader(headers: Headers, name: string, change: Change | undefined): void {
  const value = headers.get(name);
  if (value === null || change === undefined) return;
  const changed = change(value);
  if (changed === LEFT_OUT) headers.delete(name);
  else headers.set(name, String(changed));
}

function parsePath(place: string): readonly string[] {
  return place.split(/\.|(?=\[)/);
}

/** Returns a value whose parts at a path are changed; a part that is missing there stays so. */
function changeAt(value: unknown, [step, ...rest]: readonly string[], change: string): unknown {
  if (step === undefined) return changeValue(value, change);
  if (step.startsWith('[')) {
    if (!Array.isArray(value)) return value;
    return value
      .map((item, index) => (isChosen(step, item, index, value.length) ? changeAt(item, rest, change) : item))
      .filter((item) => item !== LEFT_OUT);
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return value;
  const entries = Object.entries(value).map(
    ([key, item]) => [key, key === step ? changeAt(item, rest, change) : item] as const,
  );
  return Object.fromEntries(entries.filter(([, item]) => item !== LEFT_OUT));
}

function isChosen(step: string, item: unknown, index: number, length: number): boolean {
  if (step === '[first]') return index === 0;
  if (step === '[last]') return index === length - 1;
  if (step === '[some]') return sumOf(JSON.stringify(item)) % 3 === 0;
  return true;
}

/** Returns the sum of the characters of a text. */
function sumOf(text: string): number {
  return [...text].reduce((sum, character) => sum + (character.codePointAt(0) ?? 0), 0);
}

/** Changes a value, unless the change is for values of another type. */
function changeValue(value: unknown, change: string): unknown {
  return Object.hasOwn(changesOf(value), change) ? EVERY_CHANGE[change as keyof typeof EVERY_CHANGE]?.(value) : value;
}
