import { atLeast } from '../figure.ts';
import { writeFixedResponse } from '../fixed-response.ts';
import { compareSpeed, startLoadClient, writeRequests } from '../load.ts';
import { type Measure, runAlternately } from '../measure.ts';
import { AGB, createPractice, writeConfiguration } from '../practices.ts';
import { type BenchRequest, formatRequest, sendRequest } from '../request.ts';
import { buildSearchRequest } from '../searches.ts';
import { startBare, startSimulator } from '../servers.ts';

const SCHEDULES = 40;

/** Compares `POST /Appointment` with servers that parse and validate the same bodies, and book nothing. */
export const measureBooking: Measure = async ({ scratch, effort }) => {
  const simulator = await startSimulator(writeConfiguration(scratch, 'booking', createPractice(SCHEDULES, 0.3)));
  const slots = await fetchFreeSlots(simulator.port);
  const [sample, ...others] = slots.map((slot, index): Booking => ({ slot, patient: 100_000 + index }));
  if (!sample || others.length < effort.bookings)
    throw new Error(`expected more than ${effort.bookings} free slots, got ${slots.length}`);
  const file = writeFixedResponse(scratch, 'booking', await sendRequest(simulator.port, buildBookingRequest(sample)));
  const http = await startBare('bare-http', file);
  const express = await startBare('bare-express', file);
  const client = startLoadClient();

  const bookings = others.slice(0, effort.bookings).map((booking) => formatRequest(buildBookingRequest(booking)));
  const stream = { requests: writeRequests(scratch, 'booking', bookings), count: bookings.length, status: 201 };
  const contenders = {
    simulator: async () => {
      // The reset frees every slot and empties the caches.
      await reset(simulator.port);
      return client.send('simulator', simulator, stream);
    },
    http: () => client.send('bare node:http', http, stream),
    express: () => client.send('bare Express', express, stream),
  };
  await runAlternately(2, contenders);
  process.stderr.write('  warm\n');
  const paces = await runAlternately(effort.rounds, contenders);
  await Promise.all([simulator, http, express, client].map((process) => process.stop()));

  const group = 'POST /Appointment';
  return [
    {
      group,
      name: 'booking and journal, of node:http with ajv',
      ...compareSpeed(paces.simulator, paces.http),
      target: atLeast(0.45),
    },
    {
      group,
      name: 'booking and journal, of bare Express with ajv',
      ...compareSpeed(paces.simulator, paces.express),
    },
  ];
};

/** Resets the organization: all slots are as configured. */
export async function reset(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/__admin/organizations/${AGB}/reset`;
  const { ok, status } = await fetch(url, { method: 'POST' });
  if (!ok) throw new Error(`resetting the organization returned ${status}`);
}

/** A slot of a search, as far as a booking needs it. */
interface FoundSlot {
  readonly start: string;
  readonly end: string;
  readonly serviceCategory: unknown;
  readonly extension: readonly { readonly valueReference: { readonly reference: string; readonly display: string } }[];
}

/** A patient's booking of a slot. */
export interface Booking {
  readonly slot: FoundSlot;
  readonly patient: number;
}

/** Returns the free slots of four weeks in an order without neighbors in sequence, as patients book them. */
export async function fetchFreeSlots(port: number): Promise<readonly FoundSlot[]> {
  const { body } = await sendRequest(port, buildSearchRequest({ type: 'consult', days: 28 }));
  const { entry } = JSON.parse(body.toString()) as { readonly entry: readonly { readonly resource: FoundSlot }[] };
  const count = entry.length;
  // A step that is coprime to the count visits every slot once.
  let step = Math.floor(count * 0.382);
  while (greatestCommonDivisor(step, count) !== 1) step++;
  return entry.map((_, index) => (entry[(index * step) % count] as (typeof entry)[number]).resource);
}

/** Builds the booking request of Spreekuur.nl (AP-1 to AP-4). */
export function buildBookingRequest({ slot, patient }: Booking): BenchRequest {
  const { start, end, serviceCategory, extension } = slot;
  const practitioner = extension[0]?.valueReference;
  const body = {
    resourceType: 'Appointment',
    id: `spreekuur-${patient}`,
    status: 'proposed',
    start,
    end,
    participant: [
      {
        actor: { reference: `Patient/${patient}`, display: `Patiënt ${patient}`, required: 'required' },
        status: 'accepted',
      },
      { actor: { ...practitioner, required: 'required' }, status: 'accepted' },
    ],
    serviceCategory,
    comment: 'Sinds een week hoofdpijn, vooral in de ochtend. Paracetamol helpt maar kort.',
  };
  return { method: 'POST', path: '/fhir/Appointment', agb: AGB, body: JSON.stringify(body) };
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
