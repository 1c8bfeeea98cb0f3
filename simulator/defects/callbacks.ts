import { ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import { DEFAULT_COMMENTS } from '../domain/approval/policy.ts';
import type { DecisionMessage, Message } from '../domain/callback/delivery.ts';
import type { Callback } from '../representation/callback.ts';
import type { World } from '../world/world.ts';
import { type CallbackHook, defineDefects, type MutableBody } from './defect.ts';
import { retakeSlots } from './mutate.ts';

/** Defects of callbacks. */
export const CALLBACK_DEFECTS = defineDefects({
  'callback-never': {
    clauses: ['CB-9'],
    description: "The practitioner's decision is never sent.",
    delivery: ({ kind }) => (kind === 'response' ? 'lost' : undefined),
  },
  'callback-twice': {
    clauses: ['CB-6'],
    description: "The practitioner's decision is sent again after its delivery.",
    warns: true,
    delivery: ({ kind }) => (kind === 'response' ? 'twice' : undefined),
  },
  'callback-before-decision': {
    clauses: ['CB-9'],
    description: "'accepted' is sent at once for an appointment that is waiting for approval.",
    response(response, { operation, world }) {
      const record = world.appointments.get(response.journal.appointment ?? '');
      if (operation !== 'create-appointment' || record?.state !== 'pending') return undefined;
      const message = { kind: 'response', appointment: record.id, decision: 'accepted' } as const;
      world.deliveries.send({ ...message, comment: DEFAULT_COMMENTS.accepted }, { skipFaults: true });
      return response;
    },
    // The decision itself is not sent a second time.
    delivery: (message, world) => (isAccepted(message) && wasAccepted(message, world) ? 'lost' : undefined),
  },
  'callback-without-organization': {
    clauses: ['CB-3', 'TR-2'],
    description: 'Callbacks lack the organization header.',
    callback(callback) {
      const names: readonly string[] = ORGANIZATION_HEADERS;
      const headers = Object.entries(callback.headers).filter(([name]) => !names.includes(name));
      return { ...callback, headers: Object.fromEntries(headers) };
    },
  },
  'callback-without-bsn': {
    clauses: ['CB-1'],
    description: "The practitioner's decision lacks the patient's BSN.",
    callback: mutateDecision((body) => {
      body.actor = {};
    }),
  },
  'callback-without-comment': {
    clauses: ['CB-1'],
    description: "The practitioner's decision has no comment.",
    callback: mutateDecision((body) => {
      delete body.comment;
    }),
  },
  'callback-without-resource-type': {
    clauses: ['CB-7'],
    description: "The practitioner's decision has no resourceType.",
    warns: true,
    callback: mutateDecision((body) => {
      delete body.resourceType;
    }),
  },
  'callback-not-utf-8': {
    clauses: ['TR-14'],
    description:
      "The practitioner's decision is in Latin-1, which its Content-Type does not say; the comment shows it.",
    warns: true,
    callback(callback, { kind }) {
      const { comment } = callback.body as MutableBody;
      if (kind !== 'response' || comment === undefined) return undefined;
      return {
        ...callback,
        body: { ...(callback.body as MutableBody), comment: `Beste patiënt! ${comment}` },
        isLatin1: true,
      };
    },
  },
  'callback-decision-swapped': {
    clauses: ['CB-9'],
    description: 'An accepted appointment is reported as declined, and a declined one as accepted.',
    callback: swapDecision,
  },
  'callback-other-appointment': {
    clauses: ['CB-1', 'CB-9'],
    description: "The practitioner's decision references another appointment.",
    callback: mutateReference((reference) => `${reference}0`),
  },
  'callback-bare-id': {
    clauses: ['CB-1'],
    description: "The practitioner's decision references the appointment by its bare id, without Appointment/.",
    callback: mutateReference((reference) => reference.replace('Appointment/', '')),
  },
  'callback-previous-appointment': {
    clauses: ['CB-1', 'CB-9'],
    description: "The practitioner's decision references the appointment that was created before the decided one.",
    callback: mutateReference((reference) => reference.replace(/\d+$/, (id) => `${Number(id) - 1}`)),
  },
  'callback-declined-never': {
    clauses: ['CB-9'],
    description: 'The decision is not sent when the practitioner declines.',
    delivery: (message) => (message.kind === 'response' && message.decision === 'declined' ? 'lost' : undefined),
  },
  'denial-keeps-slot': {
    clauses: ['AP-18'],
    description: 'The slot of a declined appointment stays taken.',
    warns: true,
    delivery(message, world) {
      const record = world.appointments.get(message.kind === 'response' ? message.appointment : '');
      if (record?.state === 'declined') retakeSlots(record, world);
      return undefined;
    },
  },
  'callback-other-media-type': {
    clauses: ['TR-1'],
    description: 'Callbacks are sent as application/json.',
    callback: (callback) => ({ ...callback, headers: { ...callback.headers, 'Content-Type': 'application/json' } }),
  },
  'callback-no-retry': {
    clauses: ['CB-6'],
    description: 'A callback that gets an error response is not retried.',
    warns: true,
    giveUp: (result) =>
      result.kind === 'answered' ? `Spreekuur.nl returned ${result.status}, and there is no retry` : undefined,
  },
  'callback-without-token': {
    clauses: ['AU-7'],
    description: 'Callbacks have no token, although the XIS gets one from the authorization server.',
    tokenDeviation: 'missing',
  },
  'callback-token-expired': {
    clauses: ['AU-7'],
    description:
      "Callbacks have a token that has expired. Without an authorization server of the simulator's own, nothing changes.",
    tokenDeviation: 'expired',
  },
  'callback-token-with-bsn': {
    clauses: ['AU-7'],
    description:
      "Callbacks have a token with the patient's BSN. Without an authorization server of the simulator's own, nothing changes.",
    tokenDeviation: 'with-bsn',
  },
  'callback-token-reused-after-401': {
    clauses: ['AU-9'],
    description: 'A callback whose token was refused is sent again with the same token.',
    warns: true,
    tokenDeviation: 'reused',
  },
  'callback-lost-after-401': {
    clauses: ['AU-9'],
    description: 'A callback whose token was refused is not sent again.',
    warns: true,
    giveUp: (result) =>
      result.kind === 'answered' && result.status === 401 ? 'the token was refused, and there is no retry' : undefined,
  },
  'callback-when-accepted': {
    clauses: ['CB-9'],
    description: "'accepted' is sent for an appointment that needs no approval, and was accepted in the 201 already.",
    response(response, { operation, world }) {
      const record = world.appointments.get(response.journal.appointment ?? '');
      if (operation !== 'create-appointment' || record?.state !== 'booked') return undefined;
      const message = { kind: 'response', appointment: record.id, decision: 'accepted' } as const;
      world.deliveries.send({ ...message, comment: DEFAULT_COMMENTS.accepted }, { skipFaults: true });
      return response;
    },
  },
  'callback-retry-other-decision': {
    clauses: ['CB-6', 'CB-9'],
    description: 'A decision that is sent again is the opposite of the first attempt.',
    callback: (callback, message, attempt) => (attempt > 1 ? swapDecision(callback, message, attempt) : undefined),
  },
});

/** Changes callbacks with a decision of the practitioner. */
function mutateDecision(change: (body: MutableBody) => void): CallbackHook {
  return (callback: Callback, { kind }: Message) => {
    if (kind !== 'response') return undefined;
    change(callback.body as MutableBody);
    return callback;
  };
}

function swapDecision(...call: Parameters<CallbackHook>): ReturnType<CallbackHook> {
  return mutateDecision((body) => {
    body.participantStatus = body.participantStatus === 'accepted' ? 'declined' : 'accepted';
  })(...call);
}

/** Changes the reference to the appointment in a decision. */
function mutateReference(change: (reference: string) => string): CallbackHook {
  return mutateDecision(({ appointment }) => {
    if (appointment) appointment.reference = change(appointment.reference);
  });
}

function isAccepted(message: Message): message is DecisionMessage {
  return message.kind === 'response' && message.decision === 'accepted';
}

function wasAccepted({ appointment }: { readonly appointment: string }, { deliveries }: World): boolean {
  return deliveries.list().some((delivery) => delivery.appointment === appointment && isAccepted(delivery.message));
}
