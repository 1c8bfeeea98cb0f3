import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const ADMIN_TOKEN = 'token-of-the-tests';

/** A running simulator. */
export interface Simulator {
  readonly address: string;
  close(): Promise<void>;
}

/**
 * Runs the executable, or the command of the package, on a free port. The first line of its output says where it listens.
 * Web pages may use its FHIR API.
 */
export async function startSimulator(command: string): Promise<Simulator> {
  const [file = '', ...rest] = command.split(' ');
  const simulator = spawn(file, [...rest, 'simulate', '--port', '0', '--log', 'json', '--cors', '*'], {
    env: { ...process.env, XIS_TESTKIT_ADMIN_TOKEN: ADMIN_TOKEN },
    stdio: ['ignore', 'pipe', 'inherit'],
    // npm installs a command as a script there.
    shell: process.platform === 'win32',
  });
  await once(simulator, 'spawn');
  const { listening } = JSON.parse(await readFirstLine(simulator)) as { listening: string };
  return {
    address: listening.replace(/\/fhir$/, ''),
    async close() {
      const closed = once(simulator, 'close');
      simulator.kill();
      await closed;
    },
  };
}

async function readFirstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error('the simulator has no output');
  for await (const line of createInterface(stdout)) return line;
  throw new Error('the simulator ended without a line of output');
}

/** Creates a practice for a test: a copy of a practice of the simulator, with its own AGB code, clock and journal. */
export async function createPractice(address: string, callbackUrl: string) {
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${address}/__admin${path}`, {
      method,
      headers: { Authorization: `Bearer ${ADMIN_TOKEN}` },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const { agb } = await send('POST', '/organizations/01000001/copy', {
    clock: { now: '2027-01-11T07:00:00+01:00', frozen: true },
    callbacks: { url: callbackUrl },
  });
  /** Controls this practice; the path begins behind /__admin/organizations/{agb}. */
  const admin = (method: string, path: string, body?: unknown) => send(method, `/organizations/${agb}${path}`, body);
  return {
    admin,
    /** What the program under test needs: the FHIR base, and the header X-Organization-Identifier. */
    fhirBase: `${address}/fhir`,
    organization: `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`,
    /** Returns the appointments that wait for a decision. */
    pending: async () => (await admin('GET', '/approvals')).appointments,
    approve: (appointment: string, comment = '') => admin('POST', `/approvals/${appointment}/approve`, { comment }),
    decline: (appointment: string, comment = '') => admin('POST', `/approvals/${appointment}/decline`, { comment }),
    /** Advances the clock by an ISO 8601 duration. All that is due has happened then, callbacks included. */
    advance: (by: string) => admin('POST', '/clock/advance', { by }),
    /** Waits until the callbacks under way have arrived, or have failed. */
    settleCallbacks: () => admin('POST', '/clock/advance', { by: 'PT0S' }),
    /** Returns the requests to this practice, for instance those with `{ operation: 'search-slot' }`. */
    journal: async (criteria: Readonly<Record<string, string>>) =>
      (await admin('GET', `/requests?${new URLSearchParams(criteria)}`)).requests,
    delete: () => admin('DELETE', ''),
  };
}

export type Practice = Awaited<ReturnType<typeof createPractice>>;
