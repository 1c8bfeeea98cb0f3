import { test } from 'vitest';
import {
  type BookingEngine,
  type BookingEngineOptions,
  type BookingRequest,
  createBookingEngine,
  realSystem,
  type Timeslot,
} from '../../engine/index.ts';
import { at } from './rules.ts';
import { type ScriptedXis, startScriptedXis } from './scripted-xis.ts';

/** An engine whose clock stands still, and what it has logged. */
export function engineOf(
  xis: string,
  { now = '2027-01-11T07:00:00+01:00', ...options }: Partial<BookingEngineOptions> & { readonly now?: string } = {},
): { readonly engine: BookingEngine; readonly errors: readonly string[] } {
  const errors: string[] = [];
  const engine = createBookingEngine({
    xis,
    organization: '01000001',
    logError: (message) => void errors.push(message),
    system: { ...realSystem, now: () => at(now), elapsed: () => 0 },
    ...options,
  });
  return { engine, errors };
}

/** vitest's `test` with a XIS that answers as it is told. */
export const scriptedTest = test.extend<{ xis: ScriptedXis }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  xis: async ({}, use) => {
    const xis = await startScriptedXis();
    await use(xis);
    await xis.close();
  },
});

export const CONSULT = { system: 'urn:t', code: 'consult', display: 'Consult' };

/** A slot as a XIS answers it, with what a test wants changed. */
export function slotResource(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    resourceType: 'Slot',
    id: 's1',
    status: 'free',
    start: '2027-01-12T09:00:00+01:00',
    end: '2027-01-12T09:10:00+01:00',
    serviceCategory: [{ coding: [CONSULT] }],
    extension: [
      { url: 'urn:extension:actor', valueReference: { reference: 'PractitionerRole/j', display: 'Dr. Jansen' } },
    ],
    schedule: { reference: 'Schedule/jansen' },
    ...changes,
  };
}

/** A searchset of some resources; `next` is where the next page is. */
export function searchset(resources: readonly unknown[], next?: string) {
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    entry: resources.map((resource) => ({ fullUrl: 'urn:x', resource })),
    ...(next === undefined ? {} : { link: [{ relation: 'next', url: next }] }),
  };
}

/** A slot as the engine has read it. */
export const TIMESLOT: Timeslot = {
  id: 's1',
  start: '2027-01-12T09:00:00+01:00',
  end: '2027-01-12T09:10:00+01:00',
  startsAt: at('2027-01-12T09:00:00+01:00'),
  schedule: 'jansen',
  practitioners: [{ reference: 'PractitionerRole/j', display: 'Dr. Jansen' }],
  serviceCategory: [CONSULT],
  status: 'free',
};

/** What a patient books, with what a test wants changed. */
export function requestOf(changes: Partial<BookingRequest> = {}): BookingRequest {
  const patient = { reference: 'Patient/1', display: 'Emma de Boer' };
  return { type: CONSULT, slot: TIMESLOT, patient, reason: 'Hoofdpijn', ...changes };
}

/** The appointment that a XIS answers a booking with. */
export function appointmentResource(practitioner: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    resourceType: 'Appointment',
    id: '12',
    status: 'booked',
    start: TIMESLOT.start,
    end: TIMESLOT.end,
    participant: [
      { actor: { reference: 'Patient/1', display: 'Emma de Boer', required: 'required' }, status: 'accepted' },
      {
        actor: { reference: 'PractitionerRole/j', display: 'Dr. Jansen', required: 'required' },
        status: practitioner,
      },
    ],
    ...changes,
  };
}
