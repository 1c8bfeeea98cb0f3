// Creates many organizations in this process, and measures what one of them costs.
import { createSimulator } from '../../simulator/index.ts';
import { measureIdleOrganizations } from '../idle-organizations.ts';

const simulator = await createSimulator({ port: 0 });
await simulator.listen();
const idle = await measureIdleOrganizations(simulator, 10_000);
await simulator.close();

process.send?.(idle);
