import { VALUES } from '../states/values.ts';

/** A response in the place of one that Pact need not judge. */
export interface Substitute {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

const searchset = (...resources: readonly object[]): Substitute => ({
  status: 200,
  body: { resourceType: 'Bundle', type: 'searchset', entry: resources.map((resource) => ({ resource })) },
});

const created = (status: 'accepted' | 'needs-action'): Substitute => ({
  status: 201,
  headers: { Location: `Appointment/${VALUES.appointment.example}` },
  body: {
    resourceType: 'Appointment',
    participant: [{ actor: { reference: VALUES.practitionerReference.example }, status }],
  },
});

export const EMPTY_SEARCHSET: Substitute = searchset();
export const EMPTY_VALUE_SET: Substitute = { status: 200, body: { resourceType: 'ValueSet' } };
export const PATIENT_FOUND: Substitute = searchset({ resourceType: 'Patient', id: '1' });

/**
 * The responses to requests in states that do not apply to the provider. Pact knows no such verdict, and would publish a
 * failure to the broker.
 */
export const SUBSTITUTES: Readonly<Record<string, Substitute>> = {
  'the patient is known': PATIENT_FOUND,
  'the patient is not known': EMPTY_SEARCHSET,
  'appointment types for a service category': {
    status: 200,
    body: {
      resourceType: 'ValueSet',
      compose: {
        include: [
          {
            system: VALUES.typeSystem.example,
            concept: [{ code: VALUES.typeCode.example, display: VALUES.typeDisplay.example }],
          },
        ],
      },
    },
  },
  'a free slot': created('accepted'),
  'a free slot that needs approval': created('needs-action'),
};

/** Returns the response with an appointment, as a read or a search returns it. */
export function substituteAppointment(way: 'read' | 'search', appointment: object): Substitute {
  return way === 'read' ? { status: 200, body: appointment } : searchset(appointment);
}
