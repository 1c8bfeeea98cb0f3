import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { documents } from './support/documents.ts';

const run = promisify(execFile);
const FILE = 'xis-testkit-linux-x64';
const PROGRAM = '#!/bin/sh\necho "ran $*"\n';

const [download] = documents().flatMap(({ fences }) => fences.filter(({ kind }) => kind === 'download'));

/** Creates a folder with a published executable that prints its arguments, and one to download it to. */
function publish(checksum: string): { readonly url: string; readonly folder: string } {
  const [published, folder] = ['published', 'user'].map((name) => {
    const path = mkdtempSync(join(tmpdir(), `xis-testkit-${name}-`));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }) as [string, string];
  writeFileSync(join(published, FILE), PROGRAM);
  writeFileSync(join(published, 'SHA256SUMS'), `${checksum}  ${FILE}\n${'0'.repeat(64)}  xis-testkit-win-x64.exe\n`);
  return { url: pathToFileURL(published).href, folder };
}

/** Runs the commands of the guide as a shell does that lines are pasted into: an error does not end it. */
function runDownload(url: string, folder: string): Promise<{ readonly stdout: string }> {
  const script = download?.text.replace(/^TESTKIT_URL=.*$/m, `TESTKIT_URL=${url}`) ?? '';
  return run('bash', ['-c', script], { cwd: folder });
}

// macOS has another command for the checksum.
const testOnLinux = test.skipIf(process.platform !== 'linux');

testOnLinux('the executable is downloaded, verified and run as the guide says', async () => {
  const { url, folder } = publish(createHash('sha256').update(PROGRAM).digest('hex'));
  expect((await runDownload(url, folder)).stdout).toMatch(/^ran simulate$/m);
});

testOnLinux('an executable with another checksum is not run', async () => {
  const { url, folder } = publish('0'.repeat(64));
  await expect(runDownload(url, folder)).rejects.toMatchObject({ stdout: expect.not.stringContaining('ran') });
});
