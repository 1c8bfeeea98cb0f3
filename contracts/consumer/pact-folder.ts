import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** The folder that the consumer tests of a pact write it to. */
export interface PactFolder {
  readonly consumer: string;
  readonly provider: string;
  /** A temporary folder, removed after the tests. */
  readonly path: string;
  /** The committed pact in contracts/pacts; `npm run pacts` writes it. */
  readonly committed: string;
  /** Returns the generated pact, without the versions of the tools. */
  pact(): string;
}

export function createPactFolder(consumer: string, provider: string): PactFolder {
  const path = mkdtempSync(join(tmpdir(), 'xis-testkit-pact-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));
  const name = `${consumer}-${provider}.json`;
  return {
    consumer,
    provider,
    path,
    committed: resolve(import.meta.dirname, '../pacts', name),
    pact() {
      const { metadata, ...pact } = JSON.parse(readFileSync(join(path, name), 'utf8'));
      const { pactSpecification } = metadata;
      return `${JSON.stringify({ ...pact, metadata: { pactSpecification } }, undefined, 2)}\n`;
    },
  };
}
