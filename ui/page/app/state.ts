/** The state of the selected organization: read from the control interface, and kept current by its live feed. */
import { batch, computed, effect, signal } from '@preact/signals';
import type {
  AppointmentView,
  CallbackSettings,
  ClockView,
  Contention,
  DeliveryProgressView,
  KnownFault,
  OrganizationEvent,
  RequestView,
} from '../../../simulator/index.ts';
import { ApiError, organizationPath, request, tokenCount } from './api.ts';
import { feedStatus, followFeed } from './feed.ts';
import { createReadings } from './readings.ts';
import { place } from './router.ts';
import { addMilliseconds } from './time.ts';

/** An organization, as the control interface lists it. */
export interface OrganizationSummary {
  readonly agb: string;
  readonly name?: string;
  readonly dialect: string;
  readonly appointmentTypes: readonly AppointmentType[];
  readonly schedules: readonly { readonly id: string; readonly practitioners: readonly string[] }[];
  readonly patients: readonly string[];
}

export interface AppointmentType {
  readonly system: string;
  readonly code: string;
  readonly display: string;
  readonly minutes: number;
  /** `none`, `manual` or `timed`. */
  readonly approval: string;
}

/** What the service says of itself. */
export interface Description {
  readonly version: string;
  readonly views: readonly ('practice' | 'patient' | 'check')[];
  /** The FHIR base of the simulator that serves the page; undefined without one. */
  readonly baseUrl?: string;
}

/** The requests that the page keeps. */
const MAX_REQUESTS = 1000;

export const description = signal<Description | undefined>(undefined);
export const organizations = signal<readonly OrganizationSummary[]>([]);
/** Whether the organizations were read. */
export const isLoaded = signal(false);
/** Why the state could not be read. */
export const loadError = signal<string | undefined>(undefined);

export const clock = signal<ClockView | undefined>(undefined);
export const appointments = signal<ReadonlyMap<string, AppointmentView>>(new Map());
export const deliveries = signal<ReadonlyMap<string, DeliveryProgressView>>(new Map());
export const faults = signal<ReadonlyMap<string, KnownFault>>(new Map());
export const defects = signal<readonly string[]>([]);
export const contention = signal<Contention | undefined>(undefined);
export const callbacks = signal<CallbackSettings | undefined>(undefined);
export const isPaused = signal(false);
/** The last requests, oldest first. */
export const requests = signal<readonly RequestView[]>([]);
/** Counts the changes of slots, so that an agenda is read again. */
export const slotsRevision = signal(0);

/** The selected organization: that of the address, or the first one. */
export const organization = computed(() => {
  const { agb } = place.value;
  return (
    organizations.value.find((each) => each.agb === agb) ?? (agb === undefined ? organizations.value[0] : undefined)
  );
});
export const agb = computed(() => organization.value?.agb);

/** The appointments that wait for a decision, oldest first. */
export const approvals = computed(() => [...appointments.value.values()].filter(({ state }) => state === 'pending'));

/**
 * Sends a command to the selected organization, and returns its response.
 * @throws Error when another organization was selected meanwhile: the response is not about what is shown
 */
export async function command<T>(method: string, path: string, body?: unknown): Promise<T> {
  const selected = agb.peek();
  const response = await request<T>(method, organizationPath(selected ?? '', path), body);
  if (agb.peek() !== selected) throw new Error('Another organization was selected meanwhile.');
  return response;
}

/** Reads all pages of a list. */
export async function readAll<T>(path: string, key: string): Promise<readonly T[]> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const separator = path.includes('?') ? '&' : '?';
    const query = cursor === undefined ? '' : `${separator}cursor=${encodeURIComponent(cursor)}`;
    const page = await request<Readonly<Record<string, unknown>>>('GET', path + query);
    items.push(...((page[key] ?? []) as readonly T[]));
    cursor = page['next'] as string | undefined;
  } while (cursor !== undefined);
  return items;
}

/** Reads the list of organizations again. */
export async function readOrganizations(): Promise<void> {
  const list = await readAll<OrganizationSummary>('__admin/organizations', 'organizations');
  batch(() => {
    organizations.value = list;
    isLoaded.value = true;
  });
}

/** While the organization is unknown, the list is read again so often, in milliseconds. */
const UNKNOWN_PERIOD_MS = 3000;

/** Reads what the page shows: the service, the organizations, and then what follows the selected one. */
export async function startState(): Promise<void> {
  let stopFollowing: (() => void) | undefined;
  let following: string | undefined;
  effect(() => {
    const selected = agb.value;
    const attempt = `${selected} ${tokenCount.value}`;
    if (attempt === following) return;
    following = attempt;
    stopFollowing?.();
    stopFollowing = selected === undefined ? undefined : followOrganization(selected);
  });
  await readDescription();
  setInterval(() => {
    // It may be made, or made again, by another client.
    const isUnknown = isLoaded.peek() && organization.peek() === undefined && !document.hidden;
    if (isUnknown) void readDescription();
  }, UNKNOWN_PERIOD_MS);
}

/** Reads the description of the service and the organizations; again after a token was given. */
export async function readDescription(): Promise<void> {
  try {
    description.value = await request<Description>('GET', '__ui');
    if (description.value.views.includes('practice')) await readOrganizations();
    loadError.value = undefined;
  } catch (error) {
    noteLoadError(error);
  }
}

/** A connection that is lost is the feed's to report: the state is read again when it is back. */
function noteLoadError(error: unknown): void {
  const isLost = error instanceof ApiError && error.status === 0 && isLoaded.peek();
  if (!isLost) loadError.value = error instanceof Error ? error.message : String(error);
}

type Reader = readonly [path: string, apply: (body: never) => void];

const READERS: readonly Reader[] = [
  ['/clock', (body: ClockView) => setClock(body)],
  [
    '/faults',
    ({ faults: list }: { readonly faults: readonly KnownFault[] }) => {
      faults.value = new Map(list.map((each) => [idOfFault(each), each]));
    },
  ],
  [
    '/defects',
    ({ defects: list }: { readonly defects: readonly string[] }) => {
      defects.value = list;
    },
  ],
  [
    '/contention',
    (body: Contention) => {
      contention.value = body;
    },
  ],
  [
    '/callbacks',
    (body: CallbackSettings) => {
      callbacks.value = body;
    },
  ],
  [
    '/deliveries?limit=1',
    ({ paused }: { readonly paused: boolean }) => {
      isPaused.value = paused;
    },
  ],
] as readonly Reader[];

function idOfFault({ fault }: KnownFault): string {
  return fault.id ?? '';
}

/** Follows an organization; returns a function that stops it. */
function followOrganization(selected: string): () => void {
  feedStatus.value = 'connecting';
  clearState();
  let queue: OrganizationEvent[] = [];
  let isFlushing = false;
  const readings = createReadings((isLatest) => readState(selected, isLatest));
  const flush = async (): Promise<void> => {
    await readings.settle();
    const events = queue;
    queue = [];
    isFlushing = false;
    if (readings.isStopped) return;
    if (events.every(({ type }) => type === 'entry')) return batch(() => applyEvents(selected, events));
    readings.begin();
    // A snapshot may have other types and schedules.
    void readDescription();
  };
  const stopFeed = followFeed<OrganizationEvent>({
    path: organizationPath(selected, '/events'),
    onOpen(isResumed) {
      // A process that was started again has other entries under the same numbers.
      readings.begin();
      if (isResumed) void readDescription();
    },
    onGone: () => void readDescription(),
    onStatus: (status) => {
      if (!readings.isStopped) feedStatus.value = status;
    },
    // Events of one moment change the page once; those that come while the state is read are applied after it.
    onEvent(event) {
      queue.push(event);
      if (isFlushing) return;
      isFlushing = true;
      setTimeout(() => void flush(), 30);
    },
  });
  return () => {
    readings.stop();
    stopFeed();
  };
}

function clearState(): void {
  batch(() => {
    clock.value = undefined;
    appointments.value = new Map();
    deliveries.value = new Map();
    faults.value = new Map();
    defects.value = [];
    contention.value = undefined;
    callbacks.value = undefined;
    isPaused.value = false;
    requests.value = [];
    slotsRevision.value += 1;
  });
}

/** Reads the whole state of an organization, and applies it if it is the latest reading. */
async function readState(selected: string, isLatest: () => boolean): Promise<void> {
  const path = (rest: string) => organizationPath(selected, rest);
  try {
    const [appointmentList, deliveryList, requestList, ...bodies] = await Promise.all([
      readAll<AppointmentView>(path('/appointments?limit=1000'), 'appointments'),
      readAll<DeliveryProgressView>(path('/deliveries?limit=1000'), 'deliveries'),
      readAll<RequestView>(path('/requests?limit=1000'), 'requests'),
      ...READERS.map(([rest]) => request('GET', path(rest))),
    ]);
    if (!isLatest()) return;
    batch(() => {
      appointments.value = new Map(appointmentList.map((each) => [each.id, each]));
      deliveries.value = new Map(deliveryList.map((each) => [each.id, each]));
      requests.value = requestList.slice(-MAX_REQUESTS);
      for (const [index, [, apply]] of READERS.entries()) apply(bodies[index] as never);
      slotsRevision.value += 1;
      loadError.value = undefined;
    });
  } catch (error) {
    if (isLatest()) noteLoadError(error);
  }
}

type EntryEvent = Extract<OrganizationEvent, { type: 'entry' }>;

function applyEvents(selected: string, events: readonly OrganizationEvent[]): void {
  const entries = events.filter((event): event is EntryEvent => event.type === 'entry');
  const added = entries.flatMap((entry) => entry.requests ?? []);
  if (added.length > 0) addRequests(added);
  const changes = entries.flatMap((entry) => entry.changes ?? []);
  for (const change of changes) {
    if (change.appointments) appointments.value = merge(appointments.value, change.appointments);
    if (change.deliveries) deliveries.value = merge(deliveries.value, change.deliveries);
    if (change.faults) faults.value = merge(faults.value, change.faults);
    if (change.defects) defects.value = change.defects;
    if (change.contention) contention.value = change.contention;
    if (change.callbacks) callbacks.value = change.callbacks;
    if (change.paused !== undefined) isPaused.value = change.paused;
    if (change.slots) slotsRevision.value += 1;
    if (change.requestsClearedTo !== undefined) {
      const cleared = change.requestsClearedTo;
      requests.value = requests.value.filter(({ id }) => id > cleared);
    }
  }
  if (changes.some((change) => change.clock || change.appointments || change.deliveries)) readClock(selected);
}

function addRequests(added: readonly RequestView[]): void {
  const last = requests.value.at(-1)?.id ?? 0;
  requests.value = [...requests.value, ...added.filter(({ id }) => id > last)].slice(-MAX_REQUESTS);
}

function merge<T>(known: ReadonlyMap<string, T>, changes: Readonly<Record<string, T | null>>): ReadonlyMap<string, T> {
  const merged = new Map(known);
  for (const [id, value] of Object.entries(changes)) {
    if (value === null) merged.delete(id);
    else merged.set(id, value);
  }
  return merged;
}

/** The organizations whose clock is read soon. */
const readingClocks = new Set<string>();

/** Reads the clock soon: the feed says that it changed, and not which events are due. */
function readClock(selected: string): void {
  if (readingClocks.has(selected)) return;
  readingClocks.add(selected);
  setTimeout(async () => {
    readingClocks.delete(selected);
    try {
      const body = await request<ClockView>('GET', organizationPath(selected, '/clock'));
      if (agb.peek() === selected) setClock(body);
    } catch {
      // The feed reports a connection that is lost.
    }
  }, 60);
}

/** When the clock was read, in milliseconds of the browser's monotonic time. */
let clockReadAt = 0;
const tick = signal(0);

/** Takes a clock that the control interface has returned. */
export function setClock(body: ClockView): void {
  clockReadAt = performance.now();
  clock.value = body;
}

/** The time of the practice, with its offset; it goes on as the clock does. */
export const now = computed(() => {
  tick.value;
  const known = clock.value;
  if (!known) return undefined;
  return known.frozen ? known.now : addMilliseconds(known.now, performance.now() - clockReadAt);
});

/** The page reads the clock so often, in milliseconds: its offset changes with daylight-saving time. */
const CLOCK_PERIOD_MS = 60_000;

/** Lets `now` go on while the page is visible. */
export function startTicking(): void {
  const read = (): void => {
    const selected = agb.peek();
    if (selected !== undefined && clock.peek()?.frozen === false && document.visibilityState === 'visible')
      readClock(selected);
  };
  setInterval(read, CLOCK_PERIOD_MS);
  document.addEventListener('visibilitychange', read);
  setInterval(() => {
    if (clock.peek()?.frozen === false && document.visibilityState === 'visible') tick.value += 1;
  }, 1000);
}
