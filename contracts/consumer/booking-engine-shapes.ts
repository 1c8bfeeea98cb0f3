import type { Timeslot } from '../../engine/index.ts';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { instant } from '../../fhir/instant.ts';
import { VALUES } from '../states/values.ts';
import { every, exactly, form, given, INSTANT, one, text } from './matchers.ts';

/** What the booking engine asks a XIS and needs of its answers, with the examples that stand in the pact. */

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

// ---- step 1 ----

export const types = (concepts: object) => ({
  resourceType: 'ValueSet',
  compose: { include: every({ system: text(TYPE.system), ...concepts }) },
});
export const CONCEPTS = { concept: every({ code: text(TYPE.code), display: text(TYPE.display) }) };
export const byCategory = { 'service-category': given(({ category }) => category, '^[^|]+\\|[^|]+$') };

// ---- steps 2 and 3 ----

const DATE = `^(ge|le)${INSTANT.slice(1)}`;
export const WINDOW = { from: VALUES.from.example, to: VALUES.to.example };
export const WEEK = { from: VALUES.from.example, to: '2035-01-23T00:00:00+01:00' };
export const slotsOf = ({ from, to }: { readonly from: string; readonly to: string }, schedule?: object) => ({
  'service-category': given(({ typeSystem, typeCode }) => `${typeSystem}|${typeCode}`, '^[^|]+\\|[^|]+$'),
  // A rule counts for a parameter as a whole, and an injected value as well: what stands between the two is told by params.
  'schedule.date': [form(DATE, `ge${from}`), form(DATE, `le${to}`)],
  ...(schedule === undefined ? {} : { schedule }),
  status: 'free',
});
export const SLOTS = {
  resourceType: 'Bundle',
  entry: every({
    resource: {
      resourceType: exactly('Slot'),
      status: exactly('free'),
      start: form(INSTANT, SLOT.start),
      end: form(INSTANT, SLOT.end),
      serviceCategory: every({ coding: one({ system: text(TYPE.system), code: text(TYPE.code) }) }),
      extension: one({
        valueReference: {
          reference: text(VALUES.practitionerReference.example),
          display: text(VALUES.practitionerDisplay.example),
        },
      }),
      schedule: { reference: form('^(.*/)?Schedule/[A-Za-z0-9.-]{1,64}$', `Schedule/${SLOT.schedule}`) },
    },
  }),
};
export const BUNDLE = { resourceType: 'Bundle' };

// ---- step 4 ----

export const APPOINTMENT = {
  resourceType: 'Appointment',
  id: given(({ clientId }) => clientId),
  status: 'proposed',
  start: given(({ start }) => start, INSTANT),
  end: given(({ end }) => end, INSTANT),
  serviceCategory: [
    {
      coding: [
        {
          system: given(({ typeSystem }) => typeSystem),
          code: given(({ typeCode }) => typeCode),
          display: given(({ typeDisplay }) => typeDisplay),
        },
      ],
    },
  ],
  comment: text(REASON),
  participant: [
    {
      actor: {
        reference: given(({ patientReference }) => patientReference),
        display: given(({ patientDisplay }) => patientDisplay),
        required: 'required',
      },
      status: 'accepted',
    },
    {
      actor: {
        reference: given(({ practitionerReference }) => practitionerReference),
        display: given(({ practitionerDisplay }) => practitionerDisplay),
        required: 'required',
      },
      status: 'needs-action',
    },
  ],
};
export const created = (practitioner: 'accepted' | 'needs-action') =>
  [
    {
      resourceType: 'Appointment',
      participant: one({
        actor: { reference: form('^(.*/)?Practitioner(Role)?/.+$', VALUES.practitionerReference.example) },
        status: practitioner,
      }),
    },
    {
      Location: form(
        '^(.*/)?Appointment/[A-Za-z0-9.-]{1,64}(/_history/[A-Za-z0-9.-]{1,64})?$',
        `Appointment/${VALUES.appointment.example}`,
      ),
    },
  ] as const;
export const outcome = (issue: object) => ({ resourceType: 'OperationOutcome', issue: one(issue) });
export const booking = { type: TYPE, slot: SLOT, patient: PATIENT, reason: REASON };

// ---- cancelling ----

export const FOUND = {
  resourceType: 'Bundle',
  entry: one({
    resource: {
      resourceType: 'Appointment',
      id: text(VALUES.appointment.example),
      status: form('^(proposed|pending|booked)$', 'booked'),
      start: form(INSTANT, SLOT.start),
    },
  }),
};

/** The patient's cancellation (CN-3). */
export const CANCELLED = {
  actor: {
    reference: {
      identifier: [{ system: BSN_SYSTEM, value: given(({ patientBsn }) => patientBsn, '^\\d{9}$') }],
    },
  },
  comment: text(CANCELLATION),
  appointment: { reference: given(({ appointment }) => `Appointment/${appointment}`) },
  participantStatus: 'declined',
};
