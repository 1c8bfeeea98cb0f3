import { readFile } from 'node:fs/promises';
import { expect, vi } from 'vitest';
import { PATIENCE_MS } from './patience.ts';

/** Waits until a process has written its id to a file. */
export function readProcessId(file: string): Promise<number> {
  return vi.waitFor(async () => {
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/^\d+\n$/);
    return Number(text);
  }, PATIENCE_MS);
}

/** Waits until a process has ended. */
export async function processEnded(id: number): Promise<void> {
  await vi.waitFor(() => expect(() => process.kill(id, 0)).toThrow('ESRCH'), PATIENCE_MS);
}
