import type { Timeslot } from '../../engine/index.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { instant } from '../../fhir/instant.ts';
import type { PractitionerStatus } from '../../fhir/open-readings.ts';
import { defined } from '../../schema/defined.ts';
import { VALUES } from '../states/values.ts';
import {
  arrayContaining,
  eachLike,
  equal,
  fromState,
  INSTANT,
  PRACTITIONER,
  referenceTo,
  regex,
  string,
} from './matchers.ts';

/** The requests of the booking engine and its expectations of responses, with the examples of the pact. */

/** Monday 2035-01-15, 08:00: tomorrow is the first day of the examples. */
export const NOW = Date.parse('2035-01-15T08:00:00+01:00');
export const TYPE = {
  system: VALUES.typeSystem.example,
  code: VALUES.typeCode.example,
  display: VALUES.typeDisplay.example,
};
const PATIENT = { reference: VALUES.patientReference.example, display: VALUES.patientDisplay.example };
const REASON = 'Sinds drie dagen hoofdpijn';
export const CANCELLATION = 'Ik ben verhinderd';
export const SLOT: Timeslot = {
  id: undefined,
  start: VALUES.start.example,
  end: VALUES.end.example,
  startsAt: instant(Date.parse(VALUES.start.example)),
  schedule: VALUES.schedule.example,
  practitioners: [{ reference: VALUES.practitionerReference.example, display: VALUES.practitionerDisplay.example }],
  serviceCategory: [TYPE],
  status: 'free',
};

// ---- the patient ----

export const PATIENT_FOUND = {
  resourceType: 'Bundle',
  entry: arrayContaining({ resource: { resourceType: 'Patient', id: string('1') } }),
};

// ---- step 1 ----

export const types = (concepts: object) => ({
  resourceType: 'ValueSet',
  compose: { include: eachLike({ system: string(TYPE.system), ...concepts }) },
});
export const CONCEPTS = { concept: eachLike({ code: string(TYPE.code), display: string(TYPE.display) }) };
export const byCategory = { 'service-category': fromState(({ category }) => category, '^[^|]+\\|[^|]+$') };

// ---- steps 2 and 3 ----

const DATE = `^(ge|le)${INSTANT.slice(1)}`;
export const WINDOW = { from: VALUES.from.example, to: VALUES.to.example };
export const WEEK = { from: VALUES.from.example, to: '2035-01-23T00:00:00+01:00' };
export const slotsOf = ({ from, to }: { readonly from: string; readonly to: string }, schedule?: object) => ({
  'service-category': fromState(({ typeSystem, typeCode }) => `${typeSystem}|${typeCode}`, '^[^|]+\\|[^|]+$'),
  // A matching rule and an injected value apply to a whole parameter, so the dates go into the params of the state.
  'schedule.date': [regex(DATE, `ge${from}`), regex(DATE, `le${to}`)],
  ...defined({ schedule }),
  status: 'free',
});
export const SLOTS = {
  resourceType: 'Bundle',
  entry: eachLike({
    resource: {
      resourceType: equal('Slot'),
      status: equal('free'),
      start: regex(INSTANT, SLOT.start),
      end: regex(INSTANT, SLOT.end),
      serviceCategory: eachLike({ coding: arrayContaining({ system: string(TYPE.system), code: string(TYPE.code) }) }),
      extension: arrayContaining({
        valueReference: {
          reference: regex(PRACTITIONER, VALUES.practitionerReference.example),
          display: string(VALUES.practitionerDisplay.example),
        },
      }),
      schedule: { reference: regex(referenceTo('Schedule'), `Schedule/${SLOT.schedule}`) },
    },
  }),
};
export const BUNDLE = { resourceType: 'Bundle' };

// ---- step 4 ----

export const appointment = (practitioner: PractitionerStatus) => ({
  resourceType: 'Appointment',
  id: fromState(({ clientId }) => clientId),
  status: 'proposed',
  start: fromState(({ start }) => start, INSTANT),
  end: fromState(({ end }) => end, INSTANT),
  serviceCategory: [
    {
      coding: [
        {
          system: fromState(({ typeSystem }) => typeSystem),
          code: fromState(({ typeCode }) => typeCode),
          display: fromState(({ typeDisplay }) => typeDisplay),
        },
      ],
    },
  ],
  comment: string(REASON),
  participant: [
    {
      actor: {
        reference: fromState(({ patientReference }) => patientReference),
        display: fromState(({ patientDisplay }) => patientDisplay),
        required: 'required',
      },
      status: 'accepted',
    },
    {
      actor: {
        reference: fromState(({ practitionerReference }) => practitionerReference),
        display: fromState(({ practitionerDisplay }) => practitionerDisplay),
        required: 'required',
      },
      status: practitioner,
    },
  ],
});
export const created = (practitioner: PractitionerStatus) =>
  [
    {
      resourceType: 'Appointment',
      participant: arrayContaining({
        actor: { reference: regex(PRACTITIONER, VALUES.practitionerReference.example) },
        status: practitioner,
      }),
    },
    {
      Location: regex(referenceTo('Appointment'), `Appointment/${VALUES.appointment.example}`),
    },
  ] as const;
export const booking = { type: TYPE, slot: SLOT, patient: PATIENT, reason: REASON };

// ---- cancelling ----

export const READ = {
  resourceType: 'Appointment',
  id: string(VALUES.appointment.example),
  status: regex('^(proposed|pending|booked)$', 'booked'),
  start: regex(INSTANT, SLOT.start),
};
export const FOUND = { resourceType: 'Bundle', entry: arrayContaining({ resource: READ }) };

/** The patient's cancellation (CN-3, CB-7). */
export const CANCELLED = {
  resourceType: 'AppointmentResponse',
  actor: {
    reference: {
      identifier: [{ system: BSN_SYSTEM, value: fromState(({ patientBsn }) => patientBsn, '^\\d{9}$') }],
    },
  },
  comment: string(CANCELLATION),
  appointment: { reference: fromState(({ appointment }) => `Appointment/${appointment}`) },
  participantStatus: 'declined',
};
