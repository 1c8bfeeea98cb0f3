import type { ApprovalRequest } from '../options.ts';
import type { CallbackInbox } from './inbox.ts';
import type { ReceivedCallback } from './received-callback.ts';

export type Decision = ApprovalRequest['decision'];

/** The callbacks that concern the decision about an appointment. */
export interface DecisionCallbacks {
  /** AppointmentResponses that came before the decision was requested, while it was still open (CB-4). */
  readonly beforeDecision: readonly ReceivedCallback[];
  /** AppointmentResponses that came after that; all of them where the practice has decided by itself. */
  readonly responses: readonly ReceivedCallback[];
  /** AppointmentResponses that must be about the appointment, and do not name it as `Appointment/{id}`. */
  readonly wrongReference: readonly ReceivedCallback[];
  /** AppointmentResponses that are not JSON. */
  readonly malformed: readonly ReceivedCallback[];
  /** AppointmentResponses about the test patient that name an appointment that is not of this run. */
  readonly unknownAppointment: readonly ReceivedCallback[];
}

/** Returns the callbacks that report a decision, also those before it was requested. */
export function responsesIn({ beforeDecision, responses }: DecisionCallbacks): readonly ReceivedCallback[] {
  return [...beforeDecision, ...responses];
}

type CallbackClass = keyof DecisionCallbacks;

/** The values that identify the callbacks about a decision. */
export interface CallbackCriteria {
  readonly decision: Decision;
  /** The id of the appointment. */
  readonly appointment: string;
  /** The id in the booking request; the XIS may have assigned another one (AP-6). */
  readonly requestedId: string;
  readonly bsn: string | undefined;
  /** Ids of the appointments of the run. */
  readonly known: ReadonlySet<string>;
  /** The id of the appointment of the run whose decision is yet to be requested. */
  readonly undecided: string | undefined;
  /** Whether the practice has decided by itself, before the decision was requested. */
  readonly isDecided: boolean;
}

/**
 * Classifies the callbacks of a run by what they are to one decision, each once: those that came before at once, and the
 * others on arrival.
 */
export function collectCallbacks(inbox: CallbackInbox, criteria: CallbackCriteria) {
  const callbacks: Record<CallbackClass, ReceivedCallback[]> = {
    beforeDecision: [],
    responses: [],
    wrongReference: [],
    malformed: [],
    unknownAppointment: [],
  };
  const collect = (callback: ReceivedCallback, name: CallbackClass | undefined): void => {
    if (name !== undefined) callbacks[name].push(callback);
  };
  for (const callback of inbox.received) collect(callback, classifyEarlier(callback, criteria));
  const stop = inbox.onReceived((callback) => collect(callback, classify(callback, criteria)));
  return {
    callbacks,
    /** Returns whether a callback has come, or one after which no other can be expected. */
    hasArrived: () =>
      [callbacks.responses, callbacks.wrongReference, callbacks.malformed].some(({ length }) => length > 0),
    finish(): DecisionCallbacks {
      stop();
      // Beside the expected response, the other callbacks do not matter.
      const isReported = callbacks.responses.some(({ status }) => status === criteria.decision);
      return isReported ? { ...callbacks, wrongReference: [] } : callbacks;
    },
  };
}

/** Classifies a callback that came before the decision was requested: only its reference connects it to the appointment. */
function classifyEarlier(callback: ReceivedCallback, criteria: CallbackCriteria): CallbackClass | undefined {
  if (callback.kind !== 'response') return undefined;
  if (callback.appointment === criteria.appointment) return criteria.isDecided ? 'responses' : 'beforeDecision';
  return hasOtherFormOfId(callback, criteria) ? 'wrongReference' : undefined;
}

function classify(callback: ReceivedCallback, criteria: CallbackCriteria): CallbackClass | undefined {
  const { kind, appointment, body, bsn, status } = callback;
  if (kind !== 'response') return undefined;
  if (appointment === criteria.appointment) return 'responses';
  if (body === undefined) return 'malformed';
  if (hasOtherFormOfId(callback, criteria)) return 'wrongReference';
  const isOfPatient = bsn === criteria.bsn;
  if (appointment === undefined) return isOfPatient ? 'wrongReference' : undefined;
  if (!criteria.known.has(appointment)) return isOfPatient ? 'unknownAppointment' : undefined;
  return appointment !== criteria.undecided && status === criteria.decision ? 'wrongReference' : undefined;
}

/** Returns whether a callback names the appointment by its id alone, or by the id in our request. */
function hasOtherFormOfId({ appointment, reference }: ReceivedCallback, criteria: CallbackCriteria): boolean {
  if (appointment !== undefined) return appointment === criteria.requestedId;
  return reference === criteria.appointment || reference === criteria.requestedId;
}
