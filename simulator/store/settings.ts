import { resolve } from 'node:path';
import { toMistake } from '../../schema/explain-errors.ts';
import { stringFormat } from '../../schema/formats.ts';
import { ConfigurationError, type Mistake } from '../../schema/mistake.ts';
import { anyOf, integer, object, oneOf, type Static } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import { EXPECTED_LOCATION, isDatabaseLocation, isStoreLocation } from './location.ts';

/** The environment variable with the key of the pseudonyms. */
export const STORE_KEY_VARIABLE = 'XIS_TESTKIT_STORE_KEY';

const MIN_KEY_LENGTH = 16;

const location = stringFormat(
  'store-location',
  isStoreLocation,
)({
  expected: EXPECTED_LOCATION,
  description:
    'The folder of a store of one process, relative to this file; or the URL of a PostgreSQL database, which several processes may share. Its password is in the URL, or in the environment variable `PGPASSWORD`.',
});

/** The store of a simulator: where it keeps the state of its organizations. */
export const storeSchema = anyOf(
  [
    location,
    object(
      { location },
      {
        identities: oneOf(['original', 'pseudonyms'], {
          default: 'original',
          description: `\`pseudonyms\` keeps a keyed pseudonym of a patient's BSN; as long as a callback may need the BSN, it is kept encrypted. The key, of at least ${MIN_KEY_LENGTH} characters, is in the environment variable \`${STORE_KEY_VARIABLE}\`.`,
        }),
        retentionDays: integer({
          minimum: 1,
          maximum: 3650,
          description:
            'The number of days after which an unused organization is removed with its log, unless it is in the configuration; default: never.',
        }),
      },
    ),
  ],
  {
    expected: `${EXPECTED_LOCATION}, or {location, identities, retentionDays}`,
    description: 'The store that keeps the state of all practices when the simulator stops; default: memory only.',
  },
);

export type StoreConfiguration = Static<typeof storeSchema>;

const storeShape = validator(storeSchema, { all: true });

/** The settings with which a store is opened. */
export interface StoreSettings {
  readonly kind: 'folder' | 'postgres';
  /** The absolute path of a folder, or a URL, which may have a password. */
  readonly location: string;
  /** The key of the pseudonyms of BSNs; undefined where BSNs are kept. */
  readonly pseudonymKey: string | undefined;
  /** Days after the last use of an organization; undefined: it is kept. */
  readonly retentionDays: number | undefined;
}

/**
 * Decides on the store of a simulator. Opens nothing.
 * @param configured `store` of the configuration; a relative folder in it is relative to the working folder
 * @param options.store overrides it: a text replaces the location only
 * @param options.environment has the key of the pseudonyms
 * @returns undefined where the state is kept in memory only
 * @throws ConfigurationError when the location cannot be one of a store, or the key is missing; repeats neither
 */
export function resolveStore(
  configured: StoreConfiguration | undefined,
  {
    store,
    environment = {},
  }: {
    readonly store?: StoreConfiguration | undefined;
    readonly environment?: Readonly<Record<string, string | undefined>> | undefined;
  },
): StoreSettings | undefined {
  const mistakes = checkStore(store);
  if (mistakes.length > 0) throw new ConfigurationError(mistakes);
  const settings = toObject(store ?? configured);
  if (!settings) return undefined;
  const { identities, retentionDays } = typeof store === 'string' ? { ...toObject(configured) } : settings;
  const isDatabase = isDatabaseLocation(settings.location);
  return {
    kind: isDatabase ? 'postgres' : 'folder',
    location: isDatabase ? settings.location : resolve(settings.location),
    pseudonymKey: identities === 'pseudonyms' ? readKey(environment) : undefined,
    retentionDays,
  };
}

function toObject(store: StoreConfiguration | undefined): Exclude<StoreConfiguration, string> | undefined {
  return typeof store === 'string' ? { location: store } : store;
}

/** Checks an option of the library, which no schema has checked yet. */
function checkStore(store: StoreConfiguration | undefined): readonly Mistake[] {
  if (store === undefined) return [];
  return storeShape.violations(store).map((violation) => {
    const mistake = toMistake(violation);
    return { ...mistake, path: ['store', ...mistake.path] };
  });
}

function readKey(environment: Readonly<Record<string, string | undefined>>): string {
  const key = environment[STORE_KEY_VARIABLE] ?? '';
  if (key.length >= MIN_KEY_LENGTH) return key;
  const got = key === '' ? 'nothing' : 'a shorter text';
  const message = `expected a key of at least ${MIN_KEY_LENGTH} characters in the environment variable ${STORE_KEY_VARIABLE}, got ${got}`;
  throw new ConfigurationError([{ path: ['store', 'identities'], message }]);
}

/** Resolves the folder of a store that is relative to a file of configuration. */
export function resolveStoreFolder(
  store: StoreConfiguration,
  resolveFile: (path: string) => string,
): StoreConfiguration {
  if (typeof store !== 'string') return { ...store, location: resolveLocation(store.location, resolveFile) };
  return resolveLocation(store, resolveFile);
}

function resolveLocation(location: string, resolveFile: (path: string) => string): string {
  return isDatabaseLocation(location) ? location : resolveFile(location);
}
