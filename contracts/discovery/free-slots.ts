import { DateTime } from 'luxon';
import {
  type BookingEngineOptions,
  createBookingEngine,
  type Observation,
  type Timeslot,
  type TypeCoding,
} from '../../engine/index.ts';
import { shown } from '../../output/redaction.ts';
import type { NameOption } from '../option-names.ts';
import { CannotSetUp } from '../verification/stage.ts';
import { daysOn, type Window } from './window.ts';

/** How a XIS is reached, and the clock that days are counted by. */
export type Reach = BookingEngineOptions &
  Required<Pick<BookingEngineOptions, 'system'>> & { readonly nameOption: NameOption };

/** A free slot of a type. */
export interface FreeSlot {
  readonly type: TypeCoding;
  readonly slot: Timeslot;
}

/** Looks for appointment types and slots in a XIS. */
export interface FreeSlots {
  /**
   * Whether anything can be booked, or the XIS says something that cannot be read: it is for the contract to say what is
   * wrong with it. Without the service category.
   */
  offersTypes(): Promise<void>;
  /** What can be booked; all of them, or the one that is named `code` or `system|code`. */
  types(named?: string): Promise<readonly TypeCoding[]>;
  /** A type of which there are slots, whether they can be used or not: it is for the contract to say what is wrong with them. */
  typeWithSlots(named?: string): Promise<TypeCoding>;
  /** The last free slot of a type in the coming four weeks: farthest from what patients are looking at. */
  last(type: TypeCoding): Promise<FreeSlot | undefined>;
  /** A free slot of the named type, or of any. */
  any(named?: string): Promise<FreeSlot>;
  /** So many days in which nothing of a type is free: so far ahead that nobody has opened the agenda yet. */
  emptyWindow(days: number, type: TypeCoding, schedule?: string): Promise<Window>;
}

/** How far ahead agendas are looked at for being empty. */
const YEARS_AHEAD = [3, 10, 30];

/** Every function throws CannotSetUp when there is nothing such, and an Error when the XIS does not say. */
export function createFreeSlots(reach: Reach): FreeSlots {
  const engine = createBookingEngine(reach);
  const { serviceCategory: category, ...everything } = reach;
  const { system, timeZone = 'Europe/Amsterdam' } = reach;

  /** Why something that there is cannot be used. */
  const unusable = (what: string, { observations }: { readonly observations: readonly Observation[] }) => {
    const seen = observations.find(({ effect }) => effect === 'unusable');
    return seen && `no ${what} can be used: ${seen.clause} ${seen.path}: ${seen.message}`;
  };

  const types: FreeSlots['types'] = async (named) => {
    const found = await engine.appointmentTypes();
    if (found.outcome === 'failed') throw new Error(found.error);
    if (found.outcome === 'empty') {
      const none =
        category === undefined
          ? 'the XIS offers no appointment types'
          : `no appointment type has ${reach.nameOption('category')} ${shown(category)}`;
      throw new CannotSetUp(unusable('appointment type', found) ?? none);
    }
    const meant = found.types.filter(({ system: of, code }) => [undefined, code, `${of}|${code}`].includes(named));
    if (meant.length > 0) return meant;
    const codes = found.types.map(({ code }) => shown(code)).join(', ');
    throw new CannotSetUp(`the XIS has no appointment type ${named}; it has ${codes}`);
  };

  const last: FreeSlots['last'] = async (type) => {
    const offered = await engine.agendas(type);
    if (offered.outcome === 'failed') throw new Error(offered.error);
    if (offered.outcome === 'none') return undefined;
    for (const week of [4, 3, 2, 1]) {
      for (const { schedule } of offered.agendas) {
        const page = await engine.timeslots(type, schedule, week);
        if (page.outcome === 'failed') throw new Error(page.error);
        const slot = page.slots.at(-1);
        if (slot) return { type, slot };
      }
    }
    return undefined;
  };

  return {
    async offersTypes() {
      const found = await createBookingEngine(everything).appointmentTypes();
      if (found.outcome === 'failed') throw new Error(found.error);
      if (found.outcome === 'types' || unusable('appointment type', found) !== undefined) return;
      throw new CannotSetUp('the XIS offers no appointment types');
    },
    types,
    last,
    async typeWithSlots(named) {
      for (const type of await types(named)) {
        const offered = await engine.agendas(type);
        if (offered.outcome === 'failed') throw new Error(offered.error);
        if (offered.outcome === 'agendas' || unusable('slot', offered) !== undefined) return type;
      }
      throw new CannotSetUp('no slot is free in the coming four weeks');
    },
    async any(named) {
      let why: string | undefined;
      for (const type of await types(named)) {
        const found = await last(type);
        if (found) return found;
        why ??= unusable('slot', await engine.agendas(type));
      }
      if (why !== undefined) throw new CannotSetUp(why);
      throw new CannotSetUp('no slot is free in the coming four weeks');
    },
    async emptyWindow(days, type, schedule) {
      for (const years of YEARS_AHEAD) {
        const now = DateTime.fromMillis(system.now(), { zone: timeZone }).plus({ years });
        const then = createBookingEngine({ ...reach, system: { ...system, now: () => now.toMillis() } });
        const found = schedule === undefined ? await then.agendas(type) : await then.timeslots(type, schedule, 1);
        if (found.outcome === 'failed') throw new Error(found.error);
        const isEmpty = found.outcome === 'none' || (found.outcome === 'timeslots' && found.slots.length === 0);
        if (isEmpty) return daysOn(now, 1, days);
      }
      throw new CannotSetUp(`slots of '${shown(type.code)}' are free even in ${YEARS_AHEAD.at(-1)} years`);
    },
  };
}
