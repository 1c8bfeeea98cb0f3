import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import supertest from 'supertest';
import { describe, expect, test } from 'vitest';
import { createSimulator } from '../../simulator/index.ts';
import { findBarriers } from '../support/browser/axe.ts';
import { AGB, pageTest } from '../support/browser/page.ts';

const FOLDER = resolve(import.meta.dirname, '../../dist/api-browser');
const MAX_BYTES = 700_000;
const TOKEN = 'token-of-the-api-browser';

describe('the files of the API browser', () => {
  test('are small, with the licenses of the libraries inside', () => {
    const names = readdirSync(FOLDER);
    expect(names.reduce((sum, name) => sum + statSync(join(FOLDER, name)).size, 0)).toBeLessThan(MAX_BYTES);
    expect(names).toContain('licenses.txt');
  });

  test('need no access, and give no access', async () => {
    const simulator = await createSimulator({ port: 0, adminToken: TOKEN });
    await simulator.listen();
    try {
      const http = supertest(`${simulator.address}/__admin`);
      const page = await http.get('/docs').expect(200);
      expect(page.headers['content-security-policy']).toMatch(
        /^default-src 'none'; script-src 'self'; style-src 'self';/,
      );
      const links = [...page.text.matchAll(/(?:src|href)="(docs\/[^"]+)"/g)].map(([, path = '']) => path);
      expect(links.length).toBe(5);
      for (const path of [...links, 'docs/licenses.txt']) await http.get(`/${path}`).expect(200);
      expect(page.text).not.toContain('://');

      const slash = await http.get('/docs/').expect(308);
      expect(new URL(slash.headers['location'] ?? '', `${simulator.address}/__admin/docs/`).pathname).toBe(
        '/__admin/docs',
      );
      await http.get('/docs/other.js').expect(404);
      const rejected = await http.post('/docs').expect(405);
      expect(rejected.headers['allow']).toBe('GET, HEAD');
      await http.get('/openapi.json').expect(401);
    } finally {
      await simulator.close();
    }
  });
});

describe('the API browser', () => {
  pageTest('sends a request to the simulator that serves it', async ({ openPage }) => {
    const { page, url, xis } = await openPage({ hash: '__admin/docs' });
    await page.locator('#operations-tag-Organizations').click();
    const operation = page.locator('#operations-Organizations-getOrganizationsAgb');
    await operation.locator('.opblock-summary-control').click();
    expect(await operation.getByPlaceholder('agb').inputValue()).toBe(AGB);
    await operation.getByRole('button', { name: 'Execute' }).click();
    const response = operation.locator('.live-responses-table');
    await response.getByText(xis.configuration().name ?? '', { exact: false }).waitFor();
    expect(await operation.locator('.request-url').textContent()).toContain(`${url}__admin/organizations/${AGB}`);
  });

  pageTest('asks for the token, and sends it', async ({ openPage }) => {
    const { page } = await openPage({
      hash: '__admin/docs',
      simulator: { adminToken: TOKEN },
      context: { colorScheme: 'dark' },
      expected: /401/,
    });
    const field = page.getByLabel('Token of the control interface');
    await field.fill('another');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('The token was rejected.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await field.fill(TOKEN);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.locator('#operations-tag-Organizations').click();
    const operation = page.locator('#operations-Organizations-getOrganizations');
    await operation.locator('.opblock-summary-control').click();
    await operation.getByRole('button', { name: 'Execute' }).click();
    await operation.locator('.live-responses-table').getByText(AGB).first().waitFor();
    expect(await page.locator('html').getAttribute('class')).toBe('dark-mode');
  });
});
