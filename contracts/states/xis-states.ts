import type { ProviderState, StateHandlers } from './state.ts';
import type { ValueName } from './values.ts';

/** What every state gives back: whose data it is. */
const ALWAYS = ['organization'] as const;
const TYPE = ['typeSystem', 'typeCode'] as const;
const SLOT = [
  ...TYPE,
  'typeDisplay',
  'start',
  'end',
  'practitionerReference',
  'practitionerDisplay',
  'patientReference',
  'patientDisplay',
  'clientId',
] as const;
const WINDOW = ['from', 'to'] as const;

function state(meaning: string, values: readonly ValueName[], params: readonly ValueName[] = []): ProviderState {
  return { meaning, params, values: [...ALWAYS, ...values] };
}

/** The provider states of a XIS: what has to be true before Spreekuur.nl asks. */
export const XIS_STATES = {
  'appointment types': state('At least one appointment type can be booked.', []),
  'appointment types for a service category': state(
    'At least one appointment type is meant for the service category `category`.',
    ['category'],
  ),
  'no appointment types for a service category': state(
    'No appointment type has the service category `category`. It need not exist at all.',
    ['category'],
  ),
  'free slots': state(
    'Between `from` and `to` at least one slot of the appointment type is free. If the XIS has appointments of other types, or slots that are taken, leave them there: they show that the filters work.',
    TYPE,
    WINDOW,
  ),
  'an agenda with free slots': state(
    'Between `from` and `to` at least one slot of the appointment type is free in the agenda `schedule`.',
    [...TYPE, 'schedule'],
    WINDOW,
  ),
  'no free slots': state('Between `from` and `to` no slot of the appointment type is free.', TYPE, WINDOW),
  'an agenda without free slots': state(
    'Between `from` and `to` no slot of the appointment type is free in the agenda `schedule`.',
    [...TYPE, 'schedule'],
    WINDOW,
  ),
  'a free slot': state(
    'A slot from `start` to `end` is free, with a practitioner, of an appointment type that is booked at once, without approval.',
    SLOT,
  ),
  'a free slot that needs approval': state(
    'The same, of an appointment type that a practitioner has to approve.',
    SLOT,
  ),
  'a slot that has been taken': state('The slot is not free any more: somebody has booked it.', SLOT),
  'no slot at that time': state('The practitioner has no slot from `start` to `end` at all.', SLOT),
  'a booked appointment': state('The test patient has an appointment that is booked and lies ahead.', [
    'appointment',
    'patientBsn',
  ]),
  'no such appointment': state('No appointment has the id `appointment`.', ['appointment']),
} as const satisfies Readonly<Record<string, ProviderState>>;

/** A handler for each of them. */
export type XisStateHandlers = StateHandlers<typeof XIS_STATES>;
