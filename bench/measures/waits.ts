import { join } from 'node:path';
import { type CommandTime, compareCommands, runCommand, summarizeCommands } from '../commands.ts';
import { atMost, type Figure, summarize } from '../figure.ts';
import { type Effort, type Measure, runAlternately } from '../measure.ts';
import { findFreePort } from '../ports.ts';
import { CLI, startBuiltInPractice } from '../servers.ts';
import { measureProcessStart } from './start.ts';

/** A BSN for tests. */
const PATIENT_BSN = '999900109';

/** Exit code of a check without failures in which some checks could not run. */
const INCOMPLETE = 3;

/** Measures what a person waits for: commands, the start of the simulator, and checks of the built-in practice. */
export const measureWaits: Measure = async (run) => [
  ...(await measureCommands(run.effort)),
  ...(await measureProcessStart(run)),
  ...(await measureChecks(run.scratch, run.effort)),
];

async function measureCommands({ starts }: Effort): Promise<readonly Figure[]> {
  const contenders = {
    node: () => runCommand(['-e', '0'], 0),
    version: () => runCommand([CLI, '--version'], 0),
    help: () => runCommand([CLI, '--help'], 0),
    usageError: () => runCommand([CLI, 'simulate', '--no-such-option'], 2),
  };
  await runAlternately(1, contenders);
  const times = await runAlternately(starts, contenders);
  const compare = (name: string, command: readonly CommandTime[]): Figure => ({
    group: 'Commands',
    name: `${name}, of node -e 0`,
    ...compareCommands(command, times.node),
    target: atMost(1.7),
  });
  return [
    compare('--version', times.version),
    compare('--help', times.help),
    compare('a usage error', times.usageError),
    { group: 'Commands', name: 'node -e 0', ...summarizeCommands(times.node) },
  ];
}

async function measureChecks(scratch: string, { checks }: Effort): Promise<readonly Figure[]> {
  const port = await findFreePort();
  const runs = await runAlternately(checks, {
    reading: () => runCheck([], INCOMPLETE, port),
    booking: (round) => {
      const patient = ['--patient-reference', 'Patient/1', '--run-file', join(scratch, `check-${round}.jsonl`)];
      return runCheck(['--allow-booking', ...patient, '--listen', String(port)], 0, port);
    },
  });
  const group = 'check of the built-in practice';
  const seconds = runs.booking.map(({ elapsedMs }) => elapsedMs / 1000);
  return [
    { group, name: 'reading only', ...summarizeCommands(runs.reading), target: atMost(1000) },
    {
      group,
      name: 'with bookings and callbacks, its waits included',
      unit: 's',
      value: summarize(seconds),
      target: atMost(6),
    },
  ];
}

/** Checks a simulator that is just started, and sends its callbacks to a port of this machine. */
async function runCheck(options: readonly string[], exitCode: number, callbackPort: number): Promise<CommandTime> {
  const simulator = await startBuiltInPractice(`http://localhost:${callbackPort}`);
  const organizations = ['--organization', '01000001', '--other-organization', '01000002'];
  const xis = `http://localhost:${simulator.port}/fhir`;
  try {
    return await runCommand([CLI, 'check', xis, ...organizations, ...options], exitCode, {
      XIS_TESTKIT_PATIENT_BSN: PATIENT_BSN,
    });
  } finally {
    await simulator.stop();
  }
}
