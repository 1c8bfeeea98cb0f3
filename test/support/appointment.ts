import type { SlotOfTest } from './http.ts';

/** A request to book a slot, as published (AP-1, AP-4), with what a test wants changed. */
export function bookingOf(slot: SlotOfTest, changes: Readonly<Record<string, unknown>> = {}) {
  const practitioner = slot.extension[0]?.valueReference;
  return {
    resourceType: 'Appointment',
    id: 'spreekuur-1',
    status: 'proposed',
    start: slot.start,
    end: slot.end,
    serviceCategory: slot.serviceCategory,
    comment: 'Ik heb al een week hoofdpijn.',
    participant: [
      { actor: { reference: 'Patient/1', display: 'Emma de Boer', required: 'required' }, status: 'accepted' },
      { actor: { ...practitioner, required: 'required' }, status: 'accepted' },
    ],
    ...changes,
  };
}

/** The patient's cancellation of an appointment (CN-3). */
export function cancellationOf(appointmentId: string, bsn = '999900109') {
  return {
    actor: { reference: { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsn }] } },
    comment: 'Deze afspraak is afgezegd.',
    appointment: { reference: `Appointment/${appointmentId}` },
    participantStatus: 'declined',
  };
}
