import { CHECKS } from '../../conformance/index.ts';
import { DEFECT_GROUPS } from '../../simulator/defects/catalogue.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `The checks are tested by being lied to. The simulator can be given [defects](../guides/defects.md), each one thing that
a XIS may do wrong while everything else stays right; a test runs all checks against each of them. A defect is found by
exactly the [checks](checks.md) that stand beside it, and by no other; every check finds at least one; and a XIS without
defects, in either dialect and in several practices that are right though odd, gets no failure and no warning.`;

/** docs/reference/check-matrix.md */
export function checkMatrixPage(): string {
  const checksOf = (defect: string) => CHECKS.filter(({ catches: defects }) => defects.includes(defect));
  return page(
    GENERATED,
    '# Defects and the checks that find them',
    INTRODUCTION,
    ...DEFECT_GROUPS.flatMap(({ title, defects }) => [
      `## ${title}`,
      table(
        ['Defect', 'What the XIS does wrong', 'Clauses', 'Found by', 'As'],
        defects.map(({ id, description, clauses }) => {
          const checks = checksOf(id);
          const verdicts = new Set(checks.map(({ level }) => (level === 'must' ? 'fail' : 'warn')));
          return [
            code(id),
            description,
            clauses.join(', ') || '–',
            checks.map((check) => code(check.id)).join(', '),
            [...verdicts].join(', '),
          ];
        }),
      ),
    ]),
  );
}
