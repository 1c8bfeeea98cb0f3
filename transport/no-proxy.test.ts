import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseNoProxy } from './no-proxy.ts';

describe('NO_PROXY', () => {
  test.each([
    ['xis.example', 'xis.example', 443, true],
    ['xis.example', 'XIS.Example', 443, true],
    ['xis.example', 'xis.example.', 443, true],
    ['xis.example.', 'xis.example', 443, true],
    ['xis.example', 'test.xis.example', 443, true],
    ['xis.example', 'otherxis.example', 443, false],
    ['.xis.example', 'test.xis.example', 443, true],
    ['.xis.example', 'xis.example', 443, true],
    ['*.xis.example', 'test.xis.example', 443, true],
    ['café.example', 'xn--caf-dma.example', 443, true],
    ['*', 'xis.example', 443, true],
    ['a, b  c,,xis.example', 'xis.example', 443, true],
    ['a *', '[::1]', 443, true],
    ['xis.example:8443', 'xis.example', 8443, true],
    ['xis.example:8443', 'xis.example', 443, false],
    ['10.0.0.1', '10.0.0.1', 80, true],
    ['0.0.1', '10.0.0.1', 80, false],
    ['1', '10.0.0.1', 80, false],
    ['10.0.0.1:80', '10.0.0.1', 80, true],
    ['10.0.0.1:80', '10.0.0.1', 81, false],
    ['10.0.0.0/8', '10.255.0.1', 80, true],
    ['10.0.0.0/8', '11.0.0.1', 80, false],
    ['0.0.0.0/0', '11.0.0.1', 80, true],
    ['0.0.0.0/0', 'xis.example', 80, false],
    ['::1', '[::1]', 80, true],
    ['[::1]', '[::1]', 80, true],
    ['[::1]:80', '[::1]', 80, true],
    ['[::1]:80', '[::1]', 81, false],
    ['fd00::/8', '[fd12::3]', 80, true],
    ['fd00::/8', '[fe80::1]', 80, false],
    ['::/0', '[fe80::1]', 80, true],
    ['', 'xis.example', 443, false],
  ])('%j: %s and port %d: %s', (text, hostname, port, expected) => {
    expect(parseNoProxy(text)(hostname, port)).toBe(expected);
  });

  test.each([
    '10.0.0.0/33',
    '10.0.0/8',
    'fd00::/129',
    'xis.example/8',
    'http://xis.example',
    'xis.example:port',
    'xis.example:0',
    'xis.example:65536',
    'xis.example:',
  ])('%s is rejected, and not repeated', (text) => {
    expect(() => parseNoProxy(text)).toThrow(/^expected a (?:port|network)/);
    expect(() => parseNoProxy(text)).not.toThrow(text);
  });

  const address = fc.integer({ min: 0, max: 2 ** 32 - 1 });
  const format = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');

  test('a network has the addresses that share its first bits', () => {
    fc.assert(
      fc.property(address, address, fc.integer({ min: 0, max: 32 }), (network, host, bits) => {
        const mask = bits === 0 ? 0 : (-1 << (32 - bits)) >>> 0;
        const isInside = (network & mask) >>> 0 === (host & mask) >>> 0;
        expect(parseNoProxy(`${format(network)}/${bits}`)(format(host), 80)).toBe(isInside);
        // By chance, two addresses are rarely in one network.
        expect(parseNoProxy(`${format(network)}/${bits}`)(format(((network & mask) | (host & ~mask)) >>> 0), 80)).toBe(
          true,
        );
      }),
    );
  });

  test('any text is understood, or rejected without repeating it', () => {
    const texts = fc.oneof(fc.string(), fc.stringMatching(/^[a-z0-9.:[\]/*, ]{0,30}$/));
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseNoProxy(text)('xis.example', 443);
        } catch (error) {
          expect((error as Error).message).toMatch(/^expected a (?:port|network)/);
        }
      }),
    );
  });
});
