import { EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { xisTest as base, type TestOrganization, type TestPractice } from '../../simulator/testing/vitest.ts';
import { type CallbackEndpoint, startCallbackEndpoint } from './callback-endpoint.ts';

import { leanFetch } from './lean-fetch.ts';

/** `xisTest` with the small practice, and an endpoint that receives its callbacks. */
export const xisTest = base.extend<{ practice: TestPractice; callbackEndpoint: CallbackEndpoint }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  callbackEndpoint: async ({}, use) => {
    const callbackEndpoint = await startCallbackEndpoint();
    await use(callbackEndpoint);
    await callbackEndpoint.close();
  },
  practice: async ({ callbackEndpoint }, use) => {
    await use({ ...SMALL_PRACTICE, callbacks: { url: callbackEndpoint.url, retry: { jitter: 0 } } });
  },
});

/** A response whose body has been read. */
export interface ReadResponse {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  readonly text: string;
}

/** The target of a request of a test. */
export type CallTarget = Pick<TestOrganization, 'baseUrl' | 'headers'>;

/** Sends a request to the organization of a test; the path begins behind the FHIR base. */
export async function call(
  xis: CallTarget,
  method: string,
  path: string,
  { body, headers = {} }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<ReadResponse> {
  const response = await leanFetch(xis.baseUrl + path, {
    method,
    headers: {
      ...xis.headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parseJson(text) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Searches slots, and returns the resources. */
export async function findSlots(xis: CallTarget, query: string): Promise<readonly TestSlot[]> {
  const { body } = await call(xis, 'GET', `/Slot${query === '' ? '' : `?${query}`}`);
  return (body.entry ?? []).map(({ resource }: { readonly resource: TestSlot }) => resource);
}

/** The parts of a slot that tests need. */
export interface TestSlot {
  readonly id: string;
  readonly status: string;
  readonly start: string;
  readonly end: string;
  readonly schedule: { readonly reference: string };
  readonly serviceCategory: readonly {
    readonly coding: readonly { readonly system: string; readonly code: string; readonly display: string }[];
  }[];
  readonly extension: readonly { readonly valueReference: { readonly reference: string; readonly display: string } }[];
}

/** Returns the published body of a booking request (AP-1, AP-4), with the changes of a test. */
export function createBookingBody(slot: TestSlot, changes: Readonly<Record<string, unknown>> = {}) {
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
      { actor: { reference: EMMA.reference, display: EMMA.display, required: 'required' }, status: 'accepted' },
      { actor: { ...practitioner, required: 'required' }, status: 'accepted' },
    ],
    ...changes,
  };
}

/** Returns the body of a booking by someone whom the practice does not know, with a BSN; a canary is where a name or a word is. */
export function createCanaryBody(
  slot: TestSlot,
  { reference = 'Patient/77', canary = 'Canary', bsn = '123456782' } = {},
): string {
  const {
    participant: [patient, ...others],
    ...body
  } = createBookingBody(slot, { comment: canary });
  const identifier = { system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsn };
  const actor = { ...patient?.actor, reference, display: canary, identifier };
  return JSON.stringify({ ...body, participant: [{ ...patient, actor }, ...others] });
}

/** Returns the patient's cancellation of an appointment (CN-3). */
export function createCancellationBody(appointmentId: string, bsn = EMMA.bsn) {
  return {
    actor: { reference: { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: bsn }] } },
    comment: 'Deze afspraak is afgezegd.',
    appointment: { reference: `Appointment/${appointmentId}` },
    participantStatus: 'declined',
  };
}
