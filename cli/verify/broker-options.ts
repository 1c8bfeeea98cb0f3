import { type Command, InvalidArgumentError, Option } from 'commander';
import type { PactSource } from '../../contracts/index.ts';
import { VARIABLES } from '../environment.ts';
import { UsageError } from '../usage-error.ts';

type Selector = Readonly<Record<string, string | boolean>>;

/** Where pacts come from, when from a broker, and whom the results are told. */
export interface BrokerOptions {
  readonly broker?: string;
  readonly brokerToken?: string;
  readonly brokerUsername?: string;
  readonly brokerPassword?: string;
  readonly selector: readonly Selector[];
  readonly publish?: true;
  readonly providerVersion?: string;
  readonly providerBranch?: string;
  readonly buildUrl?: string;
}

/** What a selector may hold, in Pact's own terms. */
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

/** What Pact recommends: what is being developed, and what is running somewhere. */
const DEFAULT_SELECTORS: readonly Selector[] = [{ mainBranch: true }, { deployedOrReleased: true }];

export function withBrokerOptions(command: Command): Command {
  return command
    .addOption(new Option('--broker <url>', 'take the pacts from a Pact Broker').env(VARIABLES.brokerUrl))
    .addOption(new Option('--broker-token <token>', 'token for it').env(VARIABLES.brokerToken))
    .option('--broker-username <name>', 'or a name')
    .addOption(new Option('--broker-password <password>', 'and password').env(VARIABLES.brokerPassword))
    .option(
      '--selector <json>',
      'which versions of the consumer, such as \'{"branch":"main"}\'; may be given several times (default: main branch, deployed and released)',
      collectSelectors,
      [],
    )
    .option('--publish', 'publish the results at the broker')
    .option('--provider-version <version>', 'version of the provider, such as a commit: needed to publish')
    .option('--provider-branch <name>', 'its branch')
    .option('--build-url <url>', 'where the build can be looked at');
}

/**
 * The broker, if the options name one.
 * @throws UsageError for options that do not go together
 */
export function brokerSourceOf(options: BrokerOptions): PactSource | undefined {
  const { broker: url, brokerToken, brokerUsername, brokerPassword, selector, publish, providerVersion } = options;
  if (url === undefined) {
    const [lonely] = (
      ['brokerToken', 'brokerUsername', 'publish', 'providerVersion', 'providerBranch', 'buildUrl'] as const
    )
      .filter((name) => options[name] !== undefined && name !== 'brokerToken')
      .map((name) => `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`);
    if (lonely !== undefined || selector.length > 0) throw new UsageError(`${lonely ?? '--selector'}: needs --broker`);
    return undefined;
  }
  if (!URL.canParse(url)) throw new UsageError(`--broker: expected a url, found '${url}'`);
  if (publish && providerVersion === undefined) throw new UsageError('--publish: needs --provider-version');
  if (brokerToken !== undefined && brokerUsername !== undefined) {
    throw new UsageError('--broker-token and --broker-username: give one of them');
  }
  const { providerBranch: branch, buildUrl } = options;
  return {
    kind: 'broker',
    url,
    selectors: selector.length > 0 ? selector : DEFAULT_SELECTORS,
    ...(brokerToken === undefined ? {} : { token: brokerToken }),
    ...(brokerUsername === undefined ? {} : { username: brokerUsername, password: brokerPassword ?? '' }),
    ...(publish && providerVersion !== undefined
      ? {
          publish: {
            version: providerVersion,
            ...(branch === undefined ? {} : { branch }),
            ...(buildUrl === undefined ? {} : { buildUrl }),
          },
        }
      : {}),
  };
}

function collectSelectors(text: string, before: readonly Selector[]): readonly Selector[] {
  let selector: unknown;
  try {
    selector = JSON.parse(text);
  } catch {
    throw new InvalidArgumentError('Expected JSON, such as {"mainBranch":true}.');
  }
  if (typeof selector !== 'object' || selector === null || Array.isArray(selector)) {
    throw new InvalidArgumentError('Expected a JSON object, such as {"mainBranch":true}.');
  }
  const unknown = Object.keys(selector).find((key) => !SELECTOR_KEYS.includes(key));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`Unknown key '${unknown}'; known: ${SELECTOR_KEYS.join(', ')}.`);
  }
  const wrong = Object.entries(selector).find(([, value]) => typeof value !== 'string' && typeof value !== 'boolean');
  if (wrong) throw new InvalidArgumentError(`Expected a text, true or false for '${wrong[0]}'.`);
  return [...before, selector as Selector];
}
