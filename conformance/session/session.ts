import type { DateTime } from 'luxon';
import type { CallbackInbox } from '../callbacks/inbox.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { AppointmentType } from '../read/appointment-types.ts';
import type { Coding } from '../read/coding.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import type { ReportedBooking } from '../report/report.ts';
import type { Evidence } from './evidence.ts';
import type { Forms } from './forms.ts';
import type { QueryParameter, XisRequest, XisResponse } from './message.ts';
import type { RecordedResponse } from './recorded-response.ts';
import type { SlotFilters } from './slot-query.ts';
import type { Waits } from './waits.ts';
import type { TimeRange } from './window.ts';

/** The slots of a search, its pages followed to the end (SL-18). */
export interface SlotSearchResult {
  readonly slots: readonly ParsedSlot[];
  /** One response a page; those that could be parsed. */
  readonly pages: readonly XisResponse[];
  /** The reason for missing pages although there is a link `next`; undefined when all pages were read. */
  readonly incomplete?: string;
}

/**
 * A run as one check sees it. Requests that several checks need are sent once. A missing precondition throws `CheckBlocked`,
 * so that one deviation does not become twenty. `send…` returns responses with any status and body.
 */
export interface Session {
  readonly options: ResolvedCheckOptions;
  /** The begin of the run in the practice's time zone. It stays the same, so that windows do. */
  readonly now: DateTime;
  /** The window of the agendas (SL-13). */
  readonly window: TimeRange;
  /** Returns one of the four pages of the window, 1 to 4 (SL-14). */
  week(number: number): TimeRange;

  /**
   * Sends a request.
   * @throws CheckBlocked when the response says nothing about the XIS
   */
  send(request: XisRequest): Promise<XisResponse>;
  /** Sends a request, unless this function has sent the same one in this run: then it returns that response. */
  sendCached(request: XisRequest): Promise<XisResponse>;
  /** Sends requests at the same instant; returns responses of every kind, also those that say nothing about the XIS. */
  sendConcurrently(requests: readonly XisRequest[]): Promise<readonly XisResponse[]>;

  /** Returns the response to the request for appointment types, narrowed by the option `category` (AT-2). */
  appointmentTypesResponse(): Promise<XisResponse>;
  appointmentTypes(): Promise<readonly AppointmentType[]>;
  unfilteredAppointmentTypes(): Promise<readonly AppointmentType[]>;
  /** Returns the type that slots are searched by: the option `type` or else the first type that has free slots. */
  appointmentType(): Promise<Coding>;
  /** The forms in which the run sends what the publication leaves open. */
  readonly forms: Forms;
  /** Returns the parameters of a search for slots, in the forms of the run. */
  slotQuery(filters: SlotFilters): readonly QueryParameter[];
  searchSlots(query: readonly QueryParameter[]): Promise<SlotSearchResult>;
  /** Returns the free slots of the type in the window, as step 2 of the flow searches them. */
  freeSlots(): Promise<SlotSearchResult>;
  /** Returns the free slots of every offered type in the window, by one search of step 2 for each type. */
  slotsOfTypes(): Promise<SlotSearchResult>;
  /** Returns the schedule that has most of the free slots of the type. */
  busiestSchedule(): Promise<string>;
  /** Returns the free slots of the type and a schedule in one of the four weeks, as step 3 searches them. */
  freeSlotsOfWeek(number: number, schedule: string): Promise<SlotSearchResult>;

  /** Returns the responses of the run so far, to whichever check, in the order of their exchanges in the report. */
  responses(): readonly RecordedResponse[];
  /** The callbacks of the run; undefined without a listener. */
  readonly callbacks: CallbackInbox | undefined;
  /** What the run waits for. */
  readonly waits: Waits;
  /** The appointments that the report lists. */
  readonly bookings: ReportedBooking[];
  /** Takes out of a text what must not be kept. */
  redact(text: string): string;
  /** Returns why no request is sent any longer; undefined when requests are sent. */
  stopReason(): string | undefined;

  /** Identifies the run that this session is part of. */
  readonly run: object;
  readonly evidence: Evidence;
  /** Returns a session of the same run whose evidence is collected elsewhere. */
  recordInto(evidence: Evidence): Session;
  /** Registers a teardown: called at the end of the run, the last one first, also after it was aborted. */
  onTeardown(tearDown: (session: Session) => Promise<void>): void;
}

/** Returns a session that sends its requests with these changes, for instance although the run was aborted. */
export function withRequestChanges(
  session: Session,
  changes: Partial<Pick<XisRequest, 'ignoreAbort' | 'organization' | 'as'>>,
): Session {
  return { ...session, send: (request) => session.send({ ...request, ...changes }) };
}
