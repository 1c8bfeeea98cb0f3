import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultConfiguration, type Simulator } from '../simulator/index.ts';
import { formatRequest, sendFirstRequest } from './request.ts';
import { DEFAULT_SEARCH } from './searches.ts';

/** The organizations before the measured ones: code and caches that all share are then in memory. */
const WARM_UP = 100;
/** One in so many is used as well, because a search of each would take long. */
const USED_SHARE = 4;
const FIRST_AGB = 2_000_000;

/** The cost of one of many organizations. */
export interface IdleOrganization {
  /** The memory before its first request, in bytes of heap and external memory. */
  readonly unused: number;
  /** The memory after its first search, its entry in the journal included. */
  readonly used: number;
  /** The time of its creation, in milliseconds. */
  readonly milliseconds: number;
}

/**
 * Creates organizations of the default kind, and measures the mean of them. Each has a configuration of its own, as one that
 * came over HTTP.
 * @param simulator listens
 * @param count a multiple of 4
 */
export async function measureIdleOrganizations(simulator: Simulator, count: number): Promise<IdleOrganization> {
  const [linde] = (await defaultConfiguration()).organizations;
  const text = JSON.stringify(linde);
  const agbs = Array.from({ length: WARM_UP + count }, (_, index) => String(FIRST_AGB + index).padStart(8, '0'));
  const [warmUp, measured] = [agbs.slice(0, WARM_UP), agbs.slice(WARM_UP)];
  const create = (agb: string) => simulator.organizations.create({ ...JSON.parse(text), agb });
  // Each has a connection of its own: the server would have closed one that waited for thousands of organizations.
  const use = (agb: string) => sendFirstRequest(simulator.port, formatRequest({ ...DEFAULT_SEARCH, agb }));

  for (const agb of warmUp) await create(agb);
  for (const agb of warmUp) await use(agb);
  const before = readUsedMemory();
  const began = performance.now();
  for (const agb of measured) await create(agb);
  const milliseconds = (performance.now() - began) / count;
  const idle = readUsedMemory();
  for (const agb of measured.slice(0, count / USED_SHARE)) await use(agb);
  const unused = (idle - before) / count;
  return { unused, used: unused + (readUsedMemory() - idle) / (count / USED_SHARE), milliseconds };
}

/** Collects garbage, and returns the memory in use, in bytes. */
function readUsedMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A second collection frees what the first one finalizes.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
