import type { InteractionResponse } from '../interaction-result.ts';
import { jsonResponse } from '../interaction-result.ts';

const TYPES = {
  ValueSet: { interactions: ['read'], search: { 'service-category': 'token' } },
  Slot: {
    interactions: ['read', 'search-type'],
    search: { 'service-category': 'token', 'schedule.date': 'date', schedule: 'reference', status: 'token' },
  },
  Appointment: { interactions: ['create', 'read', 'search-type'], search: { id: 'token' } },
  AppointmentResponse: { interactions: ['create'], search: {} },
  Schedule: { interactions: ['read', 'search-type'], search: { 'service-category': 'token' } },
  Patient: { interactions: ['search-type'], search: {} },
  PractitionerRole: { interactions: ['read', 'search-type'], search: {} },
} as const;

/** The name of the software in the CapabilityStatement. */
export const SIMULATOR_NAME = 'xis-testkit simulator';

/** Handles `GET /metadata` (TR-9): the capabilities of the server, the same for every organization. */
export function readCapabilities(base: string, version: string): InteractionResponse {
  return jsonResponse(200, {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: '2026-11-23',
    kind: 'instance',
    software: { name: SIMULATOR_NAME, version },
    implementation: { description: 'A simulated XIS for tests', url: base },
    fhirVersion: '4.0.1',
    format: ['application/fhir+json'],
    rest: [
      {
        mode: 'server',
        resource: Object.entries(TYPES).map(([type, { interactions, search }]) => ({
          type,
          interaction: interactions.map((code) => ({ code })),
          ...(Object.keys(search).length > 0
            ? { searchParam: Object.entries(search).map(([name, kind]) => ({ name, type: kind })) }
            : {}),
        })),
      },
    ],
  });
}
