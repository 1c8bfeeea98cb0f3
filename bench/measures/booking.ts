import { writeAnswerFile } from '../answer-file.ts';
import { type Booking, bookingRequest, freeSlots } from '../bookings.ts';
import { atLeast, type Figure } from '../figure.ts';
import { speedOf, startLoadClient, writeRequests } from '../load.ts';
import type { Measure } from '../measure.ts';
import { AGB, practice, writeConfiguration } from '../practices.ts';
import { ask, requestText } from '../request.ts';
import { alternate } from '../rounds.ts';
import { startBare, startSimulator } from '../servers.ts';

const SCHEDULES = 40;

/** `POST /Appointment` beside servers that parse the same bodies and check them by the same schema, and book nothing. */
export const measureBooking: Measure = async ({ scratch, effort }) => {
  const simulator = await startSimulator(writeConfiguration(scratch, 'booking', practice(SCHEDULES, 0.3)));
  const slots = await freeSlots(simulator.port);
  const [sample, ...others] = slots.map((slot, index): Booking => ({ slot, patient: 100_000 + index }));
  if (!sample || others.length < effort.bookings) throw new Error(`${slots.length} free slots are too few`);
  const file = writeAnswerFile(scratch, 'booking', await ask(simulator.port, bookingRequest(sample)));
  const http = await startBare('bare-http', file);
  const express = await startBare('bare-express', file);
  const client = startLoadClient();

  const bookings = others.slice(0, effort.bookings).map((booking) => requestText(bookingRequest(booking)));
  const stream = { requests: writeRequests(scratch, 'booking', bookings), status: 201 };
  const contenders = {
    simulator: async () => {
      // Every slot is free again, and the first booking of a day finds nothing made ready.
      await reset(simulator.port);
      return client.send('simulator', simulator, stream);
    },
    http: () => client.send('bare node:http', http, stream),
    express: () => client.send('bare Express', express, stream),
  };
  await alternate(2, contenders);
  process.stderr.write('  warm\n');
  const paces = await alternate(effort.rounds, contenders);
  await Promise.all([simulator, http, express, client].map((process) => process.stop()));

  const group = 'POST /Appointment';
  const figures: readonly Figure[] = [
    {
      group,
      name: 'booking and journal, of node:http with ajv',
      ...speedOf(paces.simulator, paces.http),
      target: atLeast(0.6),
    },
    {
      group,
      name: 'booking and journal, of bare Express with ajv',
      ...speedOf(paces.simulator, paces.express),
    },
  ];
  return figures;
};

async function reset(port: number): Promise<void> {
  const url = `http://127.0.0.1:${port}/__admin/organizations/${AGB}/reset`;
  const { ok, status } = await fetch(url, { method: 'POST' });
  if (!ok) throw new Error(`the organization could not be reset: ${status}`);
}
