import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { defaultConfiguration, type Simulator } from '../simulator/index.ts';

/** The organizations before the measured ones: code and caches that all share are then in memory. */
const WARM_UP = 100;
const FIRST_AGB = 2_000_000;

/** What an organization costs that nobody has used yet. */
export interface IdleOrganization {
  /** The memory, in bytes of heap and external memory. */
  readonly bytes: number;
  /** The time of its creation, in milliseconds. */
  readonly milliseconds: number;
}

/**
 * Creates organizations of the default kind, and measures one of them: the mean. Each has a configuration of its own, as if
 * it had come over HTTP.
 */
export async function measureIdleOrganizations(simulator: Simulator, count: number): Promise<IdleOrganization> {
  const [linde] = (await defaultConfiguration()).organizations;
  const text = JSON.stringify(linde);
  const createAll = async (from: number, to: number): Promise<void> => {
    for (let number = from; number < to; number++)
      await simulator.organizations.create({ ...JSON.parse(text), agb: String(FIRST_AGB + number).padStart(8, '0') });
  };
  await createAll(0, WARM_UP);
  const bytesBefore = readUsedMemory();
  const began = performance.now();
  await createAll(WARM_UP, WARM_UP + count);
  const milliseconds = (performance.now() - began) / count;
  return { bytes: (readUsedMemory() - bytesBefore) / count, milliseconds };
}

/** Collects garbage, and returns the memory in use, in bytes. */
function readUsedMemory(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // What a first collection finalizes, a second one frees.
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
