import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

/** The rules that depend on colors. */
const COLOR_RULES = { runOnly: { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } };
const ALL_RULES = { rules: { 'target-size': { enabled: true } } };

/**
 * Returns what axe finds on a page, with the rules of WCAG 2.2 AA and its best practices: the rule and the elements of each
 * finding. The browser evaluates axe as a debugger does, which no content security policy concerns.
 */
export const findBarriers = (page: Page): Promise<readonly string[]> => runAxe(page, ALL_RULES);

/** Returns what the rules about colors find, for a page that differs in nothing else from one without barriers. */
export const findColorBarriers = (page: Page): Promise<readonly string[]> => runAxe(page, COLOR_RULES);

async function runAxe(page: Page, rules: object): Promise<readonly string[]> {
  if (!(await page.evaluate('"axe" in window'))) await page.evaluate(axe.source);
  const options = JSON.stringify({ resultTypes: ['violations'], ...rules });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(document, ${options})`);
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary = '' }) => `${id}: ${html}\n${failureSummary}`),
  );
}
