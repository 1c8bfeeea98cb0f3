import { describe, expect, test } from 'vitest';
import { type FormDefaults, initialValues, mergePageValues, type PageForm } from './page-values.ts';

const TEXT = { schema: { type: 'string' }, description: 'A text.' } as const;
const FORM: PageForm = {
  table: {
    url: TEXT,
    issuer: TEXT,
    tokenUrl: TEXT,
    token: { ...TEXT, isSecret: true, excludes: ['issuer'] },
    clientKeyJwk: TEXT,
    clientSecret: { ...TEXT, isSecret: true },
    type: TEXT,
  },
  keys: new Set(['url', 'issuer', 'tokenUrl', 'token', 'clientSecret', 'type']),
  path: '/__ui/x/options',
  base: 'url',
};
const DEFAULTS: FormDefaults = {
  values: { url: 'https://xis.example', token: 'canary', clientKeyJwk: 'key.json', type: 'consult' },
  environment: {
    HTTPS_PROXY: 'http://proxy.example',
    XIS_TESTKIT_CLIENT_SECRET: 'canary',
    XIS_TESTKIT_ADMIN_TOKEN: 'canary',
    XIS_TESTKIT_CLIENT_KEY_PASSPHRASE: 'canary',
  },
};
const merge = (input: Readonly<Record<string, unknown>>, defaults = DEFAULTS) => mergePageValues(input, defaults, FORM);

describe('the values of a page', () => {
  test('are over those of the command line; an empty text changes nothing, and null removes one', () => {
    expect(merge({ type: 'gesprek', issuer: '' }).values).toEqual({ ...DEFAULTS.values, type: 'gesprek' });
    expect(merge({ type: null }).values).not.toHaveProperty('type');
  });

  test('replace what they exclude', () => {
    const issuer = 'https://issuer.example';
    const defaults = { ...DEFAULTS, values: { ...DEFAULTS.values, issuer } };
    expect(merge({ issuer }, defaults).values).not.toHaveProperty('token');
  });

  test.for<[string, Readonly<Record<string, unknown>>]>([
    ['XIS', { url: 'https://evil.example' }],
    ['issuer', { issuer: 'https://evil.example' }],
    ['token endpoint', { tokenUrl: 'https://evil.example/token' }],
  ])('another %s gets no secret of the command line and of the environment', ([, input]) => {
    const { values, environment, isTrusted } = merge(input);
    expect(isTrusted).toBe(false);
    expect(JSON.stringify([values, environment])).not.toMatch(/canary|key\.json/);
    expect(environment).toHaveProperty('HTTPS_PROXY');
  });

  test('get no secret where the command line gives no address: it would go to one that the page chose', () => {
    const { url: _url, ...withoutUrl } = DEFAULTS.values;
    const { values, environment, isTrusted } = merge(
      { url: 'https://evil.example' },
      { ...DEFAULTS, values: withoutUrl },
    );
    expect(isTrusted).toBe(false);
    expect(JSON.stringify([values, environment])).not.toMatch(/canary|key\.json/);
    expect(initialValues(withoutUrl, FORM)).toEqual({ type: 'consult' });
    expect(initialValues(DEFAULTS.values, FORM)).toEqual(DEFAULTS.values);
  });

  test('have a client secret of their own', () => {
    const { environment } = merge({ issuer: 'https://issuer.example', clientSecret: 'own' });
    expect(environment['XIS_TESTKIT_CLIENT_SECRET']).toBe('own');
  });

  test('of the command line alone are rejected, and so are unknown ones, unrepeated', () => {
    expect(() => merge({ clientKeyJwk: '/etc/passwd' })).toThrow(/^clientKeyJwk: only the command line/);
    expect(() => merge({ '<b>': 1 })).toThrow('expected options of GET /__ui/x/options, got an unknown one');
  });
});
