import { chromium, type Page, type ViewportSize } from 'playwright-core';
import { STEP_MS } from '../patience.ts';

/** What a test changes about the tab. */
export interface TabOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly viewport?: ViewportSize;
}

/** The tab of a browser that tests use one after another. */
export interface Tab {
  /** Returns its page for a test. It is empty. */
  show(options?: TabOptions): Promise<Page>;
  /** Empties it of all that a test has left: its page with storage and handlers, and further pages. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Opens a tab in the browser at an endpoint. */
export async function openTab(endpoint: string): Promise<Tab> {
  const browser = await chromium.connect(endpoint);
  const context = await browser.newContext();
  context.setDefaultTimeout(STEP_MS);
  let page = await context.newPage();
  return {
    async show({ colorScheme = 'light', viewport = { width: 1440, height: 900 } } = {}) {
      // A page that crashed or hung is closed, and another one takes its place.
      if (page.isClosed()) page = await context.newPage();
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize(viewport);
      return page;
    },
    async clear() {
      for (const other of context.pages()) if (other !== page) await other.close();
      await empty(page).catch(() => page.close());
    },
    close: () => browser.close(),
  };
}

/** Empties a page. A later simulator can get the same port, and so the same storage; a page without a server has no storage. */
async function empty(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.evaluate(`if (origin !== 'null') [sessionStorage, localStorage].forEach((storage) => storage.clear())`);
  await page.mouse.move(0, 0);
  await page.goto('about:blank');
  for (const event of ['console', 'pageerror', 'requestfailed', 'request'] as const) page.removeAllListeners(event);
}
