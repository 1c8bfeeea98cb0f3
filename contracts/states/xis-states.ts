import type { ProviderState, StateHandlers } from './state.ts';
import type { ValueName } from './values.ts';

/** The values of every state. */
const COMMON = ['organization'] as const;
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
  return { meaning, params, values: [...COMMON, ...values] };
}

/** The provider states of a XIS, before requests of Spreekuur.nl. */
export const XIS_STATES = {
  'appointment types': state('The XIS has at least one bookable appointment type.', []),
  'appointment types for a service category': state(
    'At least one appointment type has the service category `category`.',
    ['category'],
  ),
  'no appointment types for a service category': state(
    'No appointment type has the service category `category`, which need not exist.',
    ['category'],
  ),
  'free slots': state(
    'Between `from` and `to` at least one slot of the appointment type is free. Keep slots of other types and busy slots: they show that the filters work.',
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
    'A slot from `start` to `end` is free, with a practitioner, of an appointment type without approval.',
    SLOT,
  ),
  'a free slot that needs approval': state(
    'A slot from `start` to `end` is free, with a practitioner, of an appointment type with approval.',
    SLOT,
  ),
  'a slot that has been taken': state('The slot is no longer free: another patient has booked it.', SLOT),
  'no slot at that time': state('The practitioner has no slot from `start` to `end`, neither free nor busy.', SLOT),
  'a booked appointment': state('The test patient has a booked appointment in the future.', [
    'appointment',
    'patientBsn',
  ]),
  'the patient is known': state(
    'The XIS knows the patient whose BSN the token has. Without a token: the test patient, whom it takes for the one who is logged in.',
    ['patientBsn'],
  ),
  'the patient is not known': state(
    'The XIS does not know the patient whose BSN the token has, or whom it takes for the one who is logged in.',
    [],
  ),
  'no such appointment': state('No appointment has the id `appointment`.', ['appointment']),
} as const satisfies Readonly<Record<string, ProviderState>>;

/** A handler for each state. */
export type XisStateHandlers = StateHandlers<typeof XIS_STATES>;
