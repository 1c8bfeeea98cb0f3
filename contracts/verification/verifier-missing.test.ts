import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { expectVerifier, VerifierMissing } from './verifier-missing.ts';

test("without Pact's verifier, a sentence names the package to install", () => {
  const { resolve } = createRequire(join(tmpdir(), 'elsewhere.js'));
  expect(() => expectVerifier(resolve)).toThrow(VerifierMissing);
  expect(() => expectVerifier(resolve)).toThrow(/run `npm install @pact-foundation\/pact-core@\d+`/);
});

test('the version that it names is that of the optional peer dependency, with which the tests run', () => {
  const [, version = ''] = /pact-core@(\d+)/.exec(new VerifierMissing().message) ?? [];
  expect(manifest.peerDependencies['@pact-foundation/pact-core']).toMatch(`^${version}.`);
  expect(manifest.peerDependenciesMeta['@pact-foundation/pact-core'].optional).toBe(true);
  expect(manifest.devDependencies['@pact-foundation/pact-core']).toBe(
    manifest.peerDependencies['@pact-foundation/pact-core'],
  );
});

test('with it, nothing is said', () => {
  expect(() => expectVerifier()).not.toThrow();
});
