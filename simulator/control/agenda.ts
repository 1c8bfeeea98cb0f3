/** The agenda of some days as a page shows it: the slots of all schedules, with their holders. */

import { dateTimeString } from '../../fhir/formats.ts';
import type { Instant } from '../../fhir/instant.ts';
import { defined } from '../../schema/defined.ts';
import { array, integer, oneOf, openObject, type Static, string } from '../../schema/schema.ts';
import { type Day, day, dayOfDate, isoDay } from '../domain/agenda/calendar.ts';
import { slotId } from '../domain/agenda/slot-id.ts';
import type { StatedSlot } from '../representation/slot.ts';
import { HOLDER_KINDS, type ScheduleAgenda } from '../world/schedule-agenda.ts';
import type { World } from '../world/world.ts';
import { requireKnown } from './control-error.ts';
import { type AgendaOptions, requireWritable } from './inputs.ts';

const text = string();
const at = dateTimeString({ description: "An instant with the practice's offset." });
const date = string({ description: 'A date in the time zone of the practice.' });

const slotSchema = openObject(
  {
    id: text,
    start: at,
    end: at,
    type: string({ description: 'The code of the appointment type.' }),
    status: oneOf(['free', 'busy', 'tentative']),
  },
  {
    holder: openObject(
      { kind: oneOf([...HOLDER_KINDS, 'rule']) },
      { id: string({ description: 'The id of the appointment.' }) },
      {
        description:
          'Has a slot that is not free: an appointment, a competitor, a block of the practitioner, or a rule of the configuration (busyShare, or an explicit slot).',
      },
    ),
  },
  { title: 'AgendaSlot' },
);

export const agendaSchema = openObject(
  {
    from: date,
    days: integer({ minimum: 1, maximum: 7 }),
    timeZone: string({ description: 'The time zone of the practice.' }),
    now: at,
    schedules: array(
      openObject(
        {
          id: text,
          practitioners: array(string({ description: 'The name of a practitioner.' })),
          slots: array(slotSchema, { description: 'The slots that start in these days, in order, past ones too.' }),
        },
        { closed: array(date, { description: 'The days on which the schedule is closed.' }) },
      ),
      { description: 'In the order of the configuration.' },
    ),
  },
  {},
  { title: 'Agenda' },
);

/** The slots of some days, by schedule. */
export type AgendaView = Static<typeof agendaSchema>;
type SlotView = Static<typeof slotSchema>;

/**
 * Returns the agenda of some days, as it is now.
 * @throws ControlError for an unknown schedule, and for days that no clock can have
 */
export function viewAgenda(world: World, { from, days = 7, schedule: only }: AgendaOptions): AgendaView {
  const first = from === undefined ? world.today() : parseDate(from);
  const start = requireWritable(world.calendar.at(first, 0));
  const end = requireWritable(world.calendar.at(day(first + days), 0));
  const schedules =
    only === undefined ? world.agenda.schedules : [requireKnown(world.agenda.schedule(only), 'schedule')];
  const dates = Array.from({ length: days }, (_, index) => day(first + index));
  return {
    from: isoDay(first),
    days,
    timeZone: world.calendar.zone,
    now: world.formatLocal(world.clock.now()),
    schedules: schedules.map((schedule) => viewSchedule(world, schedule, dates, { start, end })),
  };
}

function parseDate(text: string): Day {
  const [year = 0, month = 0, dayOfMonth = 0] = text.split('-').map(Number);
  return dayOfDate(year, month, dayOfMonth);
}

interface Period {
  readonly start: Instant;
  readonly end: Instant;
}

function viewSchedule(
  world: World,
  schedule: ScheduleAgenda,
  dates: readonly Day[],
  { start, end }: Period,
): AgendaView['schedules'][number] {
  const { id, practitioners } = schedule.rules;
  const closed = dates.filter((date) => schedule.rules.isClosed(date)).map(isoDay);
  return defined({
    id,
    practitioners: practitioners.map(({ name }) => name),
    slots: schedule.between(start, end).map((stated) => viewSlot(world, schedule, stated)),
    closed: closed.length === 0 ? undefined : closed,
  });
}

function viewSlot(world: World, schedule: ScheduleAgenda, { slot, status }: StatedSlot): SlotView {
  const { id, types } = schedule.rules;
  const view = {
    id: slotId(id, slot.start),
    start: world.formatLocal(slot.start),
    end: world.formatLocal(slot.end),
    type: types[slot.type]?.code ?? '',
    status,
  };
  return status === 'free'
    ? view
    : { ...view, holder: schedule.history(slot.start).at(-1)?.holder ?? { kind: 'rule' } };
}
