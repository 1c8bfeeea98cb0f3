import { atMost, summarize } from '../figure.ts';
import type { Measure } from '../measure.ts';
import { AGB, createPractice, writeConfiguration } from '../practices.ts';
import { type BenchRequest, sendRequest } from '../request.ts';
import { buildSearchRequest } from '../searches.ts';
import { type RunningServer, startSimulator } from '../servers.ts';
import { buildBookingRequest, fetchFreeSlots, reset } from './booking.ts';

const SCHEDULES = 10;
/** The bookings of a round; half of them are cancelled. */
const BOOKINGS = 250;
const SEARCHES = 50;
/** A round in so many ends with a reset. */
const ROUNDS_BETWEEN_RESETS = 4;
/** The requests that are under way at once. */
const CONCURRENCY = 8;

/** Measures whether the memory of the simulator stays flat: books, cancels, searches and resets for a number of rounds. */
export const measureSoak: Measure = async ({ scratch, effort }) => {
  const server = await startSimulator(writeConfiguration(scratch, 'soak', createPractice(SCHEDULES, 0.3)));
  const megabytes: number[] = [];
  for (let round = 1; round <= effort.soakRounds; round++) {
    await playRound(server, round);
    megabytes.push((await server.usage()).residentMb);
  }
  await server.stop();
  const third = Math.floor(effort.soakRounds / 3);
  const [first, rest] = [megabytes.slice(0, third), megabytes.slice(third)];
  const group = `Memory over ${effort.soakRounds} rounds of ${BOOKINGS} bookings`;
  return [
    { group, name: 'maximum of the first third', unit: 'MB', value: summarize([Math.max(...first)]) },
    { group, name: 'of the rounds after it', unit: 'MB', value: summarize(rest) },
    {
      group,
      name: 'the last third, of the second',
      unit: 'times',
      value: summarize([
        summarize(megabytes.slice(-third)).median / summarize(megabytes.slice(third, 2 * third)).median,
      ]),
      target: atMost(1.1),
    },
  ];
};

async function playRound({ port }: RunningServer, round: number): Promise<void> {
  const slots = (await fetchFreeSlots(port)).slice(0, BOOKINGS);
  const ids = await forEach(slots, async (slot, index) => {
    const { status, headers } = await sendRequest(port, buildBookingRequest({ slot, patient: 100_000 + index }));
    if (status !== 201) throw new Error(`a booking returned ${status}`);
    return headers.at(-1)?.split('/').at(-1) ?? '';
  });
  await forEach(
    ids.filter((_, index) => index % 2 === 0),
    async (id) => expectSuccess(await sendRequest(port, buildCancellationRequest(id))),
  );
  await forEach(Array.from({ length: SEARCHES }), async (_, index) =>
    expectSuccess(await sendRequest(port, buildSearchRequest({ type: 'consult', days: 1 + (index % 28) }))),
  );
  if (round % ROUNDS_BETWEEN_RESETS === 0) await reset(port);
}

/** Builds the cancellation of Spreekuur.nl (CN-3), for no particular patient. */
function buildCancellationRequest(id: string): BenchRequest {
  const body = {
    resourceType: 'AppointmentResponse',
    actor: { reference: { identifier: [{ system: 'http://fhir.nl/fhir/NamingSystem/bsn', value: '999900109' }] } },
    comment: 'De klacht is over.',
    appointment: { reference: `Appointment/${id}` },
    participantStatus: 'declined',
  };
  return { method: 'POST', path: '/fhir/AppointmentResponse', agb: AGB, body: JSON.stringify(body) };
}

function expectSuccess({ status }: { readonly status: number }): void {
  if (status >= 300) throw new Error(`a request returned ${status}`);
}

/** Calls a function for each item, a few at a time. */
async function forEach<T, R>(items: readonly T[], call: (item: T, index: number) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += CONCURRENCY) {
    const some = items.slice(at, at + CONCURRENCY);
    results.push(...(await Promise.all(some.map((item, index) => call(item, at + index)))));
  }
  return results;
}
