/** The patients who are logged in, and the appointments of the one who is shown. */
import { batch, computed, signal } from '@preact/signals';
import type { PatientAppointment, SessionView } from '../../../cli/ui/bookings/session.ts';
import type { CallbackSettings } from '../../../simulator/index.ts';
import { ApiError } from '../app/api.ts';
import { followFeed } from '../app/feed.ts';
import { callbacks, command, description, organization } from '../app/state.ts';
import {
  listSessions,
  logIn,
  logOut,
  PATIENTS_PATH,
  readAppointments,
  type SentRequest,
  type SessionEvent,
} from './service.ts';

/** The requests to a XIS that are shown. */
const MAX_REQUESTS = 20;

/** The patients of the service; undefined before they were read. */
export const sessions = signal<readonly SessionView[] | undefined>(undefined);
/** The patient who is shown: undefined for the latest, null for the form of another one. */
const chosen = signal<string | null | undefined>(undefined);

/** Whether the page is that of a simulator, which then is the XIS. */
export const isOfSimulator = computed(() => description.value?.views.includes('practice') === true);

/** The patients of what the page is about: the selected organization, or any XIS. */
export const ownSessions = computed(() => {
  const list = sessions.value ?? [];
  if (!isOfSimulator.value) return list;
  return list.filter(({ isLocal, organization: agb }) => isLocal && agb === organization.value?.agb);
});

/** The patient who is shown. */
export const session = computed(() => {
  const id = chosen.value;
  if (id === null) return undefined;
  return ownSessions.value.find((each) => each.id === id) ?? ownSessions.value.at(-1);
});

export const appointments = signal<readonly PatientAppointment[]>([]);
/** The last requests to the XIS, the latest one first. */
export const sentRequests = signal<readonly SentRequest[]>([]);

/** Reads who is logged in. */
export async function readSessions(): Promise<void> {
  sessions.value = await listSessions();
}

/** Shows a patient who is logged in, or the form of another one. */
export function choose(id: string | null): void {
  chosen.value = id;
}

/**
 * Logs a patient in. In the simulator the answers of the practice come to this page, if they go nowhere yet.
 * @param values the options of the service by key
 */
export async function startSession(values: Readonly<Record<string, unknown>>): Promise<void> {
  const started = await logIn(values);
  batch(() => {
    sessions.value = [...(sessions.peek() ?? []), started];
    chosen.value = started.id;
  });
  if (!started.isLocal) return;
  // The state may not be read yet, and a URL of the user stays.
  const { url } = await command<CallbackSettings>('GET', '/callbacks');
  if (url === undefined) await receiveCallbacks(started);
}

/** Lets the practice send its callbacks to this page. */
export async function receiveCallbacks({ callbacksUrl }: SessionView): Promise<void> {
  callbacks.value = await command('PATCH', '/callbacks', { url: callbacksUrl });
}

/** Logs a patient out. */
export async function endSession(id: string): Promise<void> {
  await logOut(id).catch(ignoreGone);
  forget(id);
}

function ignoreGone(error: unknown): void {
  if (!(error instanceof ApiError && error.status === 404)) throw error;
}

function forget(id: string): void {
  batch(() => {
    sessions.value = sessions.peek()?.filter((each) => each.id !== id);
    chosen.value = undefined;
  });
}

/** Follows what happens to the appointments of a patient; returns a function that stops it. */
export function followSession(id: string): () => void {
  batch(() => {
    appointments.value = [];
    sentRequests.value = [];
  });
  const handle = async (event: SessionEvent): Promise<void> => {
    if (event.type === 'gap') appointments.value = await readAppointments(id);
    if (event.type === 'appointment') putAppointment(event.appointment);
    if (event.type === 'exchange') sentRequests.value = [event.exchange, ...sentRequests.peek()].slice(0, MAX_REQUESTS);
  };
  let handled = Promise.resolve();
  return followFeed<SessionEvent>({
    path: `${PATIENTS_PATH}/${encodeURIComponent(id)}/events`,
    onEvent(event) {
      // One after another: what is read after a gap must not replace what comes later.
      handled = handled.then(() => (session.peek()?.id === id ? handle(event) : undefined)).catch(() => undefined);
    },
    // Logged out elsewhere, or the service has begun anew.
    onGone: () => forget(id),
  });
}

/** Puts an appointment in the place of what was known of it. */
function putAppointment(appointment: PatientAppointment): void {
  const known = appointments.peek();
  const isKnown = known.some(({ id }) => id === appointment.id);
  appointments.value = isKnown
    ? known.map((each) => (each.id === appointment.id ? appointment : each))
    : [appointment, ...known];
}

/** Shows an appointment of a response, unless the stream has brought it: that may be newer. */
export function addAppointment(appointment: PatientAppointment): void {
  if (appointments.peek().every(({ id }) => id !== appointment.id)) putAppointment(appointment);
}
