import { DEFECT_GROUPS } from '../../simulator/defects/catalogue.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `A defect is one mistake that the simulated XIS always makes; everything else stays right. The guide
[Defects](../guides/defects.md) shows how to use them. The column *Clauses* has the [rules](clauses.md) that a defect
violates. A check that finds it reports a failure, or a warning if no violated clause is a must.`;

/** Returns docs/reference/defects.md. */
export function defectsPage(): string {
  const parts = DEFECT_GROUPS.flatMap(({ title, defects }) => [
    `## ${title}`,
    table(
      ['Id', 'Clauses', 'Behavior of the XIS', 'Found as'],
      defects.map(({ id, clauses, description, warns }) => [
        code(id),
        clauses.join(', ') || '–',
        description,
        warns ? 'warning' : 'failure',
      ]),
    ),
  ]);
  return page(GENERATED, '# Defects', INTRODUCTION, ...parts);
}
