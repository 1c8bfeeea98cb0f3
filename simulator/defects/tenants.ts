import { createAppointmentResponse } from '../interactions/create-appointment-response.ts';
import { readAppointment } from '../interactions/read-appointment.ts';
import { searchSlot } from '../interactions/search-slot.ts';
import { isProblem } from '../problem.ts';
import type { Defect } from './defect.ts';
import { type Draft, type Reply, replyOf } from './reply.ts';

/** Defects of how organizations are told apart. */
export const TENANT_DEFECTS: readonly Defect[] = [
  {
    id: 'organization-missing-served',
    clauses: ['TR-2'],
    description: 'A request that names no organization is answered as if it had named this one.',
    warns: true,
    serves: 'organization-missing',
  },
  {
    id: 'organization-unknown-served',
    clauses: ['TR-6'],
    description: 'A request for an organization that there is not is answered as if it were for this one.',
    serves: 'organization-forbidden',
  },
  {
    id: 'appointment-read-across',
    clauses: ['TR-6'],
    description: 'Another organization can read an appointment of this one by its id.',
    across(reply, { operation, request }, owner) {
      if (operation !== 'read-appointment' || reply.problem !== 'no-such-resource' || !request) return undefined;
      const read = readAppointment(owner, request);
      return isProblem(read) ? undefined : withoutAbout(replyOf(read));
    },
  },
  {
    id: 'cancel-across',
    clauses: ['TR-6'],
    description: 'Another organization can cancel an appointment of this one.',
    across(reply, { operation, request }, owner) {
      if (operation !== 'create-appointment-response' || reply.problem !== 'appointment-unknown' || !request) {
        return undefined;
      }
      const cancelled = createAppointmentResponse(owner, request);
      return isProblem(cancelled) ? undefined : withoutAbout(replyOf(cancelled));
    },
  },
  {
    id: 'slot-shown-across',
    clauses: ['TR-6'],
    description: "Another organization's search for slots finds those of this one as well.",
    across(reply, { operation, request }, owner) {
      const { body, status } = reply;
      if (operation !== 'search-slot' || status !== 200 || typeof body !== 'object' || !request) return undefined;
      const found = searchSlot(owner, request);
      const { entry = [] } = isProblem(found) ? {} : (replyOf(found).body as Draft);
      if (entry.length === 0) return undefined;
      const total = body.total === undefined ? {} : { total: body.total + entry.length };
      return { ...reply, body: { ...body, ...total, entry: [...(body.entry ?? []), ...entry] } };
    },
  },
];

/** The journal of the organization that asked knows nothing of the other's appointments. */
function withoutAbout({ about: _about, ...reply }: Reply): Reply {
  return { ...reply, about: {} };
}
