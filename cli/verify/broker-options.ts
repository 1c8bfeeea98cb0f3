import type { PactSource } from '../../contracts/index.ts';
import { defined } from '../../schema/defined.ts';
import { httpUrlString } from '../../schema/formats.ts';
import { array, boolean, string } from '../../schema/schema.ts';
import { type CommandTable, type CommandValues, TEXT } from '../command-options.ts';
import { VARIABLES } from '../environment.ts';
import { UsageError } from '../usage-error.ts';

const forBroker = { ...TEXT, requires: ['broker'] };

/** The options of a Pact broker: for pacts from it, and for results to it. */
export const BROKER_OPTIONS = {
  broker: {
    description: 'Take the pacts from a Pact broker.',
    schema: httpUrlString(),
    expected: 'an http(s) url',
    placeholder: 'url',
    env: VARIABLES.brokerUrl,
    excludes: ['pact'],
  },
  brokerToken: {
    description: 'Token for the broker.',
    schema: string(),
    placeholder: 'token',
    env: VARIABLES.brokerToken,
    isSecret: true,
    excludes: ['brokerUsername'],
  },
  brokerUsername: { ...forBroker, description: 'User name for the broker, instead of a token.', placeholder: 'name' },
  brokerPassword: {
    description: 'Password for the broker.',
    schema: string(),
    placeholder: 'password',
    env: VARIABLES.brokerPassword,
    isSecret: true,
  },
  selector: {
    description:
      'Versions of the consumer to verify, such as \'{"branch":"main"}\' (default: main branch, deployed and released)',
    schema: array(string()),
    placeholder: 'json',
    requires: ['broker'],
  },
  publish: {
    description: 'Publish the results to the broker.',
    schema: boolean(),
    requires: ['broker', 'providerVersion'],
  },
  providerVersion: {
    ...forBroker,
    description: 'Version of the provider, such as a commit, for --publish.',
    placeholder: 'version',
  },
  providerBranch: { ...forBroker, description: 'Branch of the provider, for --publish.', placeholder: 'name' },
  buildUrl: { ...forBroker, description: 'URL of the build, for --publish.', placeholder: 'url' },
} satisfies CommandTable;

type Selector = Readonly<Record<string, string | boolean>>;

/** The keys of a selector, in Pact's own terms. */
const SELECTOR_KEYS = [
  'mainBranch',
  'branch',
  'matchingBranch',
  'deployed',
  'released',
  'deployedOrReleased',
  'environment',
  'consumer',
  'tag',
  'latest',
  'fallbackTag',
];

/** Recommended by Pact: the version in development, and those in use. */
const DEFAULT_SELECTORS: readonly Selector[] = [{ mainBranch: true }, { deployedOrReleased: true }];

/**
 * Returns the broker of the options, if they name one.
 * @throws UsageError for a selector that is invalid
 */
export function toBrokerSource(values: CommandValues<typeof BROKER_OPTIONS>): PactSource | undefined {
  const { broker: url, brokerToken: token, brokerUsername: username, brokerPassword = '', publish } = values;
  const { selector = [], providerVersion, providerBranch: branch, buildUrl } = values;
  if (url === undefined) return undefined;
  const selectors = selector.length > 0 ? selector.map(parseSelector) : DEFAULT_SELECTORS;
  return {
    kind: 'broker',
    url,
    selectors,
    ...defined({ token }),
    ...(username !== undefined && { username, password: brokerPassword }),
    ...(publish &&
      providerVersion !== undefined && {
        publish: { version: providerVersion, ...defined({ branch, buildUrl }) },
      }),
  };
}

function parseSelector(text: string): Selector {
  const selector = parseObject(text);
  const unknown = Object.keys(selector).find((key) => !SELECTOR_KEYS.includes(key));
  if (unknown !== undefined) {
    throw new UsageError(`--selector: unknown key '${unknown}'; known keys: ${SELECTOR_KEYS.join(', ')}.`);
  }
  const invalid = Object.entries(selector).find(([, value]) => typeof value !== 'string' && typeof value !== 'boolean');
  if (invalid) throw new UsageError(`--selector: expected a text, true or false for '${invalid[0]}'.`);
  return selector as Selector;
}

function parseObject(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Reported below: a text is not an object either.
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new UsageError('--selector: expected a JSON object, such as {"mainBranch":true}.');
}
