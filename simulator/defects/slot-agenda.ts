import { formatInstant, instant, parseInstant, plus } from '../../fhir/instant.ts';
import { parseReference } from '../../fhir/reference.ts';
import { splitOr } from '../../fhir/token.ts';
import type { Calendar } from '../domain/agenda/calendar.ts';
import { intersect } from '../domain/search/intervals.ts';
import { type SlotQuery, STATUS_BITS } from '../domain/search/slot-query.ts';
import type { InteractionRequest } from '../interactions/interaction.ts';
import { readSlotQuery } from '../interactions/slot-parameters.ts';
import { isProblem } from '../problem.ts';
import type { StatedSlot } from '../representation/slot.ts';
import { findSlots } from '../world/find-slots.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type MutableBody, type MutableEntry } from './defect.ts';
import { mutateBody, mutateBooking, mutateParameters } from './mutate.ts';

/** The period in which past slots are offered: a week. */
const PAST_MS = 7 * 86_400_000;
const YEAR_MS = 365 * 86_400_000;
/** In minutes of the day. */
const NINE = 540;

/** Defects of the slots in the agenda. */
export const SLOT_AGENDA_DEFECTS = defineDefects({
  'slot-overlaps': {
    clauses: ['SL-10'],
    description: 'Some free slots last until the middle of the next free slot of their schedule.',
    warns: true,
    // A booking of such a slot is accepted, and its response repeats the end that was shown.
    request: mutateBooking((body, world) => {
      const practitioner = body.participant
        .map(({ actor }) => parseReference(actor.reference))
        .find((target) => target?.type !== 'Patient');
      const start = parseInstant(body.start);
      if (!practitioner || start === undefined) return false;
      const end = parseInstant(body.end) ?? start;
      const lengthened = world.agenda
        .slotsOf(practitioner.id, start, world.clock.now())
        .find(({ slot }) => end > slot.end && end < slot.end + (slot.end - slot.start));
      if (!lengthened) return false;
      body.end = formatInstant(lengthened.slot.end);
      return true;
    }),
    response: mutateBody(['search-slot', 'create-appointment'], (body, { operation, request, world }) =>
      operation === 'search-slot' ? lengthenSlots(body.entry ?? [], world.calendar) : showRequestedEnd(body, request),
    ),
  },
  'slot-past-free': {
    clauses: ['SL-10'],
    description: 'Unbooked slots of the past week are still offered as free.',
    warns: true,
    response: mutateBody('search-slot', (body, { request, world }) => {
      const past = request ? findPastSlots(request, world) : [];
      if (past.length === 0) return false;
      body.entry = [...past, ...(body.entry ?? [])];
      if (body.total !== undefined) body.total += past.length;
      return true;
    }),
  },
  'slot-past-in-every-response': {
    clauses: ['SL-9'],
    description: 'Every search for free slots also returns a slot of last year.',
    response: mutateBody('search-slot', (body, { request, world }) => {
      const past = request && inventPastSlot(request, world);
      if (!past) return false;
      body.entry = [past, ...(body.entry ?? [])];
      if (body.total !== undefined) body.total++;
      return true;
    }),
  },
  'appointment-slot-stays-free': {
    clauses: ['AP-9'],
    description: 'A slot with an appointment has status free, although booking it returns 409.',
    request: mutateParameters('search-slot', (parameters) =>
      parameters.filter(
        ([name, value]) => name !== 'status' || !/^(free|busy|needs-action|busy-tentative|,)+$/.test(value),
      ),
    ),
    response: mutateBody(['search-slot', 'read-slot'], (body, { operation, request, world }) => {
      if (operation === 'read-slot') return showFree(body, world);
      const { entry = [] } = body;
      const shown = entry.filter(({ resource }) => resource && showFree(resource, world));
      const filters = request?.parameters.filter(([name]) => name === 'status') ?? [];
      const matchesStatus = ({ resource }: MutableEntry): boolean =>
        filters.every(([, value]) => splitOr(value).includes(resource?.status ?? ''));
      const matching = entry.filter(matchesStatus);
      if (body.total !== undefined) body.total -= entry.length - matching.length;
      if (matching.length > 0) body.entry = matching;
      else delete body.entry;
      return shown.length > 0 || matching.length < entry.length;
    }),
  },
});

/** Lengthens about one in twenty free slots that a free slot follows immediately; the first few stay as they are. */
function lengthenSlots(entry: readonly MutableEntry[], calendar: Calendar): boolean {
  let from = 4;
  entry.forEach(({ resource }, index) => {
    const next = entry[index + 1]?.resource;
    if (index < from || resource?.status !== 'free' || next?.status !== 'free') return;
    if (resource.end !== next.start || resource.schedule?.reference !== next.schedule?.reference) return;
    const [start, end] = [parseInstant(next.start ?? ''), parseInstant(next.end ?? '')];
    if (start === undefined || end === undefined) return;
    const middle = instant(start + (end - start) / 2);
    resource.end = formatInstant(middle, calendar.offsetAt(middle));
    from = index + 20;
  });
  return from > 4;
}

function showRequestedEnd(body: MutableBody, request: InteractionRequest | undefined): boolean {
  const { end } = (request?.body ?? {}) as MutableBody;
  const differs = typeof end === 'string' && parseInstant(end) !== parseInstant(body.end ?? '');
  if (differs) body.end = end;
  return differs;
}

/** Returns whether the response to a search is a later page, or the count alone. */
function isPartial({ after, count }: SlotQuery): boolean {
  return after !== undefined || count === 0;
}

/** Finds the slots of the past week that match a search. */
function findPastSlots(request: InteractionRequest, world: World): readonly MutableEntry[] {
  const read = readSlotQuery(world, request);
  if (isProblem(read) || isPartial(read.query)) return [];
  const { query } = read;
  const now = world.clock.now();
  const { count: _count, ...all } = query;
  const past = { ...all, starts: intersect(query.starts, [{ from: now - PAST_MS, to: now + 1 }]) };
  const filter = `past ${query.statuses} ${query.types ? [...query.types].join(',') : '*'}`;
  const found = findSlots(world.agenda, past, instant(now - PAST_MS), world.slotWriter, filter);
  return JSON.parse(`[${Buffer.concat(found?.parts ?? []).toString('utf8')}]`) as MutableEntry[];
}

/** Creates a free slot of last year that matches the filters of a search, except its dates. */
function inventPastSlot(request: InteractionRequest, world: World): MutableEntry | undefined {
  const read = readSlotQuery(world, request);
  if (isProblem(read)) return undefined;
  const { query } = read;
  if (isPartial(query) || (query.statuses & STATUS_BITS.free) === 0) return undefined;
  const { calendar, agenda, clock, slotWriter } = world;
  const [schedule] = agenda.schedulesFor(query.schedules, query.types);
  const type = [...(schedule?.rules.offered ?? [])].find((index) => query.types?.has(index) ?? true);
  if (!schedule || type === undefined) return undefined;
  const start = calendar.at(calendar.dayAt(instant(clock.now() - YEAR_MS)), NINE);
  const end = plus(start, world.practice.types[type]?.lengthMs ?? 0);
  const past: StatedSlot = { slot: { start, end, type, busy: false }, status: 'free' };
  return JSON.parse(slotWriter.entries(schedule.rules, [past]).bytes.toString('utf8', 1)) as MutableEntry;
}

/** Sets the status of a slot with an appointment to free. */
function showFree(slot: MutableBody, world: World): boolean {
  const found = world.agenda.slot(slot.id ?? '', world.clock.now());
  const holder = found?.schedule.history(found.slot.start).at(-1)?.holder;
  if (holder?.kind !== 'appointment') return false;
  slot.status = 'free';
  return true;
}
