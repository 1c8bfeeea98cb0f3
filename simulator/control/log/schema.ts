import { array, integer, object, oneOf, type Static, string } from '../../../schema/schema.ts';
import { clockInstantString } from '../../domain/formats.ts';
import { snapshotSchema, stateChangesSchema } from '../snapshot/schema.ts';
import { requestSchema } from '../views.ts';

export const LOG_FORMAT = 'xis-testkit log';

const text = string();
const number = integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const removed = array(text);

const recordedEntrySchema = object(
  {
    number,
    at: clockInstantString({ description: "The time on the organization's clock." }),
    cause: object({ kind: oneOf(['request', 'command', 'event', 'attempt']), name: text }),
  },
  {
    requests: array(requestSchema, { description: 'The completed requests, redacted; they are not restored.' }),
    changes: stateChangesSchema,
    removed: object(
      {},
      { patients: removed, appointments: removed, plans: removed, deliveries: removed, faults: removed },
      { description: 'The ids of what is removed.' },
    ),
    state: {
      ...snapshotSchema,
      description: 'The whole state, of an entry that replaces it.',
    } as typeof snapshotSchema,
  },
  { title: 'RecordedEntry' },
);

/** A state and the entries of the log after it, readable. */
export const recordedLogSchema = object(
  {
    format: oneOf([LOG_FORMAT]),
    version: integer({ minimum: 1, maximum: 1 }),
    number: { ...number, description: 'The number of the entry after which `base` is the state.' } as typeof number,
    base: snapshotSchema,
    entries: array(recordedEntrySchema),
  },
  {},
  { title: 'RecordedLog' },
);

export type RecordedEntry = Static<typeof recordedEntrySchema>;
export type RecordedLog = Static<typeof recordedLogSchema>;

export const replaySchema = object(
  { log: recordedLogSchema },
  {
    until: {
      ...number,
      description: 'The number of the entry after which the state is restored; default: the last one.',
    } as typeof number,
  },
  { title: 'Replay' },
);
