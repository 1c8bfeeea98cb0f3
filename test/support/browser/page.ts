import { resolve } from 'node:path';
import type { Page } from 'playwright-core';
import { test as base, expect, inject } from 'vitest';
import { createSimulatorWithPage } from '../../../cli/simulate/simulator-with-page.ts';
import { SMALL_PRACTICE } from '../../../fixtures/test/practices.ts';
import type { Organization, OrganizationConfiguration, Simulator, SimulatorOptions } from '../../../simulator/index.ts';
import { call, createBookingBody, findSlots } from '../xis.ts';
import type { BrowserStart } from './global-setup.ts';
import { type Relay, startRelay } from './relay.ts';
import { openTab, type Tab, type TabOptions } from './tab.ts';

export const AGB = '10000001';

/** The small practice, whose clock is frozen on Monday 2027-01-11 at 07:00. */
export const PRACTICE: OrganizationConfiguration = { ...SMALL_PRACTICE, agb: AGB };

/** What a test changes about its simulator and its browser. */
export interface PageOptions {
  /** The organizations of the simulator; default: the small practice. */
  readonly organizations?: readonly OrganizationConfiguration[];
  readonly simulator?: Pick<SimulatorOptions, 'adminToken' | 'host'>;
  /** The place in the page, such as `#/10000001/wire`. */
  readonly hash?: string;
  readonly context?: TabOptions;
  /** Whether the browser reaches the simulator through a relay, which a test can cut. */
  readonly isRelayed?: boolean;
  /** The errors of the page that the test is about; any other error fails the test. */
  readonly expected?: RegExp;
}

/** A page in a browser with the simulator behind it. */
export interface OpenedPage {
  readonly page: Page;
  readonly simulator: Simulator;
  /** The controls of the first organization. */
  readonly xis: Organization;
  /** The way from the browser to the simulator, where it is relayed. */
  readonly relay: Relay | undefined;
  /** The address of the page, without its place. */
  readonly url: string;
  /** Goes to a place in the page. */
  goTo(hash: string): Promise<void>;
}

/**
 * A test with a page. The tests of a worker share it, one after another: a page of its own costs a test a process of the
 * browser. Each has a simulator of its own, and so an origin with a storage of its own. A test fails at any error that the
 * page has logged, and where the page has requested anything from another host. Without a browser, it is skipped.
 */
export const pageTest = base.extend<{
  sharedTab: Tab | readonly string[];
  tab: Tab;
  openPage: (options?: PageOptions) => Promise<OpenedPage>;
}>({
  sharedTab: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
    async ({}, use) => {
      const response = await fetch(inject('browserStarter'));
      const start = (await response.json()) as BrowserStart;
      if (!response.ok) throw new Error(`No browser starts: ${JSON.stringify(start)}`);
      if ('problems' in start) return use(start.problems);
      const tab = await openTab(start.endpoint);
      await use(tab);
      await tab.close();
    },
    { scope: 'worker' },
  ],
  tab: async ({ sharedTab, skip }, use) => use('show' in sharedTab ? sharedTab : skip('no browser starts')),
  openPage: async ({ tab }, use) => {
    const closers: (() => Promise<unknown>)[] = [];
    const problems: string[] = [];
    await use(async (options = {}) => {
      const { expected, isRelayed = false, hash = '' } = options;
      const { simulator, close } = await startSimulator(options);
      closers.push(() => close());
      const relay = isRelayed ? await startRelay(simulator.port) : undefined;
      closers.push(async () => relay?.[Symbol.asyncDispose]());
      const url = `${relay?.url ?? simulator.address}/`;
      closers.push(() => tab.clear());
      const page = await tab.show(options.context);
      watch(page, url, (problem) => {
        if (!expected?.test(problem)) problems.push(problem);
      });
      await page.goto(url + hash);
      const xis = simulator.organization();
      return { page, simulator, xis, relay, url, goTo: async (place) => void (await page.goto(url + place)) };
    });
    for (const close of closers.reverse()) await close();
    expect(problems).toEqual([]);
  },
});

async function startSimulator({ organizations = [PRACTICE], simulator: options }: PageOptions) {
  const started = await createSimulatorWithPage({ port: 0, configuration: { organizations }, ...options }, (error) => {
    throw error;
  });
  await started.simulator.listen();
  return started;
}

/** Reports what a page must not do. What violates the content security policy is an error on the console. */
function watch(page: Page, url: string, report: (problem: string) => void): void {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) report(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => report(`page: ${error.message}`));
  page.on('requestfailed', (request) => {
    // The page ends its feed when it goes to another organization, and the browser all requests when it closes.
    const reason = request.failure()?.errorText ?? '';
    if (reason !== 'net::ERR_ABORTED') report(`request: ${request.method()} ${request.url()} ${reason}`);
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(url)) report(`another host: ${request.url()}`);
  });
}

const IS_FOR_DOCS = process.env['MODE'] === 'screenshots';
const IMAGES = resolve(import.meta.dirname, '../../../docs/images');

/** Takes a picture of a page for the docs; only with `npm run screenshots`, so that no other run changes a file. */
export async function takePicture(page: Page, name: string): Promise<void> {
  if (!IS_FOR_DOCS) return;
  const before = page.viewportSize();
  await page.setViewportSize({ width: 1280, height: 760 });
  await page.screenshot({ path: `${IMAGES}/${name}.png`, caret: 'hide' });
  if (before) await page.setViewportSize(before);
}

/**
 * Books an appointment that waits for approval, as the first patient.
 * @returns its id
 */
export async function bookAsPatient(simulator: Simulator, agb = AGB): Promise<string> {
  const target = { baseUrl: simulator.baseUrl, headers: { 'X-Organization-Identifier': agb } };
  const [slot] = await findSlots(target, 'status=free&service-category=gesprek');
  if (!slot) throw new Error('no free slot of the type that needs approval');
  const { body } = await call(target, 'POST', '/Appointment', { body: createBookingBody(slot) });
  return body.id;
}
