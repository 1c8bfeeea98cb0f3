import { AREAS } from '../../conformance/requirements/ledger.ts';
import { ORIGINS } from '../../conformance/requirements/requirement.ts';
import { indexTestsByClause } from './clause-tests.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `The rules of the exchange between Spreekuur.nl and a XIS. Errors, tests and comments refer to a clause by its id. The
texts are summaries; the published documents are authoritative.

Levels:

- **must**: published for Spreekuur.nl, or essential to booking. A violation is a failure.
- **should**: part of FHIR R4. A violation is a warning.
- **advisory**: decided by this project, where the publications are silent or contradict each other. A violation is not a
  failure.

*Concerns* names the side with the obligation, *Origin* the source, and *Tests* the test files that name the clause. The
origins:`;

/** Returns docs/reference/clauses.md. */
export function clausesPage(): string {
  const tests = indexTestsByClause();
  const listTests = (id: string): string => (tests.get(id) ?? []).map(code).join(', ') || 'not covered yet';
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
          listTests(id),
        ]),
      ),
    ]),
  );
}
