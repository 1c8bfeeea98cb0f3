import { DEFECT_GROUPS } from '../../simulator/defects/catalogue.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `A defect is one thing that the simulated XIS does wrong, always; everything else stays right.
[Defects](../guides/defects.md) tells how to use them. The clauses say which [rules of the exchange](clauses.md) are broken.
A check that catches one fails the XIS, or warns where no clause makes it a must.`;

/** docs/reference/defects.md */
export function defectsPage(): string {
  const parts = DEFECT_GROUPS.flatMap(({ title, defects }) => [
    `## ${title}`,
    table(
      ['Id', 'Clauses', 'What the XIS does wrong', 'Caught as'],
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
