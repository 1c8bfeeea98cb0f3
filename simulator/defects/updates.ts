import type { Callback } from '../representation/callback.ts';
import { type CallbackHook, defineDefects, type MutableBody } from './defect.ts';
import { changeTimes, dropColon } from './mutate.ts';

/** Defects of the updates that a change by the practice causes. */
export const UPDATE_DEFECTS = defineDefects({
  'update-never': {
    clauses: ['UP-1'],
    description: 'A change by the practice is never reported.',
    delivery: ({ kind }) => (kind === 'update' ? 'lost' : undefined),
  },
  'update-without-bsn': {
    clauses: ['UP-1'],
    description: "A change by the practice is reported without the patient's BSN.",
    callback: mutateUpdate(({ participant = [] }) => {
      for (const { actor } of participant) delete (actor as { identifier?: unknown }).identifier;
    }),
  },
  'update-invalid-instant': {
    clauses: ['UP-1'],
    description: 'Start and end in an update have an offset without colon, such as +0100.',
    callback: mutateUpdate((body) => changeTimes(body, dropColon)),
  },
  'update-incomplete': {
    clauses: ['UP-1'],
    description: 'An update has no start, end and service category.',
    callback: mutateUpdate((body) => {
      delete body.start;
      delete body.end;
      delete body.serviceCategory;
    }),
  },
  'update-other-id': {
    clauses: ['UP-5'],
    description: 'The body of an update has another id than its path.',
    callback: mutateUpdate((body) => {
      body.id = `intern-${body.id}`;
    }),
  },
  'update-twice': {
    clauses: ['UP-6'],
    description: 'An update is sent again after its delivery.',
    warns: true,
    delivery: ({ kind }) => (kind === 'update' ? 'twice' : undefined),
  },
  'update-unchanged': {
    clauses: ['UP-6'],
    description: 'With every update, another appointment is reported as well, although it has not changed.',
    warns: true,
    delivery(message, { appointments, deliveries }) {
      if (message.kind !== 'update') return undefined;
      const unchanged = appointments
        .list()
        .findLast(({ id, state }) => id !== message.record.id && (state === 'booked' || state === 'cancelled'));
      if (unchanged) deliveries.send({ kind: 'update', record: unchanged }, { skipFaults: true });
      return undefined;
    },
  },
});

/** Changes updates. */
function mutateUpdate(change: (body: MutableBody) => void): CallbackHook {
  return (callback: Callback, { kind }) => {
    if (kind !== 'update') return undefined;
    change(callback.body as MutableBody);
    return callback;
  };
}
