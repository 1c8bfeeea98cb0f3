import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import * as conformance from '../../conformance/index.ts';
import * as contracts from '../../contracts/index.ts';
import * as engine from '../../engine/index.ts';
import { ERRORS } from '../../errors/catalogue.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import * as scenarios from '../../scenarios/index.ts';
import * as simulator from '../../simulator/index.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const PARTS = [
  'errors',
  'package',
  'schema',
  'output',
  'transport',
  'oauth',
  'fhir',
  'simulator',
  'engine',
  'conformance',
  'contracts',
  'scenarios',
  'cli',
];

/** Errors that never leave the library, because a caller catches each of them. */
const SIGNALS: Readonly<Record<string, string>> = {
  CheckBlocked: 'a check misses a precondition; the run makes it a finding',
  StateUnavailable: 'a provider state cannot be set up; the interaction is skipped',
  StateNotApplicable: 'a provider state does not concern the XIS; the interaction does not apply',
  JsonTooComplex: 'a body is too deep or has too many values; the caller reports it',
  ProxyError: 'a proxy returns an error; the failure of the request names it',
  KeySetUnavailable: 'the keys of an authorization server cannot be read; the request gets 503',
  OAuthError: 'the token endpoint rejects a request; its response has the error',
  UiError: 'a command of the page fails; its response has the error',
  XisTestkitError: 'the base class',
};

const texts = PARTS.flatMap((part) =>
  readdirSync(join(ROOT, part), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(ROOT, part, name), 'utf8')),
);
const classes = texts.flatMap((text) =>
  [...text.matchAll(/class (\w+) extends (\w*Error)\b[^{]*\{([\s\S]*?)\n\}/g)].map(
    ([, name = '', base = '', body = '']) => ({
      name,
      base,
      body,
      text,
    }),
  ),
);

test('every error that can leave the library extends XisTestkitError', () => {
  const plain = classes.filter(({ base }) => base === 'Error').map(({ name }) => name);
  expect(plain.sort()).toEqual(Object.keys(SIGNALS).sort());
});

test('every code of the catalogue is used by a class, and every class has one', () => {
  const codes = classes
    .filter(({ base }) => base === 'XisTestkitError')
    .flatMap(({ body, text }) => {
      const [, code] = /readonly code = '([a-z-]+)'/.exec(body) ?? [];
      if (code !== undefined) return [code];
      const [, union = ''] = /type \w+Code =([^;]+);/.exec(text) ?? [];
      return [...union.matchAll(/'([a-z-]+)'/g)].map(([, each = '']) => each);
    });
  expect([...new Set(codes)].sort()).toEqual(Object.keys(ERRORS).sort());
});

test('every error of a class names its class', () => {
  const unnamed = classes.filter(
    ({ name, body }) => name !== 'XisTestkitError' && !new RegExp(`name(?:: string)? = '${name}'`).test(body),
  );
  expect(unnamed.map(({ name }) => name)).toEqual([]);
});

test('every public entry exports the base class', () => {
  for (const part of [simulator, engine, conformance, contracts, scenarios]) {
    expect(part.XisTestkitError).toBe(XisTestkitError);
  }
});
