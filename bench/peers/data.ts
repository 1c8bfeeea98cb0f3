import { createPractice, writeConfiguration } from '../practices.ts';
import { sendRequest } from '../request.ts';
import { buildSearchRequest, type Search } from '../searches.ts';
import { startSimulator } from '../servers.ts';

const SCHEDULES = 3;

/** The search of every peer: one agenda for a week, as Spreekuur.nl pages through it (SL-14). */
export const SEARCH = { type: 'dubbel-consult', days: 7, schedule: 'arts-1' } as const satisfies Search;

/** The data that every peer serves. */
export interface PeerData {
  /** The configuration of the simulator, from which the slots come. */
  readonly configuration: string;
  /** All free slots of four weeks, as FHIR resources. */
  readonly slots: readonly object[];
  /** The Bundle that answers the search. */
  readonly bundle: object;
}

interface Bundle {
  readonly entry: readonly { readonly resource: object }[];
}

/** Reads the slots of a practice from the simulator. */
export async function readPeerData(scratch: string): Promise<PeerData> {
  const configuration = writeConfiguration(scratch, 'peers', createPractice(SCHEDULES, 0.5));
  const simulator = await startSimulator(configuration);
  const search = async (request: Search): Promise<Bundle> =>
    JSON.parse((await sendRequest(simulator.port, buildSearchRequest(request))).body.toString());
  const bundle = await search(SEARCH);
  const bundles = [await search({ type: 'consult', days: 28 }), await search({ type: 'dubbel-consult', days: 28 })];
  await simulator.stop();
  return { configuration, bundle, slots: bundles.flatMap(({ entry }) => entry.map(({ resource }) => resource)) };
}
