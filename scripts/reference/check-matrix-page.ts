import { CHECKS } from '../../conformance/index.ts';
import { DEFECT_GROUPS } from '../../simulator/defects/catalogue.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `The simulator has [defects](../guides/defects.md): each is one mistake of a XIS, while everything else stays right. A test
runs all [checks](checks.md) against every defect, and asserts that:

- exactly the checks in the table find the defect;
- every check finds at least one defect;
- a XIS without defects has no failures and no warnings, in either dialect and with several unusual practices.`;

/** Returns docs/reference/check-matrix.md. */
export function checkMatrixPage(): string {
  const findChecks = (defect: string) => CHECKS.filter(({ catches }) => catches.includes(defect));
  return page(
    GENERATED,
    '# Defects and the checks that find them',
    INTRODUCTION,
    ...DEFECT_GROUPS.flatMap(({ title, defects }) => [
      `## ${title}`,
      table(
        ['Defect', 'Behavior of the XIS', 'Clauses', 'Found by', 'Verdict'],
        defects.map(({ id, description, clauses }) => {
          const checks = findChecks(id);
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
