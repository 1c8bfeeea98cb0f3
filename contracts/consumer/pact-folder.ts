import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll } from 'vitest';

/** Where the consumer tests of one pact write it, and the committed one that it is compared with. */
export interface PactFolder {
  readonly consumer: string;
  readonly provider: string;
  /** A folder of its own, gone after the tests. */
  readonly path: string;
  /** The file in contracts/pacts; `npm run pacts` writes it. */
  readonly committed: string;
  /** The pact that the tests have generated, without the versions of the tools that did. */
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
