import { AREAS } from '../../conformance/requirements/ledger.ts';
import { ORIGINS } from '../../conformance/requirements/requirement.ts';
import { indexTestsByClause } from './clause-tests.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `The rules of the exchange between Spreekuur.nl and a XIS, each with an id by which errors, tests and
comments refer to it. What is said here is a summary of what was published; the published texts are what counts.

- **must**: published for Spreekuur.nl, or something that booking cannot do without. Breaking it is a fault.
- **should**: part of FHIR R4. Breaking it is worth a warning.
- **advisory**: decided by this project, where what was published says nothing or two things. Breaking it is no fault.

*Concerns* tells whose side has to do it; *Origin*, where it is said; *Tests*, which files of this project name the clause.
The origins:`;

/** docs/reference/clauses.md */
export function clausesPage(): string {
  const tests = indexTestsByClause();
  const testsOf = (id: string): string => (tests.get(id) ?? []).map(code).join(', ') || 'not covered yet';
  return page(
    GENERATED,
    '# Clauses',
    INTRODUCTION,
    Object.entries(ORIGINS)
      .map(([origin, source]) => `- **${origin}**: ${source}.`)
      .join('\n'),
    ...AREAS.flatMap(({ title, requirements }) => [
      `## ${title}`,
      table(
        ['Clause', 'Level', 'Concerns', 'Origin', 'Meaning', 'Tests'],
        requirements.map(({ id, level, concerns, origins, text }) => [
          id,
          level,
          concerns,
          origins.join(', '),
          text,
          testsOf(id),
        ]),
      ),
    ]),
  );
}
