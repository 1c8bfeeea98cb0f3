import { assertEach, eachSlot, faultOf, type SlotFault } from '../assertions/assert-each.ts';
import { isListed, listedTypes } from '../assertions/listed-types.ts';
import { sortByStart, type TimedSlot } from '../assertions/times.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { describeCodes } from '../read/coding.ts';
import { at, describeValue, listOf, textOf } from '../read/json.ts';
import { isTypedReference, PUBLISHED_EXTENSION_URL, practitionerExtensions } from '../read/parsed-slot.ts';
import { isSlotStatus, SLOT_STATUSES } from '../read/slot-status.ts';
import { blockCheck } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import { formatMoment } from '../session/slot-query.ts';
import { startOfDay } from '../session/window.ts';

/** Relative or absolute, with or without a version. */
const SCHEDULE_REFERENCE =
  /^(?:https?:\/\/[^\s?#]+\/)?Schedule\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;
/** The tolerated difference between the clocks of both sides: five minutes. */
const MAX_SKEW_MS = 300_000;

/** Checks of the slots that searches return, but for their offsets. */
export const slotShape = suite('slot-shape', [
  check('id', {
    title: 'Every slot has an id',
    clauses: ['SL-2'],
    catches: ['slot-without-id'],
    run: ({ session }) =>
      eachSlot(session, 'an id', ({ id, resource }) =>
        id === undefined ? { path: '.id', actual: describeValue(resource['id']) } : undefined,
      ),
  }),

  check('status', {
    title: 'Every slot has status free, busy or needs-action, or one of R4',
    clauses: ['SL-3'],
    catches: ['slot-bad-status'],
    async run({ session }) {
      const finding = await eachSlot(session, SLOT_STATUSES.join(', '), ({ status, resource }) =>
        isSlotStatus(status) ? undefined : { path: '.status', actual: describeValue(resource['status']) },
      );
      const { slots } = await session.slotsOfTypes();
      const isR4 = slots.some(({ status }) => status === 'busy-tentative');
      const isPublished = slots.some(({ status }) => status === 'needs-action');
      return isR4 === isPublished ? finding : { ...finding, dialect: isR4 ? 'r4' : 'published' };
    },
  }),

  check('start-before-end', {
    title: 'Every slot has a start before its end',
    clauses: ['SL-21'],
    catches: ['slot-ends-at-start'],
    run: ({ session }) =>
      eachSlot(session, 'a start before the end', ({ start, end }) => {
        if (start.at === undefined || end.at === undefined) return 'skip';
        if (start.at < end.at) return undefined;
        return { path: '.end', actual: `start ${describeValue(start.text)}, end ${describeValue(end.text)}` };
      }),
  }),

  check('category', {
    title: 'Every slot has a service category with system, code and display',
    clauses: ['SL-2', 'SL-5'],
    catches: ['slot-category-without-system'],
    run: ({ session }) =>
      eachSlot(session, 'codings with system, code and display', ({ resource }) =>
        categoryFault(resource['serviceCategory']),
      ),
  }),

  check('category-listed', {
    title: 'Slots that a search by type returns have a category from the ValueSet',
    clauses: ['AT-5'],
    catches: ['slot-category-unlisted', 'types-code-unlike-slots'],
    async run({ session }) {
      const listed = await listedTypes(session);
      if (listed.length === 0) blockCheck('the ValueSet has no types');
      const slots = (await session.freeSlots()).slots.filter(({ categories }) => categories.length > 0);
      const unlisted = slots.find(({ categories }) => !categories.some((category) => isListed(category, listed)));
      if (!unlisted) return satisfied(slots.length, `${slots.length} slots examined`);
      return violated({
        examined: slots.length,
        message: 'slots have a category that is not among the appointment types',
        expected: `one of ${describeCodes(listed)}`,
        actual: describeCodes(unlisted.categories),
        path: `${unlisted.path}.serviceCategory`,
        exchanges: [(await session.appointmentTypesResponse()).exchangeId, unlisted.exchange],
      });
    },
  }),

  check('practitioner', {
    title: 'Every slot has an extension with a typed reference to the practitioner',
    clauses: ['SL-2', 'SL-6'],
    catches: ['slot-without-practitioner', 'practitioner-reference-untyped'],
    run: ({ session }) =>
      eachSlot(session, 'a valueReference such as PractitionerRole/{id}', ({ practitioners, resource }) => {
        if (practitioners.length > 0) return undefined;
        const [extension] = practitionerExtensions(resource);
        if (!extension) return { path: '.extension', actual: describeValue(resource['extension']) };
        return { path: `${extension.path}.valueReference.reference`, actual: describeValue(extension.reference) };
      }),
  }),

  check('practitioner-name', {
    title: "The reference to a slot's practitioner has a display",
    clauses: ['SL-6'],
    catches: ['slot-practitioner-without-display'],
    run: ({ session }) =>
      eachSlot(session, 'a valueReference with reference and display', ({ resource }) => {
        const extensions = practitionerExtensions(resource).filter(({ reference }) => isTypedReference(reference));
        const [first] = extensions;
        if (!first) return 'skip';
        if (extensions.some(({ display }) => display !== undefined)) return undefined;
        return { path: `${first.path}.valueReference.display`, actual: describeValue(first.display) };
      }),
  }),

  check('extension-url', {
    title: 'The extension that refers to the practitioner has the url of the published example',
    clauses: ['SL-22'],
    catches: ['slot-other-extension-url'],
    run: ({ session }) =>
      eachSlot(session, PUBLISHED_EXTENSION_URL, ({ resource }) => {
        const [first] = practitionerExtensions(resource).filter(({ reference }) => isTypedReference(reference));
        if (!first) return 'skip';
        if (first.url === PUBLISHED_EXTENSION_URL) return undefined;
        return { path: `${first.path}.url`, actual: describeValue(first.url) };
      }),
  }),

  check('schedule', {
    title: 'Every slot has a schedule',
    clauses: ['SL-2'],
    catches: ['slot-without-schedule'],
    run: ({ session }) =>
      eachSlot(session, 'a schedule with a reference', ({ resource }) =>
        textOf(at(resource, 'schedule', 'reference')) === undefined
          ? { path: '.schedule', actual: describeValue(resource['schedule']) }
          : undefined,
      ),
  }),

  check('schedule-reference', {
    title: "A slot's schedule has a reference Schedule/{id}",
    clauses: ['SL-7'],
    catches: ['slot-schedule-bare-id'],
    run: ({ session }) =>
      eachSlot(session, 'Schedule/{id}', ({ resource }) => {
        const reference = textOf(at(resource, 'schedule', 'reference'));
        if (reference === undefined) return 'skip';
        if (SCHEDULE_REFERENCE.test(reference)) return undefined;
        return { path: '.schedule.reference', actual: describeValue(reference) };
      }),
  }),

  check('unique-ids', {
    title: 'Every slot of a search has a unique id',
    clauses: ['SL-20'],
    catches: ['slot-ids-repeat'],
    async run({ session }) {
      const slots = (await session.freeSlots()).slots.filter(({ id }) => id !== undefined);
      const pathsById = new Map<string | undefined, string>();
      return assertEach(slots, 'ids examined', (slot) => {
        const { id, path } = slot;
        const firstPath = pathsById.get(id);
        pathsById.set(id, path);
        if (firstPath === undefined) return undefined;
        const actual = `${describeValue(id)} at ${firstPath} and again`;
        const message = 'two slots have the same id';
        return faultOf(slot, { message, expected: 'an id for each slot', actual, path: '.id' });
      });
    },
  }),

  check('no-overlap', {
    title: 'Free slots of one type, schedule and practitioner do not overlap',
    clauses: ['SL-10'],
    isException: true,
    catches: ['slot-overlaps'],
    async run({ session }) {
      const slots = sortByStart((await session.freeSlots()).slots).filter(({ status }) => status === 'free');
      const lastOfAgenda = new Map<string, TimedSlot>();
      return assertEach(slots, 'free slots examined', (slot) => {
        const agenda = `${slot.schedule} ${slot.practitioners.join(' ')}`;
        const last = lastOfAgenda.get(agenda);
        lastOfAgenda.set(agenda, slot);
        // Two slots that start together are two places at the same time, which is valid.
        const overlaps = last?.end.at !== undefined && last.end.at > slot.startsAt && last.startsAt < slot.startsAt;
        if (!overlaps) return undefined;
        return faultOf(slot, {
          message: 'two free slots of one schedule overlap',
          expected: `no slot that starts before ${describeValue(last.end.text)}`,
          actual: `a slot that starts at ${describeValue(slot.start.text)}`,
          path: '.start',
        });
      });
    },
  }),

  check('not-past', {
    title: 'A search for free slots returns no slot that has begun',
    clauses: ['SL-10'],
    isException: true,
    catches: ['slot-past-free', 'slot-past-in-every-response'],
    async run({ session }) {
      const { now } = session;
      const range = { from: startOfDay(now, -7), to: startOfDay(now, 1) };
      const query = flowQuery(session, await session.appointmentType(), range);
      const slots = sortByStart((await session.searchSlots(query)).slots);
      const earliest = now.toMillis() - MAX_SKEW_MS;
      const past = slots.find(({ status, startsAt }) => status === 'free' && startsAt < earliest);
      if (!past) {
        // A XIS that is right may return nothing for these days; its other free slots show that the search works.
        const later = sortByStart((await session.freeSlots()).slots);
        const examined = new Set([...slots, ...later].map(({ key }) => key)).size;
        return satisfied(examined, `${examined} free slots examined, and no slot has begun`);
      }
      const fault = faultOf(past, {
        message: 'a slot of the past is returned as free',
        expected: `slots that start after ${formatMoment(now)}`,
        actual: describeValue(past.start.text),
        path: '.start',
      });
      return violated({ examined: slots.length, ...fault });
    },
  }),
]);

function categoryFault(value: unknown): SlotFault | undefined {
  const concepts = listOf(value);
  if (concepts.length === 0) return { path: '.serviceCategory', actual: describeValue(value) };
  for (const [index, concept] of concepts.entries()) {
    const path = `.serviceCategory[${index}].coding`;
    const codings = listOf(at(concept, 'coding'));
    if (codings.length === 0) return { path, actual: describeValue(at(concept, 'coding')) };
    for (const [place, coding] of codings.entries()) {
      const missing = ['system', 'code', 'display'].find((key) => textOf(at(coding, key)) === undefined);
      if (missing === undefined) continue;
      return { path: `${path}[${place}].${missing}`, actual: `${missing}: ${describeValue(at(coding, missing))}` };
    }
  }
  return undefined;
}
