import { requireSlots } from '../assertions/assert-each.ts';
import { describeResponse, describeStatus } from '../assertions/responses.ts';
import { check, satisfied, suite, violated } from '../check.ts';
import { booked } from '../fixtures/booked.ts';
import { withoutOrganization } from '../fixtures/rejected-reads.ts';
import { otherOrganization } from '../fixtures/required-options.ts';
import { cancelledAcross } from '../fixtures/taken-slot.ts';

import { at, describeValue } from '../read/json.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { blockCheck } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import type { XisResponse } from '../session/message.ts';
import { slotsIn } from '../session/search-slots.ts';
import type { Session } from '../session/session.ts';

/** AGB codes of no organization. */
const UNKNOWN_ORGANIZATIONS = ['99999998', '99999997'];

export const tenants = suite('tenants', [
  check('missing-organization', {
    title: 'A request without X-Organization-Identifier is rejected',
    clauses: ['TR-2'],
    isException: true,
    catches: ['organization-missing-served'],
    uses: { withoutOrganization },
    async run({ session, withoutOrganization: response }) {
      // The control: the same request with the header.
      await session.appointmentTypes();
      const { status, body, exchangeId } = response;
      if (status !== 200 || at(body, 'resourceType') === 'OperationOutcome') {
        return satisfied(1, `a request without the header returned ${describeStatus(response)}`);
      }
      return violated({
        message: 'a request without X-Organization-Identifier is accepted',
        expected: '400',
        actual: `${status}`,
        exchanges: [exchangeId],
      });
    },
  }),

  check('unknown-organization', {
    title: 'A search in the name of an unknown organization returns no slots of this practice',
    clauses: ['TR-12'],
    isException: true,
    catches: ['organization-unknown-served'],
    async run({ session }) {
      const ours = await requireSlots(session);
      const agb = UNKNOWN_ORGANIZATIONS.find((code) => code !== session.options.organization) ?? '';
      const { response, slots } = await searchSlotsAs(session, agb);
      const [shared] = sharedSlots(slots ?? [], ours);
      if (!shared) {
        return satisfied(ours.length, `${agb} got no slot of this practice: ${describeStatus(response)}`);
      }
      return violated({
        examined: ours.length,
        message: 'an unknown organization gets slots of this practice',
        expected: '403',
        actual: `${response.status} and slots of this practice`,
        path: shared.path,
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('slots-apart', {
    title: 'A search in the name of another organization returns no slots of this practice',
    clauses: ['TR-6'],
    catches: ['slot-shown-across'],
    uses: { otherOrganization },
    async run({ session, otherOrganization }) {
      const ours = await requireSlots(session);
      const { response, slots } = await searchSlotsAs(session, otherOrganization);
      if (!slots) blockCheck(`the search in the name of ${otherOrganization} returned ${describeResponse(response)}`);
      const allShared = sharedSlots(slots, ours);
      const [shared] = allShared;
      // Practices of a test system that are copies of one another are right, and cannot be distinguished from a XIS that
      // ignores the organization.
      if (shared && allShared.length === slots.length) {
        const option = session.options.nameOption('otherOrganization');
        blockCheck(
          `${otherOrganization} has exactly the slots of this practice: set ${option} to one with another agenda`,
        );
      }
      if (!shared) {
        return satisfied(ours.length, `${otherOrganization} got ${slots.length} slots, and no slot of this practice`);
      }
      return violated({
        examined: ours.length,
        message: `${otherOrganization} gets slots of this practice`,
        expected: `slots of ${otherOrganization} only`,
        actual: `the slot of ${describeValue(shared.start.text)} of this practice`,
        path: shared.path,
        exchanges: [response.exchangeId],
      });
    },
  }),

  check('appointment-apart', {
    title: 'Another organization cannot read an appointment of this practice',
    clauses: ['TR-6'],
    catches: ['appointment-read-across'],
    uses: { booked, otherOrganization },
    async run({ booked: { lookup, lookupByOther }, otherOrganization }) {
      if (!lookupByOther || lookup?.appointment === undefined) {
        blockCheck('this practice cannot read the appointment either');
      }
      const { appointment, read, search, exchanges } = lookupByOther;
      // Each organization issues its ids itself: the other one may have an appointment of its own under this id.
      const isOurs = at(appointment, 'start') === at(lookup.appointment, 'start');
      if (appointment === undefined || !isOurs) {
        const statuses = [read, search].flatMap((response) => response?.status ?? []).join(' and ');
        return satisfied(1, `looking up the appointment returned ${statuses}`);
      }
      return violated({
        message: `${otherOrganization} can read an appointment of this practice`,
        expected: '404 or 403, and a search without results',
        actual: '200 and the Appointment',
        exchanges,
      });
    },
  }),

  check('cancellation-apart', {
    title: 'Another organization cannot cancel an appointment of this practice',
    clauses: ['TR-6'],
    catches: ['cancel-across'],
    uses: { cancelledAcross, otherOrganization },
    async run({ cancelledAcross: { response, status }, otherOrganization }) {
      if (status === undefined) blockCheck('the appointment could not be read afterwards');
      if (status !== 'cancelled') return satisfied(1, `one cancellation examined; it returned ${response.status}`);
      return violated({
        message: `${otherOrganization} cancelled an appointment of this practice`,
        expected: '404 or 403, and an unchanged appointment',
        actual: `${response.status}, and status cancelled`,
        exchanges: [response.exchangeId],
      });
    },
  }),
]);

/** Searches slots in the name of another organization: the first page; without slots when the search is rejected. */
async function searchSlotsAs(
  session: Session,
  agb: string,
): Promise<{ readonly response: XisResponse; readonly slots: readonly ParsedSlot[] | undefined }> {
  const response = await session.sendCached({
    purpose: 'search slots in the name of another organization',
    path: '/Slot',
    query: flowQuery(session, await session.appointmentType()),
    organization: agb,
  });
  return { response, slots: slotsIn(response, session.options.timeZone) };
}

/** Returns the slots that are in both lists: with the same id, times, schedule, practitioner and category. */
function sharedSlots(theirs: readonly ParsedSlot[], ours: readonly ParsedSlot[]): readonly ParsedSlot[] {
  const identify = ({ id, key }: ParsedSlot): string => `${id} ${key}`;
  const known = new Set(ours.map(identify));
  return theirs.filter((slot) => known.has(identify(slot)));
}
