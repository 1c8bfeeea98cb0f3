import { test } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { AuthorizationServer } from '../../oauth/index.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '../../simulator/create-simulator.ts';
import type { Configuration } from '../../simulator/practice/schema.ts';
import { type CallbackEndpoint, startCallbackEndpoint } from './callback-endpoint.ts';

/** A simulator whose callbacks have tokens of its own authorization server, whose clock is frozen, and their receiver. */
export interface TokenSimulator {
  readonly simulator: Simulator;
  readonly server: AuthorizationServer;
  readonly callbackEndpoint: CallbackEndpoint;
  /** Returns the tokens of the callbacks; undefined for a callback without one. */
  tokens(): readonly (string | undefined)[];
}

/** The first instant of the practices. */
const NOW = '2027-01-11T07:00:00+01:00';

/** Creates a simulator for the tokens of callbacks; requests to it need no token. */
export function createTokenSimulator(
  url: string,
  {
    configuration = {},
    ...options
  }: Omit<SimulatorOptions, 'configuration'> & { readonly configuration?: Partial<Configuration> } = {},
): Promise<Simulator> {
  const organization = { ...SMALL_PRACTICE, agb: '01000001', callbacks: { url, retry: { jitter: 0 } } };
  return createSimulator({
    port: 0,
    ...options,
    configuration: {
      authentication: { mode: 'off' },
      authorizationServer: { algorithm: 'ES256' },
      organizations: [organization],
      ...configuration,
    },
  });
}

/** vitest's `test` with such a simulator. */
export const tokenTest = test.extend<{ tokenXis: TokenSimulator }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  tokenXis: async ({}, use) => {
    const callbackEndpoint = await startCallbackEndpoint();
    const simulator = await createTokenSimulator(callbackEndpoint.url);
    await simulator.listen();
    const server = simulator.authorizationServer as AuthorizationServer;
    server.control.setClock(Date.parse(NOW), true);
    const tokens = () => callbackEndpoint.received.map(({ headers }) => headers.authorization?.replace('Bearer ', ''));
    await use({ simulator, server, callbackEndpoint, tokens });
    await simulator.close();
    await callbackEndpoint.close();
  },
});
