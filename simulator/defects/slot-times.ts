import { formatInstant, instant, parseInstant, plus } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import type { World } from '../world/world.ts';
import type { Defect } from './defect.ts';
import type { Draft } from './reply.ts';
import { bodiesOf, bookings, oneSlotIn, parameters, slots } from './spoil.ts';

const OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;
const DAY_MS = 86_400_000;

/** Defects of the times of slots. */
export const SLOT_TIME_DEFECTS: readonly Defect[] = [
  {
    id: 'slot-without-offset',
    clauses: ['SL-4'],
    description: 'The times of one slot in ten have no offset.',
    reply: oneSlotIn(10, (slot) => changeTimes(slot, (text) => text.replace(OFFSET, ''))),
  },
  {
    id: 'slot-without-seconds',
    clauses: ['SL-4'],
    description: 'The times of slots have no seconds.',
    reply: slots((slot) => {
      changeTimes(slot, (text) => text.replace(/(T\d\d:\d\d):\d\d/, '$1'));
      return true;
    }),
  },
  {
    id: 'slot-ends-at-start',
    clauses: ['SL-4'],
    description: 'One slot in twenty ends at the moment at which it starts.',
    reply: oneSlotIn(20, (slot) => {
      if (slot.start !== undefined) slot.end = slot.start;
    }),
  },
  {
    id: 'slot-local-time-as-utc',
    clauses: ['SL-4'],
    description: 'Local times are labeled Z, in slots and appointments, and read so in searches and bookings.',
    warns: true,
    request(request, world) {
      return inSearch(request, world) ?? inBooking(request, world);
    },
    reply: bodiesOf(
      ['search-slot', 'read-slot', 'create-appointment', 'read-appointment', 'search-appointment'],
      (body) => {
        for (const one of [body, ...(body.entry ?? []).flatMap(({ resource }) => resource ?? [])]) {
          changeTimes(one, (text) => text.replace(OFFSET, 'Z'));
        }
        return true;
      },
    ),
  },
];

const inSearch = parameters('search-slot', (given, world) =>
  given.map((pair) => {
    const [name, value] = pair;
    const [, prefix = '', text = ''] = /^([a-z]{2})?(\d.*)$/.exec(value) ?? [];
    const local = name.toLowerCase() === 'schedule.date' ? fromLabeled(text, world) : undefined;
    return local === undefined ? pair : [name, prefix + local];
  }),
);

const inBooking = bookings((body, world) => {
  body.start = fromLabeled(body.start, world) ?? body.start;
  body.end = fromLabeled(body.end, world) ?? body.end;
  return true;
});

function changeTimes(resource: Draft, change: (text: string) => string): void {
  if (resource.start !== undefined) resource.start = change(resource.start);
  if (resource.end !== undefined) resource.end = change(resource.end);
}

/** The moment that is meant by one whose local time is labeled Z. */
function fromLabeled(text: string, { calendar }: World): string | undefined {
  const labeled = parseInstant(text);
  if (labeled === undefined) return undefined;
  const of = Math.floor(labeled / DAY_MS);
  const inDay = labeled - of * DAY_MS;
  const minutes = Math.floor(inDay / 60_000);
  const meant = plus(calendar.at(day(of), minutes), inDay - minutes * 60_000);
  return formatInstant(instant(meant), calendar.offsetAt(meant));
}
