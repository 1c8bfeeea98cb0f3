/** The patients of the service behind the page: what a XIS offers them, their bookings, and their appointments. */
import type { PatientAppointment, PatientText, SessionView } from '../../../cli/ui/bookings/session.ts';
import { request } from '../app/api.ts';

export interface TypeOffer {
  /** `system|code`. */
  readonly token: string;
  readonly display: string;
}

export interface AgendaOffer {
  readonly schedule: string;
  readonly name: string;
  readonly firstFree: string;
  readonly slots: number;
}

/** An agenda, or no preference (AG-5). */
export type ChosenAgenda = AgendaOffer | 'any';

export interface Timeslot {
  readonly key: string;
  readonly start: string;
  readonly end: string;
  readonly practitioners: readonly string[];
}

/** The free timeslots of a week. */
export interface Week {
  readonly week: number;
  readonly slots: readonly Timeslot[];
  readonly from: string;
  readonly to: string;
  /** The text for the patient where the week has no slots. */
  readonly text?: PatientText;
}

/** A step that went wrong, or that ends the flow. */
export interface Refusal {
  readonly outcome: 'empty' | 'none' | 'failed' | 'conflict' | 'rejected' | 'unknown' | 'not-cancellable';
  readonly text: PatientText;
  /** The cause for a developer. */
  readonly error?: string;
  readonly diagnostics?: string;
}

/** An event of a patient's stream. */
export type SessionEvent =
  | { readonly type: 'appointment'; readonly appointment: PatientAppointment }
  | { readonly type: 'exchange'; readonly exchange: SentRequest }
  | { readonly type: 'notification' | 'gap' };

/** A request to the XIS. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly durationMs: number;
  readonly error?: string;
}

/** A result of the flow: what was asked for, or why there is nothing. */
export type Result<Outcome extends string, Found> = ({ readonly outcome: Outcome } & Found) | Refusal;

/** Returns whether a step has what was asked for. */
export function isRefusal(result: { readonly outcome: string }): result is Refusal {
  return REFUSALS.has(result.outcome);
}

const REFUSALS: ReadonlySet<string> = new Set<Refusal['outcome']>([
  'empty',
  'none',
  'failed',
  'conflict',
  'rejected',
  'unknown',
  'not-cancellable',
]);

/** The path of the patients of the service. */
export const PATIENTS_PATH = '__ui/patients';

const pathOf = (id: string, rest: string) => `${PATIENTS_PATH}/${encodeURIComponent(id)}${rest}`;

export const listSessions = async (): Promise<readonly SessionView[]> =>
  (await request<{ readonly patients: readonly SessionView[] }>('GET', PATIENTS_PATH)).patients;

export const logIn = (values: Readonly<Record<string, unknown>>) => request<SessionView>('POST', PATIENTS_PATH, values);

export const logOut = (id: string) => request<undefined>('DELETE', pathOf(id, ''));

export const readTypes = (id: string) =>
  request<Result<'types', { readonly types: readonly TypeOffer[] }>>('GET', pathOf(id, '/types'));

export const readAgendas = (id: string, type: string) =>
  request<Result<'agendas', { readonly agendas: readonly AgendaOffer[] }>>(
    'GET',
    pathOf(id, `/agendas?${new URLSearchParams({ type })}`),
  );

/** The weeks of the window of the flow. */
export const WEEKS = [1, 2, 3, 4] as const;

/**
 * Reads the timeslots of a week.
 * @param schedule undefined for any agenda
 */
export async function readWeek(
  id: string,
  type: string,
  schedule: string | undefined,
  week: number,
): Promise<Result<'timeslots', Week>> {
  const query = { type, week: String(week), ...(schedule !== undefined && { schedule }) };
  const result = await request<Result<'timeslots', Omit<Week, 'week'>>>(
    'GET',
    pathOf(id, `/timeslots?${new URLSearchParams(query)}`),
  );
  return isRefusal(result) ? result : { ...result, week };
}

/** Reads the first week with a timeslot, as a patient browses the weeks; the last one where there is no timeslot. */
export async function readFirstWeek(id: string, type: string, schedule: string | undefined) {
  for (const week of WEEKS.slice(0, -1)) {
    const result = await readWeek(id, type, schedule, week);
    if (isRefusal(result) || result.slots.length > 0) return result;
  }
  return readWeek(id, type, schedule, WEEKS.length);
}

export const book = (id: string, booking: { readonly type: string; readonly slot: string; readonly reason: string }) =>
  request<Result<'approved' | 'pending', { readonly appointment: PatientAppointment }>>(
    'POST',
    pathOf(id, '/bookings'),
    booking,
  );

export const readAppointments = async (id: string): Promise<readonly PatientAppointment[]> =>
  (await request<{ readonly appointments: readonly PatientAppointment[] }>('GET', pathOf(id, '/appointments')))
    .appointments;

export const cancel = (id: string, appointment: string, comment: string) =>
  request<Result<'cancelled', { readonly appointment: PatientAppointment }>>(
    'POST',
    pathOf(id, `/appointments/${encodeURIComponent(appointment)}/cancel`),
    { comment },
  );
