import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigurationError } from '../schema/mistake.ts';
import { exceptLoopback, parseProxy, readProxies } from './proxies.ts';

const HTTP = new URL('http://xis.example/fhir');
const HTTPS = new URL('https://xis.example/fhir');

describe('the value of a variable', () => {
  test.each([
    ['http://proxy:3128', { protocol: 'http:', hostname: 'proxy', port: 3128, host: 'proxy:3128' }],
    ['proxy:3128', { protocol: 'http:', hostname: 'proxy', port: 3128, host: 'proxy:3128' }],
    ['proxy', { protocol: 'http:', hostname: 'proxy', port: 1080, host: 'proxy:1080' }],
    ['http://proxy:80/', { protocol: 'http:', hostname: 'proxy', port: 80, host: 'proxy:80' }],
    ['HTTPS://Proxy', { protocol: 'https:', hostname: 'proxy', port: 443, host: 'proxy:443' }],
    ['http://[::1]:3128', { protocol: 'http:', hostname: '::1', port: 3128, host: '[::1]:3128' }],
    ['[::1]', { protocol: 'http:', hostname: '::1', port: 1080, host: '[::1]:1080' }],
    ['proxy:3128/path?query', { protocol: 'http:', hostname: 'proxy', port: 3128, host: 'proxy:3128' }],
  ])('%s', (text, expected) => {
    expect(parseProxy(text)).toEqual(expected);
  });

  test.each([
    ['anna:secret@proxy', 'anna:secret'],
    ['http://anna@proxy', 'anna:'],
    ['http://:secret@proxy', ':secret'],
    ['http://a%40b:p%3Aq%2F@proxy', 'a@b:p:q/'],
    ['http://anna:100%@proxy', 'anna:100%'],
    ['http://anna:é@proxy', 'anna:é'],
  ])('%s has credentials', (text, credentials) => {
    const { authorization = '', host } = parseProxy(text);
    expect(authorization).toBe(`Basic ${Buffer.from(credentials).toString('base64')}`);
    expect(host).toBe('proxy:1080');
  });

  test('credentials in another character encoding are sent as they are', () => {
    expect(parseProxy('http://anna:%E9@proxy').authorization).toBe(
      `Basic ${Buffer.from('anna:é', 'latin1').toString('base64')}`,
    );
  });

  test.each([
    'socks5://anna:secret@proxy:1080',
    'ftp://proxy',
    'http://',
    'http://proxy:port',
    'http://proxy:65536',
    'http://proxy:0',
    'http://anna:secret/word@proxy:3128',
    'http://anna:1/2@proxy:3128',
    'http://anna:secret#word@proxy:3128',
    'http://pro xy',
    '://proxy',
  ])('%s is rejected, and not repeated', (text) => {
    expect(() => parseProxy(text)).toThrow(/^expected /);
    expect(() => parseProxy(text)).not.toThrow(/secret|ftp|anna/);
  });

  test('any user name, password and port are read', () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(name, name, fc.integer({ min: 1, max: 65_535 }), (user, password, port) => {
        const text = `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@proxy.example:${port}`;
        expect(parseProxy(text)).toEqual({
          protocol: 'http:',
          hostname: 'proxy.example',
          port,
          host: `proxy.example:${port}`,
          authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
        });
      }),
    );
  });
});

describe('the variables', () => {
  const find = (environment: Readonly<Record<string, string>>, url: URL) => readProxies(environment)(url)?.hostname;

  test.each([
    [{ http_proxy: 'a', HTTP_PROXY: 'b', all_proxy: 'c' }, 'a', 'c'],
    [{ HTTP_PROXY: 'b', https_proxy: 'c', HTTPS_PROXY: 'd' }, 'b', 'c'],
    [{ HTTPS_PROXY: 'd', ALL_PROXY: 'e' }, 'e', 'd'],
    [{ all_proxy: 'c', ALL_PROXY: 'd' }, 'c', 'c'],
    [{ http_proxy: '', HTTP_PROXY: ' ', https_proxy: '' }, undefined, undefined],
    [{ https_proxy: '', HTTPS_PROXY: 'd' }, undefined, 'd'],
    [{}, undefined, undefined],
  ])('%j', (environment, http, https) => {
    expect([find(environment, HTTP), find(environment, HTTPS)]).toEqual([http, https]);
  });

  test.each([
    [{ no_proxy: 'xis.example' }, undefined, undefined],
    [{ NO_PROXY: 'xis.example:443' }, 'a', undefined],
    [{ no_proxy: 'other', NO_PROXY: 'xis.example' }, 'a', 'a'],
    [{ no_proxy: '', NO_PROXY: '*' }, undefined, undefined],
    [{ no_proxy: '' }, 'a', 'a'],
  ])('%j', (exceptions, http, https) => {
    const environment = { all_proxy: 'a', ...exceptions };
    expect([find(environment, HTTP), find(environment, HTTPS)]).toEqual([http, https]);
  });

  test.each([
    [{ HTTPS_PROXY: 'http://anna:secret word@proxy:port' }, 'HTTPS_PROXY'],
    [{ http_proxy: 'http://anna:secret@proxy:port', HTTP_PROXY: 'a' }, 'http_proxy'],
    [{ ALL_PROXY: 'socks5://anna:secret@proxy' }, 'ALL_PROXY'],
    [{ NO_PROXY: 'secret/33' }, 'NO_PROXY'],
  ])('%j: a text that cannot be used is rejected by the name of its variable', (environment, name) => {
    const read = () => readProxies(environment);
    expect(read).toThrow(ConfigurationError);
    expect(read).toThrow(new RegExp(`^${name}: expected`));
    expect(read).not.toThrow(/secret|anna/);
  });

  test('ALL_PROXY may be anything where it is not used', () => {
    expect(find({ ALL_PROXY: 'socks5://proxy', HTTP_PROXY: 'a', HTTPS_PROXY: 'b' }, HTTPS)).toBe('b');
  });

  test('any value is understood, or rejected without a part of it', () => {
    const secret = 'q9Zx7';
    const around = fc.oneof(fc.string(), fc.stringMatching(/^[a-z:/@[\]?#%. ]{0,20}$/));
    fc.assert(
      fc.property(around, around, (before, after) => {
        try {
          readProxies({ HTTPS_PROXY: `${before}${secret}${after}` })(HTTPS);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigurationError);
          expect((error as Error).message).not.toContain(secret);
        }
      }),
    );
  });
});

test.each([
  [{}, '127.0.0.1,localhost,::1'],
  [{ no_proxy: 'a', NO_PROXY: 'b' }, 'a,127.0.0.1,localhost,::1'],
  [{ no_proxy: '', NO_PROXY: 'b' }, 'b,127.0.0.1,localhost,::1'],
])('%j: a child process reaches this machine without a proxy', (exceptions, expected) => {
  const environment = exceptLoopback({ https_proxy: 'proxy', ...exceptions });
  expect(environment).toEqual({ https_proxy: 'proxy', no_proxy: expected, NO_PROXY: expected });
  expect(readProxies(environment)(new URL('https://127.0.0.1:8080'))).toBeUndefined();
});
