import { formatInstant, instant, parseInstant, plus } from '../../fhir/instant.ts';
import { day } from '../domain/agenda/calendar.ts';
import type { World } from '../world/world.ts';
import { defineDefects, type RequestHook } from './defect.ts';
import {
  changeTimes,
  dropColon,
  failInstead,
  mutateBody,
  mutateBooking,
  mutateEvery,
  mutateSlots,
  mutateValues,
  readObjectBody,
} from './mutate.ts';

const OFFSET = /(?:Z|[+-]\d\d:\d\d)$/;
const DAY_MS = 86_400_000;

/** Defects of start and end of slots. */
export const SLOT_TIME_DEFECTS = defineDefects({
  'slot-without-offset': {
    clauses: ['SL-4'],
    description: 'The times of one slot in ten have no offset.',
    response: mutateEvery(10, (slot) => {
      changeTimes(slot, (text) => text.replace(OFFSET, ''));
    }),
  },
  'slot-without-seconds': {
    clauses: ['SL-4'],
    description: 'The times of slots have no seconds.',
    response: mutateSlots((slot) => {
      changeTimes(slot, (text) => text.replace(/(T\d\d:\d\d):\d\d/, '$1'));
    }),
  },
  'slot-offset-without-colon': {
    clauses: ['SL-4'],
    description: 'The offsets of slots have no colon, such as +0100.',
    response: mutateSlots((slot) => {
      changeTimes(slot, dropColon);
    }),
    request: repairTimes((text) => text.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')),
  },
  'slot-offset-out-of-range': {
    clauses: ['SL-4'],
    description: 'The offsets of slots have 60 minutes, such as +00:60.',
    response: mutateSlots((slot) => {
      changeTimes(slot, (text) => shiftHour(text, /\+(\d\d):00$/, -1, ':60'));
    }),
    request: repairTimes((text) => shiftHour(text, /\+(\d\d):60$/, 1, ':00')),
  },
  'slot-decimal-comma': {
    clauses: ['SL-4'],
    description: 'The seconds of slots have decimals after a comma, such as 09:00:00,000.',
    response: mutateSlots((slot) => {
      changeTimes(slot, (text) => text.replace(/(T\d\d:\d\d:\d\d)/, '$1,000'));
    }),
    request: repairTimes((text) => text.replace(/,000(Z|[+-])/, '$1')),
  },
  'slot-ends-at-start': {
    clauses: ['SL-21'],
    description: 'One slot in twenty has its start as end.',
    response: mutateEvery(20, (slot) => {
      if (slot.start !== undefined) slot.end = slot.start;
    }),
  },
  'slot-local-time-as-utc': {
    clauses: ['SL-4'],
    description:
      'Slots and appointments have local times with offset Z; searches and bookings are read in the same way.',
    warns: true,
    request: (request, world) => inSearch(request, world) ?? inBooking(request, world),
    response: mutateBody(
      ['search-slot', 'read-slot', 'create-appointment', 'read-appointment', 'search-appointment'],
      (body) => {
        for (const resource of [body, ...(body.entry ?? []).flatMap((entry) => entry.resource ?? [])]) {
          changeTimes(resource, (text) => text.replace(OFFSET, 'Z'));
        }
      },
    ),
  },
});

/** Reads the start and end of a booking in the form in which slots have them, so that a slot can be booked as it is shown. */
function repairTimes(repair: (text: string) => string): RequestHook {
  return (request) => {
    const body = request.operation === 'create-appointment' ? readObjectBody(request) : undefined;
    if (typeof body?.['start'] !== 'string' || typeof body['end'] !== 'string') return undefined;
    const [start, end] = [repair(body['start']), repair(body['end'])];
    return start === body['start'] && end === body['end'] ? undefined : { ...request, body: { ...body, start, end } };
  };
}

/** Changes the hour of an offset, and writes other minutes behind it. */
function shiftHour(text: string, offset: RegExp, by: number, minutes: string): string {
  return text.replace(offset, (whole, hours: string) => {
    const shifted = Number(hours) + by;
    return shifted < 0 ? whole : `+${String(shifted).padStart(2, '0')}${minutes}`;
  });
}

const inSearch = mutateValues((value, name, world) => {
  const [, prefix = '', text = ''] = /^([a-z]{2})?(\d.*)$/.exec(value) ?? [];
  const local = name.toLowerCase() === 'schedule.date' ? relabel(text, world) : undefined;
  return local === undefined ? value : prefix + local;
});

const inBooking = mutateBooking((body, world) => {
  body.start = relabel(body.start, world) ?? body.start;
  body.end = relabel(body.end, world) ?? body.end;
  return true;
});

/** Converts a local time with offset Z to the instant that it means. */
function relabel(text: string, { calendar }: World): string | undefined {
  const labeled = parseInstant(text);
  if (labeled === undefined) return undefined;
  const localDay = Math.floor(labeled / DAY_MS);
  const inDay = labeled - localDay * DAY_MS;
  const minutes = Math.floor(inDay / 60_000);
  const meant = plus(calendar.at(day(localDay), minutes), inDay - minutes * 60_000);
  return formatInstant(instant(meant), calendar.offsetAt(meant));
}

/** The suffix of codes with `slot-category-unlisted`. */
const UNLISTED = '-intern';

/** Defects of the content of slots and their Bundle. */
export const SLOT_SHAPE_DEFECTS = defineDefects({
  'slot-bundle-type': {
    clauses: ['SL-1'],
    description: "The Bundle of slots has type 'collection'.",
    response: mutateBody('search-slot', (body) => {
      body.type = 'collection';
    }),
  },
  'slot-search-500': {
    clauses: ['SL-1'],
    description: 'Every successful search for slots returns 500.',
    response: failInstead('search-slot', {
      problem: 'spoiled',
      status: 500,
      code: 'exception',
      detail: 'The agenda is unavailable.',
    }),
  },
  'slot-without-full-url': {
    clauses: ['SL-1'],
    description: 'Every third entry of the Bundle has no fullUrl.',
    response: mutateBody('search-slot', ({ entry = [] }) => {
      for (let index = 0; index < entry.length; index += 3) delete entry[index]?.fullUrl;
      return entry.length > 0;
    }),
  },
  'slot-empty-404': {
    clauses: ['SL-1'],
    description: 'A search that finds no slot returns 404.',
    response: failInstead('search-slot', { problem: 'no-such-resource' }, ({ entry = [] }) => entry.length === 0),
  },
  'slot-without-schedule': {
    clauses: ['SL-2'],
    description: 'One slot in fifty has no schedule.',
    response: mutateEvery(50, (slot) => {
      delete slot.schedule;
    }),
  },
  'slot-without-id': {
    clauses: ['SL-2'],
    description: 'One slot in fifty has no id.',
    response: mutateEvery(50, (slot) => {
      delete slot.id;
    }),
  },
  'slot-bad-status': {
    clauses: ['SL-3'],
    description: "Some free slots have status 'available'.",
    response: mutateEvery(10, (slot) => {
      if (slot.status !== 'free') return false;
      slot.status = 'available';
      return true;
    }),
  },
  'slot-category-without-system': {
    clauses: ['SL-5'],
    description: "The slots' service categories have no system.",
    response: mutateSlots(({ serviceCategory = [] }) => {
      for (const { coding } of serviceCategory) for (const category of coding) delete category.system;
    }),
  },
  'slot-without-practitioner': {
    clauses: ['SL-6'],
    description: 'Slots have no extension with the practitioner.',
    response: mutateSlots((slot) => {
      slot.extension = [{ url: 'urn:extension:room', valueString: 'Spreekkamer 1' }];
    }),
  },
  'practitioner-reference-untyped': {
    clauses: ['SL-6'],
    description: "The reference to a slot's practitioner is a bare id, without PractitionerRole/.",
    response: mutateSlots(({ extension = [] }) => {
      for (const { valueReference } of extension)
        if (valueReference) valueReference.reference = valueReference.reference.replace(/^PractitionerRole\//, '');
    }),
    // A booking with that reference is accepted.
    request: mutateBooking((body) => {
      const isBare = body.participant.some(({ actor }) => !actor.reference.includes('/'));
      body.participant = body.participant.map((participant) => {
        const { actor } = participant;
        return actor.reference.includes('/')
          ? participant
          : { ...participant, actor: { ...actor, reference: `PractitionerRole/${actor.reference}` } };
      }) as typeof body.participant;
      return isBare;
    }),
  },
  'slot-practitioner-without-display': {
    clauses: ['SL-6'],
    description: "The reference to a slot's practitioner has no display.",
    response: mutateSlots(({ extension = [] }) => {
      for (const { valueReference } of extension) delete valueReference?.display;
    }),
  },
  'slot-other-extension-url': {
    clauses: ['SL-22'],
    description: 'The extension with the practitioner has another url than published.',
    warns: true,
    response: mutateSlots(({ extension = [] }) => {
      for (const practitioner of extension)
        practitioner.url = 'http://xis.example/fhir/StructureDefinition/practitioner';
    }),
  },
  'slot-schedule-bare-id': {
    clauses: ['SL-7'],
    description: 'The schedule reference of a slot is a bare id, without Schedule/.',
    response: mutateSlots(({ schedule }) => {
      if (schedule) schedule.reference = schedule.reference.replace(/^Schedule\//, '');
    }),
  },
  'slot-ids-repeat': {
    clauses: ['SL-20'],
    description: 'One slot in fifty has the id of the slot before it.',
    warns: true,
    response: mutateBody('search-slot', ({ entry = [] }) => {
      for (let index = 5; index < entry.length; index += 50) {
        const [current, previous] = [entry[index], entry[index - 1]];
        if (!current?.resource || previous?.resource?.id === undefined) continue;
        current.resource.id = previous.resource.id;
        if (previous.fullUrl !== undefined) current.fullUrl = previous.fullUrl;
      }
      return entry.length > 5;
    }),
  },
  'slot-category-unlisted': {
    clauses: ['AT-5'],
    description: 'The only service category of a slot is missing in the ValueSet.',
    response: mutateSlots(({ serviceCategory = [] }) => {
      for (const { coding } of serviceCategory) for (const category of coding) category.code += UNLISTED;
    }),
    // A booking with the category of the slot is accepted.
    request: mutateBooking((body) => {
      const listed = body.serviceCategory.map(({ coding }) => ({
        coding: coding.map((category) => ({
          ...category,
          code: category.code.replace(new RegExp(`${UNLISTED}$`), ''),
        })),
      }));
      const isUnlisted = body.serviceCategory.some(({ coding }) => coding.some(({ code }) => code.endsWith(UNLISTED)));
      body.serviceCategory = listed;
      return isUnlisted;
    }),
  },
});
