import { DateTime } from 'luxon';
import type { CallbackInbox } from '../callbacks/inbox.ts';
import type { ResolvedCheckOptions } from '../options.ts';
import { appointmentTypesOf, type SeenType } from '../read/appointment-types.ts';
import { tokenOf } from '../read/coding.ts';
import type { ReportedBooking } from '../report/report.ts';
import type { Target } from './xis-client.ts';
import type { Reply } from './response.ts';
import type { Pair, TargetRequest } from './request.ts';
import { block, evidence } from './block-check.ts';
import { chooseScope } from './choose-scope.ts';
import { chooseType, stepTwo } from './choose-type.ts';
import { mostFrequent } from './most-frequent.ts';
import type { Run } from './session.ts';
import { searchSlots, unreadable } from './search-slots.ts';
import { keepAnswer, type SeenAnswer } from './recorded-response.ts';
import { slotPairs } from './slot-query.ts';
import { fourWeekWindow, weekOf } from './window.ts';

/** A run: its checks get one view each, by which it is known what they asked for. */
export interface SharedRun {
  /**
   * @param touched gets the ids of the exchanges that the view asks for, or uses
   * @param onNoEvidence told why a reply that the view asked for, or uses, tells nothing about the XIS
   */
  view(touched: Set<string>, onNoEvidence?: (why: string) => void): Run;
  /** Why no check can be made any longer; undefined when one can. */
  lost(): string | undefined;
  /** Undoes what is to be undone. */
  end(): Promise<void>;
  readonly bookings: readonly ReportedBooking[];
}

interface Remembered {
  readonly value: Promise<unknown>;
  readonly touched: ReadonlySet<string>;
  /** Why some of what it asked for tells nothing about the XIS. */
  readonly reasons: ReadonlySet<string>;
}

/** @param callbacks those of the run, where something listens */
export function createRun(options: ResolvedCheckOptions, target: Target, callbacks?: CallbackInbox): SharedRun {
  const now = DateTime.fromMillis(options.system.now(), { zone: options.timeZone });
  const window = fourWeekWindow(now);
  const remembered = new Map<string, Remembered>();
  const bookings: ReportedBooking[] = [];
  const answers: SeenAnswer[] = [];
  const undos: ((run: Run) => Promise<void>)[] = [];

  const view = (touched: Set<string>, onNoEvidence: (why: string) => void = () => undefined): Run => {
    const noted = (reply: Reply): Reply => {
      if (reply.exchange !== '') {
        keepAnswer(answers, reply);
        touched.add(reply.exchange);
      }
      if (reply.noEvidence) onNoEvidence(reply.noEvidence.text);
      return reply;
    };
    const shared = async <T>(key: string, make: (run: Run) => Promise<T>): Promise<T> => {
      let known = remembered.get(key);
      if (!known) {
        const own = new Set<string>();
        const reasons = new Set<string>();
        known = { value: make(view(own, (why) => void reasons.add(why))), touched: own, reasons };
        remembered.set(key, known);
      }
      try {
        return (await known.value) as T;
      } finally {
        for (const id of known.touched) touched.add(id);
        for (const why of known.reasons) onNoEvidence(why);
      }
    };
    const typesBy = (filter: readonly Pair[]): TargetRequest => ({
      purpose: filter.length === 0 ? 'ask for all appointment types' : 'ask for appointment types',
      path: '/ValueSet/BookableAppointmentTypes',
      query: filter,
    });
    const typesIn = async (reply: Promise<Reply>): Promise<readonly SeenType[]> => {
      const answer = await reply;
      const types = answer.status === 200 ? appointmentTypesOf(answer.body) : undefined;
      return types ?? block(`the appointment types cannot be read: ${unreadable(answer)}`);
    };

    const run: Run = {
      options,
      now,
      window,
      week: (number) => weekOf(window, number),
      async ask(request) {
        const reply = noted(await target.send(request));
        // What cleans up has to do with whatever came.
        return request.evenWhenAborted ? reply : evidence(reply);
      },
      async askTogether(requests) {
        const [first] = requests;
        const replies = first && requests.length === 1 ? [await target.send(first)] : target.sendTogether(requests);
        return (await replies).map(noted);
      },
      askOnce: ({ purpose, ...request }) =>
        shared(`ask ${JSON.stringify(request)}`, (own) => own.ask({ ...request, purpose })),
      typesReply: () =>
        run.askOnce(typesBy(options.category === undefined ? [] : [['service-category', options.category]])),
      types: () => typesIn(run.typesReply()),
      typesWithoutFilter: () => typesIn(run.askOnce(typesBy([]))),
      type: () => shared('type', chooseType),
      slots: (query) => shared(`slots ${JSON.stringify(query)}`, (own) => searchSlots(own, query)),
      fourWeeks: async () => run.slots(stepTwo(run, await run.type())),
      scope: () => shared('scope', chooseScope),
      everything: async () => run.slots(slotPairs(await run.scope())),
      async schedule() {
        const { slots } = await run.fourWeeks();
        return mostFrequent(slots.map(({ schedule }) => schedule)) ?? block('no free slot names its schedule');
      },
      async weekSlots(number, schedule) {
        const category = tokenOf(await run.type());
        return run.slots(slotPairs({ category, ...weekOf(window, number), schedule, status: 'free' }));
      },
      shared,
      answers: () => answers,
      callbacks,
      touch: (exchange) => void touched.add(exchange),
      atEnd: (undo) => void undos.push(undo),
      bookings,
      scrub: target.scrub,
      stopped: () => target.stopped()?.text,
    };
    return run;
  };

  return {
    view,
    bookings,
    lost() {
      const why = target.stopped();
      return why?.kind === 'lost' ? why.text : undefined;
    },
    async end() {
      for (let undo = undos.pop(); undo; undo = undos.pop()) await undo(view(new Set())).catch(() => undefined);
    },
  };
}
