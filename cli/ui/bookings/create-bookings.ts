import { realSystem, shareCallbacks } from '../../../engine/index.ts';
import { integer, object, record, string, unknown } from '../../../schema/schema.ts';
import type { UiPart } from '../create-ui.ts';
import { describeForm } from '../option-form.ts';
import { initialValues } from '../page-values.ts';
import { UiError, uiRoute } from '../route.ts';
import type { LocalXis } from './local-xis.ts';
import { openSession } from './open-session.ts';
import { BOOKING_GROUPS, PAGE_TABLE } from './options.ts';
import type { PatientSession } from './session.ts';
import { BOOKING_FORM, readSessionSettings } from './settings.ts';

/** The path of callbacks below `/__ui`: one url for all patients. */
const CALLBACKS_PATH = '/spreekuur';

/** The number of patients who are logged in; the oldest one is logged out. */
const MAX_PATIENTS = 20;

export interface BookingsOptions {
  /** Returns the url of the server of the page, without a path. */
  url(): string;
  /** The simulator that serves the page. */
  readonly local?: LocalXis;
  /** The options of the command line by key, which every patient has who books in the XIS of the command line. */
  readonly values?: Readonly<Record<string, unknown>>;
}

const text = string({ minLength: 1, maxLength: 1000 });
const valuesSchema = record(unknown(), {
  description: 'Values by the key of their option; null removes a default.',
});
const typeSchema = object({ type: { ...text, description: 'The token `system|code` of a type.' } as typeof text });
const timeslotsSchema = object(
  { type: text, week: integer({ minimum: 1, maximum: 4 }) },
  { schedule: { ...text, description: 'The id of a schedule; default: any.' } as typeof text },
);
const bookingSchema = object({
  type: text,
  slot: { ...text, description: 'The `key` of a timeslot.' } as typeof text,
  reason: string({ minLength: 1, maxLength: 4000, description: "The patient's reason." }),
});
const cancellationSchema = object({}, { comment: string({ maxLength: 4000 }) });
const eventsSchema = object({}, { after: integer({ minimum: 0, description: 'The number of the last known event.' }) });

/**
 * Creates the part of the service by which patients book: the reference engine behind a page, as Spreekuur.nl is.
 * Texts for the patient are in English and Dutch.
 */
export function createBookings({ url, local, values = {} }: BookingsOptions): UiPart {
  const sessions = new Map<string, PatientSession>();
  const ending = new AbortController();
  // A simulator learns its address late.
  const readDefaults = () => ({
    values: { ...(local && { xis: local.baseUrl }), ...values },
    environment: process.env,
  });
  const callbacksUrl = (): string => `${url()}/__ui${CALLBACKS_PATH}`;
  const find = ({ id = '' }: Readonly<Record<string, string>>): PatientSession => {
    const session = sessions.get(id);
    if (!session) throw new UiError('not-found', 'This patient is not logged in. Log in again.');
    return session;
  };
  const add = async (given: Readonly<Record<string, unknown>>): Promise<PatientSession> => {
    const settings = await readSessionSettings(given, readDefaults(), local);
    // Not a number: after a restart, a page of before would book for another patient.
    const id = realSystem.randomUUID();
    const session = await openSession(settings, { id, local, callbacksUrl, signal: ending.signal });
    if (ending.signal.aborted) {
      await session.close();
      throw new UiError('conflict', 'The page is closing.');
    }
    sessions.set(id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MAX_PATIENTS && oldest !== undefined) await remove(oldest);
    return session;
  };
  const remove = async (id: string): Promise<void> => {
    const session = sessions.get(id);
    sessions.delete(id);
    await session?.close();
  };
  const receive = shareCallbacks(() => [...sessions.values()].map(({ receiver }) => receiver));

  return {
    routes: [
      uiRoute('GET', '/patients/options', 'The options of a patient who books, in groups, for a form', {
        response: { description: '`groups`. A secret has no value, and `isSet` where the command line has one.' },
        handle: () => ({
          groups: describeForm(BOOKING_GROUPS, PAGE_TABLE, initialValues(readDefaults().values, BOOKING_FORM)),
        }),
      }),
      uiRoute('GET', '/patients', 'The patients who are logged in', {
        response: { description: '`patients`, the oldest one first.' },
        handle: () => ({ patients: [...sessions.values()].map(({ view }) => view) }),
      }),
      uiRoute('POST', '/patients', 'Log a patient in; secrets are kept in memory until the patient is logged out', {
        response: { description: 'The patient, with an `id`, and the url for callbacks: `callbacksUrl`.' },
        status: 201,
        input: valuesSchema,
        handle: async ({ input }) => (await add(input)).view,
      }),
      uiRoute('GET', '/patients/{id}', 'A patient who is logged in', {
        response: { description: 'As `POST /__ui/patients` returns it.' },
        handle: ({ parameters }) => find(parameters).view,
      }),
      uiRoute('DELETE', '/patients/{id}', 'Log a patient out; the appointments stay in the XIS', {
        async handle({ parameters }) {
          find(parameters);
          await remove(parameters['id'] ?? '');
        },
      }),
      uiRoute('GET', '/patients/{id}/types', 'Step 1: the appointment types', {
        response: {
          description: '`outcome` `types` with `types`, `empty` or `failed` with the `text` for the patient.',
        },
        handle: ({ parameters }) => find(parameters).types(),
      }),
      uiRoute('GET', '/patients/{id}/agendas', 'Step 2: the agendas with free timeslots', {
        response: { description: '`outcome` `agendas` with `agendas`, `none` or `failed` with the `text`.' },
        input: typeSchema,
        handle: ({ parameters, input }) => find(parameters).agendas(input.type),
      }),
      uiRoute('GET', '/patients/{id}/timeslots', 'Step 3: the free timeslots of a week', {
        response: {
          description: '`outcome` `timeslots` with `slots`, each with a `key`, or `failed` with the `text`.',
        },
        input: timeslotsSchema,
        handle: ({ parameters, input }) => find(parameters).timeslots(input.type, input.schedule, input.week),
      }),
      uiRoute('POST', '/patients/{id}/bookings', 'Step 4: book a timeslot', {
        response: {
          description:
            '`outcome` `approved` or `pending` with the `appointment`; `conflict`, `rejected`, `unknown` or `failed` with the `text`.',
        },
        input: bookingSchema,
        handle: ({ parameters, input }) => find(parameters).book(input.type, input.slot, input.reason),
      }),
      uiRoute('GET', '/patients/{id}/appointments', 'Step 5: the appointments of the patient', {
        response: { description: '`appointments` with their states and texts, the latest one first.' },
        handle: ({ parameters }) => ({ appointments: find(parameters).appointments() }),
      }),
      uiRoute('POST', '/patients/{id}/appointments/{appointment}/cancel', 'Cancel an appointment', {
        response: {
          description: '`outcome` `cancelled` with the `appointment`; `not-cancellable` or `failed` with the `text`.',
        },
        input: cancellationSchema,
        handle: ({ parameters, input }) =>
          find(parameters).cancel(parameters['appointment'] ?? '', input.comment || undefined),
      }),
      uiRoute('GET', '/patients/{id}/events', 'What happens: `exchange`, `notification` and `appointment`', {
        response: {
          description: 'Server-sent events, resumable with `after` or `Last-Event-ID`; `gap` where some are missing.',
          isStream: true,
        },
        input: eventsSchema,
        handle: ({ parameters, input }) => find(parameters).events.read(input.after ?? 0),
      }),
    ],
    open: [
      {
        prefix: `${CALLBACKS_PATH}/`,
        handle(request, response, path) {
          request.url = `/${path}`;
          receive(request, response);
        },
      },
    ],
    async close() {
      ending.abort();
      await Promise.all([...sessions.keys()].map(remove));
    },
  };
}
