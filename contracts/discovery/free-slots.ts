import { DateTime } from 'luxon';
import {
  createBookingEngine,
  type Failure,
  type Observation,
  type Timeslot,
  type TypeCoding,
} from '../../engine/index.ts';
import { parseInstant } from '../../fhir/instant.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import { StateUnavailable } from '../verification/session.ts';
import type { OptionNames, Target } from './target.ts';
import { createWindow, type Window } from './window.ts';

/** A free slot of an appointment type. */
export interface FreeSlot {
  readonly type: TypeCoding;
  readonly slot: Timeslot;
  /** The week of the search window that it is in, 1 to 4. */
  readonly week: number;
}

/** The distances at which agendas are searched for an empty window. */
const YEARS_AHEAD = [3, 10, 30];
const NO_TYPES = 'the XIS has no appointment types';
const NO_SLOTS = 'the XIS has no free slots in the next four weeks';

export type FreeSlots = ReturnType<typeof createFreeSlots>;

/**
 * Finds appointment types and slots in a XIS. Every function throws StateUnavailable for a XIS without them, or behind a fault
 * of transport, and an Error where a request fails otherwise. Unusable types and slots count as found where the contract itself shows what is wrong with them.
 */
export function createFreeSlots(target: Target, nameOption: OptionNames) {
  const engine = createBookingEngine(target);
  const { serviceCategory, ...targetWithoutCategory } = target;
  const { system, timeZone = 'Europe/Amsterdam' } = target;

  const types = async (named?: string): Promise<readonly TypeCoding[]> => {
    const result = await engine.appointmentTypes();
    if (result.outcome === 'failed') throwFailure(result);
    if (result.outcome === 'empty') {
      const empty =
        serviceCategory === undefined
          ? NO_TYPES
          : `no appointment type has ${nameOption('category')} ${redactUnlessCode(serviceCategory)}`;
      throw new StateUnavailable(explainUnusable('appointment type', result) ?? empty);
    }
    const matching = result.types.filter(({ system: typeSystem, code }) =>
      [undefined, code, `${typeSystem}|${code}`].includes(named),
    );
    if (matching.length > 0) return matching;
    const codes = result.types.map(({ code }) => redactUnlessCode(code)).join(', ');
    throw new StateUnavailable(`expected an appointment type of the XIS (${codes}), got '${named}'`);
  };

  const last = async (type: TypeCoding): Promise<FreeSlot | undefined> => {
    const offered = await engine.agendas(type);
    if (offered.outcome === 'failed') throwFailure(offered);
    if (offered.outcome === 'none') return undefined;
    for (const week of [4, 3, 2, 1]) {
      for (const { schedule } of offered.agendas) {
        const page = await engine.timeslots(type, schedule, week);
        if (page.outcome === 'failed') throwFailure(page);
        const slot = page.slots.at(-1);
        if (slot) return { type, slot, week };
      }
    }
    return undefined;
  };

  return {
    /** Checks that the XIS has appointment types, without the service category. */
    async expectTypes(): Promise<void> {
      const result = await createBookingEngine(targetWithoutCategory).appointmentTypes();
      if (result.outcome === 'failed') throwFailure(result);
      if (result.outcome === 'types' || explainUnusable('appointment type', result) !== undefined) return;
      throw new StateUnavailable(NO_TYPES);
    },
    /** Finds all appointment types, or the one that is named `code` or `system|code`. */
    types,
    /** Finds the last free slot of a type in the next four weeks, which patients want the least. */
    last,
    /** Checks whether a place like a slot is free: also another one of its practitioner, in another agenda (AP-2). */
    async isFree({ type, slot, week }: FreeSlot): Promise<boolean> {
      const [practitioner] = slot.practitioners;
      const offered = await engine.agendas(type);
      if (offered.outcome === 'failed') throwFailure(offered);
      const agendas = offered.outcome === 'agendas' ? offered.agendas : [];
      for (const { schedule, name } of agendas) {
        if (!name.includes(practitioner?.display ?? '')) continue;
        const page = await engine.timeslots(type, schedule, week);
        if (page.outcome === 'failed') throwFailure(page);
        const isAlike = page.slots.some(
          ({ startsAt, end, practitioners }) =>
            startsAt === slot.startsAt &&
            parseInstant(end) === parseInstant(slot.end) &&
            practitioners[0]?.reference === practitioner?.reference,
        );
        if (isAlike) return true;
      }
      return false;
    },
    /** Finds an appointment type that has slots, usable or not. */
    async typeWithSlots(named?: string): Promise<TypeCoding> {
      for (const type of await types(named)) {
        const offered = await engine.agendas(type);
        if (offered.outcome === 'failed') throwFailure(offered);
        if (offered.outcome === 'agendas' || explainUnusable('slot', offered) !== undefined) return type;
      }
      throw new StateUnavailable(NO_SLOTS);
    },
    /** Finds a free slot of the named type, or of any type. */
    async any(named?: string): Promise<FreeSlot> {
      let reason: string | undefined;
      for (const type of await types(named)) {
        const free = await last(type);
        if (free) return free;
        reason ??= explainUnusable('slot', await engine.agendas(type));
      }
      throw new StateUnavailable(reason ?? NO_SLOTS);
    },
    /** Finds days without free slots of a type, so far ahead that the agenda is not open yet. */
    async emptyWindow(days: number, type: TypeCoding, schedule?: string): Promise<Window> {
      for (const years of YEARS_AHEAD) {
        const now = DateTime.fromMillis(system.now(), { zone: timeZone }).plus({ years });
        const later = createBookingEngine({ ...target, system: { ...system, now: () => now.toMillis() } });
        const result = schedule === undefined ? await later.agendas(type) : await later.timeslots(type, schedule, 1);
        if (result.outcome === 'failed') throwFailure(result);
        const isEmpty = result.outcome === 'none' || (result.outcome === 'timeslots' && result.slots.length === 0);
        if (isEmpty) return createWindow(now, 1, days);
      }
      throw new StateUnavailable(
        `'${redactUnlessCode(type.code)}' has free slots even ${YEARS_AHEAD.at(-1)} years ahead`,
      );
    },
  };
}

/** Throws the failure of a step: as one of the state where it says nothing about the XIS. */
function throwFailure({ error, isTransport, problem }: Failure): never {
  throw isTransport ? new StateUnavailable(error, { isTransport, problem }) : new Error(error);
}

/** Explains why the XIS returned something unusable; undefined where it did not. */
function explainUnusable(
  what: string,
  { observations }: { readonly observations: readonly Observation[] },
): string | undefined {
  const observation = observations.find(({ effect }) => effect === 'unusable');
  return observation && `no ${what} is usable: ${observation.clause} ${observation.path}: ${observation.message}`;
}
