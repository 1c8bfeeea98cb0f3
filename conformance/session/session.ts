import type { DateTime } from 'luxon';
import type { CallbackInbox } from '../callbacks/inbox.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import type { SeenType } from '../read/appointment-types.ts';
import type { Coding } from '../read/coding.ts';
import type { SeenSlot } from '../read/parsed-slot.ts';
import type { ReportedBooking } from '../report/report.ts';
import type { Reply } from './response.ts';
import type { Pair, TargetRequest } from './request.ts';
import type { SeenAnswer } from './recorded-response.ts';
import type { Span } from './window.ts';

/** What a search for slots has found, its pages followed to the end (SL-18). */
export interface SlotsFound {
  readonly slots: readonly SeenSlot[];
  /** One answer a page; those that could be read. */
  readonly pages: readonly Reply[];
  /** Why there is no more although a link leads on; undefined when everything was read. */
  readonly incomplete?: string;
}

/**
 * What a run offers to its checks. What several of them need is asked once. Whatever cannot be had throws `Blocked`, so
 * that one deviation does not become twenty; only `ask…` gives answers of every kind.
 */
export interface Run {
  readonly options: ResolvedCheckOptions;
  /** When the run began, in the practice's time zone; it stays the same, so that windows do. */
  readonly now: DateTime;
  /** The window of the agendas (SL-13). */
  readonly window: Span;
  /** One of its four pages, 1 to 4 (SL-14). */
  week(number: number): Span;
  /**
   * Sends a request.
   * @throws Blocked when the reply tells nothing about the XIS
   */
  ask(request: TargetRequest): Promise<Reply>;
  /** Sends a request, unless the same was sent in this run by this function: then it gives that answer. */
  askOnce(request: TargetRequest): Promise<Reply>;
  /** Sends one, or several at the same instant; gives replies of every kind, also those that tell nothing about the XIS. */
  askTogether(requests: readonly TargetRequest[]): Promise<readonly Reply[]>;
  /** The answer to the request for appointment types; narrowed by the user's category, where there is one (AT-2). */
  typesReply(): Promise<Reply>;
  types(): Promise<readonly SeenType[]>;
  typesWithoutFilter(): Promise<readonly SeenType[]>;
  /** The type that slots are searched by: the user's, or else the first that has free slots. */
  type(): Promise<Coding>;
  /** Searches slots. */
  slots(query: readonly Pair[]): Promise<SlotsFound>;
  /** The free slots of the type in the window, as step 2 of the flow searches them. */
  fourWeeks(): Promise<SlotsFound>;
  /** The part of the window in which everything is looked at: all of it, unless that is too much for one search. */
  scope(): Promise<Span>;
  /** Every slot of the scope: of every type, schedule and status. */
  everything(): Promise<SlotsFound>;
  /** The schedule that has most of the free slots of the type. */
  schedule(): Promise<string>;
  /** The free slots of the type and a schedule in one of the four weeks, as step 3 searches them. */
  weekSlots(number: number, schedule: string): Promise<SlotsFound>;
  /** Whatever else several checks need: made once for each key. */
  shared<T>(key: string, make: (run: Run) => Promise<T>): Promise<T>;
  /** The answers that came until now, to whichever check. */
  answers(): readonly SeenAnswer[];
  /** The callbacks that have come; undefined where nothing listens. */
  readonly callbacks: CallbackInbox | undefined;
  /** Names an exchange that was not asked for here as evidence. */
  touch(exchange: string): void;
  /** Keeps what is to be undone: done at the end of the run, the last one first, also after it was aborted. */
  atEnd(undo: (run: Run) => Promise<void>): void;
  /** The appointments that were made; whoever makes one adds it, and changes it when it was cancelled. */
  readonly bookings: ReportedBooking[];
  /** Takes out of a text what must not be kept. */
  scrub(text: string): string;
  /** Why nothing more is sent; undefined when something is. */
  stopped(): string | undefined;
}
