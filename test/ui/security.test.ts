import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect } from 'vitest';
import { pageTest as test } from '../support/browser/page.ts';

const SOURCES = resolve(import.meta.dirname, '../../ui/page');

/** The ways to run text as code, or to take it for HTML. */
const TEXT_AS_CODE =
  /\b(?:dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|setHTMLUnsafe|srcdoc|DOMParser|eval)\b|\bdocument\.write|\bnew Function\b|javascript:/;

describe('the content security policy', () => {
  test('runs no script that is not a file of the page, and loads nothing from another host', async ({ openPage }) => {
    const { page } = await openPage({ expected: /Content Security Policy|evil\.example/ });
    await page.getByText('Live').waitFor();
    await page.evaluate(`{
      window.violated = [];
      addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violated.push(effectiveDirective));
      const add = (tag, properties) => document.body.append(Object.assign(document.createElement(tag), properties));
      add('script', { textContent: 'window.attacked = true' });
      add('style', { textContent: 'body { display: none }' });
      add('div', { innerHTML: '<b onclick="window.attacked = true">attack</b>' });
      add('img', { src: 'http://evil.example/image.png' });
      add('iframe', { src: 'http://evil.example/' });
      fetch('http://evil.example/').catch(() => undefined);
    }`);
    // The handler of an element counts when it runs.
    await page.getByText('attack', { exact: true }).click();
    await expect
      .poll(async () => [...new Set(await page.evaluate<string[]>('violated'))].sort())
      .toEqual(['connect-src', 'frame-src', 'img-src', 'script-src-attr', 'script-src-elem', 'style-src-elem']);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
  });

  test('allows no other page to show this one in a frame', async ({ openPage }) => {
    const { page, url } = await openPage({ expected: /frame-ancestors|ERR_BLOCKED_BY_RESPONSE/ });
    const framed = page.waitForEvent('console', (message) => message.text().includes('frame-ancestors'));
    await page.evaluate(`document.body.append(Object.assign(document.createElement('iframe'), { src: '${url}' }))`);
    await framed;
  });
});

test('no source of the page takes text for code or HTML', () => {
  const files = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(?:tsx?|html)$/.test(name),
  );
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((name) => TEXT_AS_CODE.test(readFileSync(join(SOURCES, name), 'utf8')))).toEqual([]);
});
