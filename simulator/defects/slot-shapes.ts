import type { Defect } from './defect.ts';
import { problemInstead } from './reply.ts';
import { bodiesOf, bookings, oneSlotIn, slots } from './spoil.ts';

/** What is put behind the codes of `slot-category-unlisted`. */
const UNLISTED = '-intern';

/** Defects of how slots and their Bundle are written. */
export const SLOT_SHAPE_DEFECTS: readonly Defect[] = [
  {
    id: 'slot-bundle-type',
    clauses: ['SL-1'],
    description: "The Bundle of slots has type 'collection'.",
    reply: bodiesOf('search-slot', (body) => {
      body.type = 'collection';
      return true;
    }),
  },
  {
    id: 'slot-search-500',
    clauses: ['SL-1'],
    description: 'Every search for slots that should find some is answered with 500.',
    reply: (reply, { operation }) =>
      operation === 'search-slot' && reply.status === 200
        ? problemInstead(reply, {
            problem: 'spoiled',
            status: 500,
            code: 'exception',
            detail: 'The agenda is out of order.',
          })
        : undefined,
  },
  {
    id: 'slot-without-full-url',
    clauses: ['SL-1'],
    description: 'Every third entry of the Bundle has no fullUrl.',
    reply: bodiesOf('search-slot', ({ entry = [] }) => {
      for (let index = 0; index < entry.length; index += 3) delete entry[index]?.fullUrl;
      return entry.length > 0;
    }),
  },
  {
    id: 'slot-empty-404',
    clauses: ['SL-1'],
    description: 'A search that finds no slot is answered with 404.',
    reply(reply, { operation }) {
      const { body, status } = reply;
      const isEmpty = status === 200 && typeof body === 'object' && (body.entry ?? []).length === 0;
      return operation === 'search-slot' && isEmpty
        ? problemInstead(reply, { problem: 'no-such-resource' })
        : undefined;
    },
  },
  {
    id: 'slot-without-schedule',
    clauses: ['SL-2'],
    description: 'One slot in fifty has no schedule.',
    reply: oneSlotIn(50, (slot) => {
      delete slot.schedule;
    }),
  },
  {
    id: 'slot-without-id',
    clauses: ['SL-2'],
    description: 'One slot in fifty has no id.',
    reply: oneSlotIn(50, (slot) => {
      delete slot.id;
    }),
  },
  {
    id: 'slot-bad-status',
    clauses: ['SL-3'],
    description: "Slots that are not free have status 'booked'.",
    reply: slots((slot) => {
      if (slot.status === 'free') return false;
      slot.status = 'booked';
      return true;
    }),
  },
  {
    id: 'slot-category-without-system',
    clauses: ['SL-5'],
    description: "The slots' service categories have no system.",
    reply: slots(({ serviceCategory = [] }) => {
      for (const { coding } of serviceCategory) for (const one of coding) delete one.system;
      return true;
    }),
  },
  {
    id: 'slot-without-practitioner',
    clauses: ['SL-6'],
    description: 'No extension of a slot names the practitioner.',
    reply: slots((slot) => {
      slot.extension = [{ url: 'urn:extension:room', valueString: 'Spreekkamer 1' }];
      return true;
    }),
  },
  {
    id: 'slot-practitioner-without-display',
    clauses: ['SL-6'],
    description: "The reference to a slot's practitioner has no display.",
    reply: slots(({ extension = [] }) => {
      for (const { valueReference } of extension) delete valueReference?.display;
      return true;
    }),
  },
  {
    id: 'slot-other-extension-url',
    clauses: ['SL-6'],
    description: 'The extension that names the practitioner has another url than the published one.',
    warns: true,
    reply: slots(({ extension = [] }) => {
      for (const one of extension) one.url = 'http://xis.example/fhir/StructureDefinition/practitioner';
      return true;
    }),
  },
  {
    id: 'slot-schedule-bare-id',
    clauses: ['SL-7'],
    description: "A slot's schedule is a bare id, without Schedule/ before it.",
    reply: slots(({ schedule }) => {
      if (schedule) schedule.reference = schedule.reference.replace(/^Schedule\//, '');
      return true;
    }),
  },
  {
    id: 'slot-ids-repeat',
    clauses: [],
    description: 'One slot in fifty has the id of the slot before it.',
    warns: true,
    reply: bodiesOf('search-slot', ({ entry = [] }) => {
      for (let index = 5; index < entry.length; index += 50) {
        const [one, before] = [entry[index], entry[index - 1]];
        if (!one?.resource || before?.resource?.id === undefined) continue;
        one.resource.id = before.resource.id;
        if (before.fullUrl !== undefined) one.fullUrl = before.fullUrl;
      }
      return entry.length > 5;
    }),
  },
  {
    id: 'slot-category-unlisted',
    clauses: ['AT-5'],
    description: 'Slots carry a category that no concept of the ValueSet has, and no other beside it.',
    reply: slots(({ serviceCategory = [] }) => {
      for (const { coding } of serviceCategory) for (const one of coding) one.code += UNLISTED;
      return true;
    }),
    // Who books with the category of the slot is understood.
    request: bookings((body) => {
      const listed = body.serviceCategory.map(({ coding }) => ({
        coding: coding.map((one) => ({ ...one, code: one.code.replace(new RegExp(`${UNLISTED}$`), '') })),
      }));
      const isUnlisted = body.serviceCategory.some(({ coding }) => coding.some(({ code }) => code.endsWith(UNLISTED)));
      body.serviceCategory = listed;
      return isUnlisted;
    }),
  },
];
