import { defined } from '../../schema/defined.ts';
import type { CommandTable } from '../command-options.ts';
import { VARIABLES } from '../environment.ts';
import { UiError } from './route.ts';

type Values = Readonly<Record<string, unknown>>;

/** An environment with proxies and secrets. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** What the command line gives to every use of a form. */
export interface FormDefaults {
  /** Values of the command line, by key. */
  readonly values: Values;
  readonly environment: Environment;
}

/** A form of the page for the options of a command. */
export interface PageForm {
  /** All options, those of the command line alone among them. */
  readonly table: CommandTable;
  /** The keys that the page can set. */
  readonly keys: ReadonlySet<string>;
  /** The path that describes the options, for error texts. */
  readonly path: string;
  /** The key of the FHIR base, which with the authorization server decides who gets the secrets. */
  readonly base: string;
}

/** The variables with secrets of the process. */
const SECRET_VARIABLES: readonly string[] = [
  VARIABLES.clientSecret,
  VARIABLES.adminToken,
  VARIABLES.clientKeyPassphrase,
];

/**
 * Puts the values that a page has sent over those of the command line; null removes one of these. Secrets of the command
 * line and the environment go only to the addresses of the command line.
 * @throws UiError for an option that a page cannot set
 */
export function mergePageValues(
  input: Values,
  defaults: FormDefaults,
  { table, keys, path, base }: PageForm,
): { readonly values: Values; readonly environment: Environment; readonly isTrusted: boolean } {
  const foreign = Object.keys(input).find((key) => !keys.has(key));
  if (foreign !== undefined) {
    const isKnown = Object.hasOwn(table, foreign);
    throw new UiError(
      'invalid',
      isKnown
        ? `${foreign}: only the command line can set this option, because it is about this machine`
        : `expected options of GET ${path}, got an unknown one`,
    );
  }
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== ''));
  const isTrusted =
    hasAddress(defaults.values, base) &&
    [base, 'issuer', 'tokenUrl'].every((key) => {
      const { [key]: wanted = defaults.values[key] } = given;
      return wanted === defaults.values[key];
    });
  const known = isTrusted ? defaults.values : withoutSecretDefaults(defaults.values, table);
  const isExcluded = (key: string): boolean => (table[key]?.excludes ?? []).some((other) => given[other] != null);
  const fitting = Object.entries(known).filter(([key]) => !isExcluded(key));
  const merged = { ...Object.fromEntries(fitting), ...given };
  const values = Object.fromEntries(
    Object.entries(merged).filter(([, value]) => value !== null && value !== undefined),
  );
  const clientSecret = typeof values['clientSecret'] === 'string' ? values['clientSecret'] : undefined;
  return {
    values,
    environment: {
      ...(isTrusted ? defaults.environment : withoutSecretVariables(defaults.environment)),
      ...defined({ [VARIABLES.clientSecret]: clientSecret }),
    },
    isTrusted,
  };
}

/** Returns the values of the command line that a form begins with: secrets only where it gives the address that gets them. */
export function initialValues(values: Values, { table, base }: Pick<PageForm, 'table' | 'base'>): Values {
  return hasAddress(values, base) ? values : withoutSecretDefaults(values, table);
}

/** Without an address on the command line, its secrets are for no address: a page cannot choose the one that gets them. */
function hasAddress(values: Values, base: string): boolean {
  return values[base] !== undefined;
}

function withoutSecretDefaults(values: Values, table: CommandTable): Values {
  // A signature with the key proves the client to a server of the page's choice.
  const isShared = (key: string): boolean => !table[key]?.isSecret && key !== 'clientKeyJwk';
  return Object.fromEntries(Object.entries(values).filter(([key]) => isShared(key)));
}

function withoutSecretVariables(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !SECRET_VARIABLES.includes(name)));
}
