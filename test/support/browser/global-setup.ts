import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A URL that returns the endpoint of the run's browser as JSON, and starts it for the first request. */
    browserStarter: string;
  }
}

/** The endpoint of the browser of a run; without one, the reasons. */
export type BrowserStart = { readonly endpoint: string } | { readonly problems: readonly string[] };

/** What the environment sets where tests without a browser are a failure, as in CI. */
const IS_REQUIRED = process.env['TEST_BROWSER'] === 'required';

/**
 * Offers one browser to all test files of a run. The first test that needs it waits for its start; a run without such a test
 * starts no browser. Where no browser starts, the tests are skipped, which the last line of the run says.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let started: Promise<{ readonly process: ChildProcess; readonly start: BrowserStart }> | undefined;
  const starter = createServer(async (_, response) => {
    started ??= startBrowser();
    const { start } = await started;
    response.writeHead('problems' in start && IS_REQUIRED ? 500 : 200).end(JSON.stringify(start));
  });
  await new Promise<void>((resolve) => starter.listen(0, '127.0.0.1', resolve));
  project.provide('browserStarter', `http://127.0.0.1:${(starter.address() as AddressInfo).port}/`);
  return async () => {
    starter.closeAllConnections();
    await new Promise((resolve) => starter.close(resolve));
    const browser = await started;
    if (!browser) return;
    const closed = once(browser.process, 'close');
    browser.process.stdin?.end();
    await closed;
    if ('problems' in browser.start && !IS_REQUIRED)
      process.stderr.write(`\n${describeSkip(browser.start.problems)}\n`);
  };
}

async function startBrowser() {
  const child = spawn(process.execPath, [`${import.meta.dirname}/serve-browser.mjs`], {
    // A signal of the terminal is for the tests: the browser ends after them.
    detached: true,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface(child.stdout);
  const [line] = (await Promise.race([once(lines, 'line'), once(lines, 'close')])) as [string?];
  const start: BrowserStart = line === undefined ? { problems: ['it ended at its start'] } : JSON.parse(line);
  return { process: child, start };
}

function describeSkip(problems: readonly string[]): string {
  return [
    'SKIPPED: all tests of the page, because no browser starts. Install Chrome or Chromium, or set CHROME_PATH.',
    ...problems.map((problem) => `  ${problem}`),
  ].join('\n');
}
