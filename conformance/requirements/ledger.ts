import { AGENDAS } from './agendas.ts';
import { APPOINTMENT_TYPES } from './appointment-types.ts';
import { CALLBACK } from './callback.ts';
import { CANCELLATION } from './cancellation.ts';
import { CREATION } from './creation.ts';
import type { Area, Requirement } from './requirement.ts';
import { SLOTS } from './slots.ts';
import { TRANSPORT } from './transport.ts';
import { UPDATES } from './updates.ts';

const OTHER_READS: Area = {
  title: 'PR: other reads',
  requirements: [
    {
      id: 'PR',
      level: 'must',
      concerns: 'XIS',
      origins: ['api'],
      text: 'PractitionerRoles and Schedules can be read in the shapes that were published, which differ from R4. Booking uses neither.',
    },
  ],
};

/** Every rule of the exchange that code, tests and documents refer to by its id. */
export const AREAS: readonly Area[] = [
  TRANSPORT,
  APPOINTMENT_TYPES,
  SLOTS,
  AGENDAS,
  CREATION,
  CALLBACK,
  CANCELLATION,
  UPDATES,
  OTHER_READS,
];

/** The same without their areas. */
export const REQUIREMENTS: readonly Requirement[] = AREAS.flatMap(({ requirements }) => requirements);
