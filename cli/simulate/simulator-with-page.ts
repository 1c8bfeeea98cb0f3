import { packageVersion } from '../../package/files.ts';
import { defined } from '../../schema/defined.ts';
import { createSimulator, realSystem, type Simulator, type SimulatorOptions } from '../../simulator/index.ts';
import { settleWithin } from '../serve.ts';
import { createLocalXis } from '../ui/bookings/local-xis.ts';
import { createUi } from '../ui/create-ui.ts';
import { bookingsPart, CLAUSES_PART, checksPart } from '../ui/parts.ts';

const version = packageVersion();

/** A simulator that serves the page to browsers, with all that is behind the page. */
export interface SimulatorWithPage {
  readonly simulator: Simulator;
  /** Closes both, what the page has under way first. */
  close: Simulator['close'];
}

/**
 * Creates a simulator with its page, as the command `simulate` runs it.
 * @param onError receives an unexpected error of the service behind the page
 * @throws as `createSimulator` does, and when the page was not built
 */
export async function createSimulatorWithPage(
  options: Omit<SimulatorOptions, 'ui'>,
  onError: (error: unknown) => void,
): Promise<SimulatorWithPage> {
  const local = createLocalXis(() => simulator);
  const ui = createUi({
    version,
    // Without a token, the control interface is open on loopback only.
    access: { token: options.adminToken, isLoopback: () => simulator.hasControlInterface },
    simulator: {
      get baseUrl() {
        return simulator.baseUrl;
      },
    },
    views: ['practice', 'patient', 'check'],
    parts: [
      bookingsPart({ url: () => simulator.url, local }),
      checksPart({
        defaults: () => ({
          values: defined({ url: simulator.baseUrl, issuer: simulator.authorizationServer?.issuer }),
          environment: options.environment ?? {},
          local,
        }),
        onError,
      }),
      CLAUSES_PART,
    ],
    onError,
  });
  const simulator = await createSimulator({ ...options, ui: ui.handle });
  return {
    simulator,
    // What the page has under way may use this simulator: a check cancels its appointments.
    async close(end) {
      const { graceMs } = end ?? {};
      if (graceMs === undefined) {
        await ui.close();
        return simulator.close();
      }
      const began = realSystem.elapsed();
      await settleWithin(ui.close(), graceMs);
      await simulator.close({ graceMs: Math.max(0, graceMs - (realSystem.elapsed() - began)) });
    },
  };
}
