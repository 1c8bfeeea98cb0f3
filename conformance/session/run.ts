import { DateTime } from 'luxon';
import type { CallbackInbox } from '../callbacks/inbox.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { type AppointmentType, appointmentTypesOf } from '../read/appointment-types.ts';
import type { ReportedBooking } from '../report/report.ts';
import { blockCheck, requireEvidence } from './block-check.ts';
import { chooseAppointmentType, chooseSchedule, flowQuery, searchSlotsOfTypes } from './choose-search.ts';
import { addExchanges, attemptsOf, createEvidence, type Evidence } from './evidence.ts';
import { keyOfForms } from './forms.ts';
import type { QueryParameter, XisRequest, XisResponse } from './message.ts';
import { oncePerRun } from './once-per-run.ts';
import { type RecordedResponse, recordResponse } from './recorded-response.ts';
import { describeUnreadable, searchSlots } from './search-slots.ts';
import type { Session } from './session.ts';
import { slotQuery } from './slot-query.ts';
import { fourWeekWindow, weekOf } from './window.ts';
import type { XisClient } from './xis-client.ts';

export type Run = ReturnType<typeof createRun>;

const sendOnce = oncePerRun(
  (session, request: XisRequest) => session.send(request),
  // The preflight may change the forms of the run: the same request is then another one.
  ({ purpose: _purpose, ...request }, { forms }) => JSON.stringify([request, keyOfForms(forms)]),
);
const searchSlotsOnce = oncePerRun(searchSlots, (query, { forms }) => JSON.stringify([query, keyOfForms(forms)]));
const appointmentType = oncePerRun(chooseAppointmentType);
const slotsOfTypes = oncePerRun(searchSlotsOfTypes);

/**
 * Creates a run of checks against a XIS. Each check gets a session of its own, which collects its evidence.
 * @param callbacks the callbacks of the run, where a listener was given
 */
export function createRun(options: ResolvedCheckOptions, client: XisClient, callbacks?: CallbackInbox) {
  const now = DateTime.fromMillis(options.system.now(), { zone: options.timeZone });
  const window = fourWeekWindow(now);
  const identity = {};
  const bookings: ReportedBooking[] = [];
  const responses: RecordedResponse[] = [];
  const teardowns: ((session: Session) => Promise<void>)[] = [];

  const sessionWith = (evidence: Evidence): Session => {
    const record = (response: XisResponse): XisResponse => {
      if (response.exchangeId !== '') recordResponse(responses, response);
      if (response.noEvidence) evidence.gaps.add(response.noEvidence.text);
      return response;
    };
    const session: Session = {
      options,
      now,
      window,
      week: (number) => weekOf(window, number),

      async send(request) {
        const attempts: string[] = [];
        evidence.used.push(attempts);
        const response = record(await client.send(request, attempts));
        // A clean-up has to work with any response.
        return request.ignoreAbort ? response : requireEvidence(response);
      },
      sendCached: (request) => sendOnce(session, request),
      async sendConcurrently(requests) {
        const [first] = requests;
        const sent =
          first && requests.length === 1 ? [await client.send(first)] : await client.sendConcurrently(requests);
        addExchanges(evidence, sent);
        return sent.map(record);
      },

      appointmentTypesResponse: () => session.sendCached(appointmentTypesRequest(options.category)),
      appointmentTypes: async () => readAppointmentTypes(await session.appointmentTypesResponse()),
      unfilteredAppointmentTypes: async () =>
        readAppointmentTypes(await session.sendCached(appointmentTypesRequest(undefined))),
      appointmentType: () => appointmentType(session),
      forms: client.forms,
      slotQuery: (filters) => slotQuery(filters, client.forms, options.timeZone),
      searchSlots: (query) => searchSlotsOnce(session, query),
      freeSlots: async () => session.searchSlots(flowQuery(session, await session.appointmentType())),
      slotsOfTypes: () => slotsOfTypes(session),
      busiestSchedule: () => chooseSchedule(session),
      async freeSlotsOfWeek(number, schedule) {
        const type = await session.appointmentType();
        return session.searchSlots(flowQuery(session, type, { ...weekOf(window, number), schedule }));
      },

      responses: () => client.exchanges.inOrder(responses),
      callbacks,
      waits: client.waits,
      bookings,
      redact: client.redact,
      stopReason: () => client.stopReason()?.text,

      run: identity,
      evidence,
      recordInto: sessionWith,
      onTeardown: (tearDown) => void teardowns.push(tearDown),
    };
    return session;
  };

  return {
    createSession: () => sessionWith(createEvidence()),
    bookings,
    /**
     * Numbers the exchanges of a check in the order in which it asked for them.
     * @param evidence without it, all exchanges so far are numbered, in the order in which they began
     */
    numberExchanges(evidence?: Evidence): void {
      if (evidence) client.exchanges.number(attemptsOf(evidence));
      else client.exchanges.numberAll();
    },
    /** Returns the id of an exchange in the report. */
    idInReport: client.exchanges.idInReport,
    /** Returns why no check can be run any longer; undefined as long as the XIS responds. */
    unreachableReason(): string | undefined {
      return client.lost()?.text;
    },
    /** Runs the teardowns, the last one first; one that fails does not keep the others. */
    async tearDown(): Promise<void> {
      for (let tearDown = teardowns.pop(); tearDown; tearDown = teardowns.pop()) {
        await tearDown(sessionWith(createEvidence())).catch(() => undefined);
      }
    },
  };
}

function appointmentTypesRequest(category: string | undefined): XisRequest {
  const query: readonly QueryParameter[] = category === undefined ? [] : [['service-category', category]];
  const purpose = query.length === 0 ? 'request all appointment types' : 'request appointment types';
  return { purpose, path: '/ValueSet/BookableAppointmentTypes', query };
}

function readAppointmentTypes(response: XisResponse): readonly AppointmentType[] {
  const types = response.status === 200 ? appointmentTypesOf(response.body) : undefined;
  return types ?? blockCheck(`the appointment types cannot be read: ${describeUnreadable(response)}`);
}
