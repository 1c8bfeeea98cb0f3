import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/**
 * Returns what axe finds on a page, with the rules of WCAG 2.2 AA and its best practices: the rule and the elements of each
 * finding. The browser evaluates axe as a debugger does, which no content security policy concerns.
 */
export async function findBarriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<AxeResults>(
    `axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })`,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html}\n${failureSummary}`),
  );
}
