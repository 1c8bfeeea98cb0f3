import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../../schema/mistake.ts';
import { resolveStore, type StoreConfiguration } from './settings.ts';

const KEY = 'a key of a sandbox';

/** Returns the message of the error; `accepted` without one. */
function refusal(...[configured, options]: Parameters<typeof resolveStore>): string {
  try {
    resolveStore(configured, options);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigurationError);
    return (error as Error).message;
  }
  return 'accepted';
}

describe('the store of a simulator', () => {
  test('is memory where no location is set', () => {
    expect(resolveStore(undefined, {})).toBeUndefined();
  });

  test.each<[location: string, kind: string, resolved: string]>([
    ['sandbox', 'folder', resolve('sandbox')],
    ['/var/lib/sandbox', 'folder', '/var/lib/sandbox'],
    ['postgres', 'folder', resolve('postgres')],
    ['C:\\sandbox', 'folder', resolve('C:\\sandbox')],
    ['postgres://u:p@db.example/sandbox', 'postgres', 'postgres://u:p@db.example/sandbox'],
    ['postgresql:///sandbox?host=/run/postgresql', 'postgres', 'postgresql:///sandbox?host=/run/postgresql'],
    ['Postgres://db.example/sandbox', 'postgres', 'Postgres://db.example/sandbox'],
    ['postgres://u:a%2Fb%40c@db.example/sandbox', 'postgres', 'postgres://u:a%2Fb%40c@db.example/sandbox'],
    ['/var/lib/sandbox@home', 'folder', '/var/lib/sandbox@home'],
    ['C:/users/a@b', 'folder', resolve('C:/users/a@b')],
  ])('%s is a %s', (location, kind, resolved) => {
    expect(resolveStore(location, {})).toMatchObject({ kind, location: resolved });
  });

  test('an option as text replaces the location only', () => {
    const configured = { location: 'a', identities: 'pseudonyms', retentionDays: 30 } as const;
    const environment = { XIS_TESTKIT_STORE_KEY: KEY };
    expect(resolveStore(configured, { store: '/b', environment })).toEqual({
      kind: 'folder',
      location: '/b',
      pseudonymKey: KEY,
      retentionDays: 30,
    });
    expect(resolveStore(configured, { store: { location: '/b' } })).toEqual({
      kind: 'folder',
      location: '/b',
      pseudonymKey: undefined,
      retentionDays: undefined,
    });
  });

  test.each([
    'mysql://u:canary@db.example/sandbox',
    'file:///canary',
    'postgres://u:canary@db.example:port/sandbox',
    'canary\0',
    'postgres://u:2024/canary@db.example/sandbox',
    'postgres://u:2024?canary@db.example/sandbox',
    'postgres://u:2024#canary@db.example/sandbox',
    'postgres://db.example/sandbox#canary',
    'postgres:/u:canary@db.example/sandbox',
    'postgresql:u:canary@db.example/sandbox',
    'postgres:/db.example/canary',
    ' postgres://u:canary@db.example/sandbox',
    'postgres//u:canary@db.example/sandbox',
    'postgres;//u:canary@db.example/sandbox',
    'u:can/ary@db.example/canary',
    'jdbc:postgresql://db.example/sandbox?user=u&password=canary',
    'host=db.example user=u password=canary',
    ' ',
    '',
  ])('%j is no location, and is not repeated', (store) => {
    const message = refusal(undefined, { store });
    expect(message).toMatch(
      /^store: expected a folder, or a percent-encoded URL such as postgres:\/\/sandbox@db\.example\/sandbox/,
    );
    expect(message).not.toContain('canary');
  });

  test.each<[name: string, store: unknown, expected: RegExp]>([
    ['a period of no days', { location: 'a', retentionDays: 0 }, /^store\.retentionDays: /],
    ['a part of a day', { location: 'a', retentionDays: 1.5 }, /^store\.retentionDays: /],
    ['other identities', { location: 'a', identities: 'names' }, /^store\.identities: /],
    ['a retention without location', { retentionDays: 1 }, /^store: /],
    ['an unknown key', { location: 'a', key: 'canary' }, /^store\.key: unknown key/],
    ['a location in an object', { location: 'mysql://u:canary@h' }, /^store\.location: expected a folder/],
  ])('%s is rejected', (_name, store, expected) => {
    const message = refusal(undefined, { store: store as StoreConfiguration });
    expect(message).toMatch(expected);
    expect(message).not.toContain('canary');
  });

  test.each<[environment: Record<string, string>, got: string]>([
    [{}, 'nothing'],
    [{ XIS_TESTKIT_STORE_KEY: '' }, 'nothing'],
    [{ XIS_TESTKIT_STORE_KEY: 'canary' }, 'a shorter text'],
  ])('pseudonyms require a key: %#', (environment, got) => {
    const message = refusal({ location: 'a', identities: 'pseudonyms' }, { environment });
    expect(message).toBe(
      `store.identities: expected a key of at least 16 characters in the environment variable XIS_TESTKIT_STORE_KEY, got ${got}`,
    );
  });

  test('no message repeats a password, and a URL with a mistake is no folder', () => {
    const scheme = fc.constantFrom('postgres', 'mysql', 'postgresql', 'http', 'ftp', 'jdbc:postgresql', ' postgres');
    const slashes = fc.constantFrom('://', ':/', ':', '//', ';//');
    const host = fc.constantFrom('db', 'db:port', '', '[', 'db/a/b', 'a b');
    const password = fc.string({ unit: fc.constantFrom('/', '?', '#', '@', ':', '1', 'a') });
    fc.assert(
      fc.property(scheme, slashes, host, password, fc.boolean(), (name, between, where, before, isObject) => {
        const location = `${name}${between}user:${before}canary@${where}`;
        const message = refusal(undefined, { store: isObject ? { location } : location });
        expect(message).not.toContain('canary');
        if (message === 'accepted') expect(resolveStore(location, {})?.kind).toBe('postgres');
      }),
    );
  });
});
