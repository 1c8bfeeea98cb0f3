import { configurationSchema } from '../../simulator/practice/schema.ts';
import { GENERATED, page } from './markdown.ts';
import { formatHeading, formatKeys, type JsonSchema, listSections, type Section } from './schema-tables.ts';

const INTRODUCTION = `A configuration describes a practice. It is a YAML or JSON file, or the same object in TypeScript.

- \`xis-testkit simulate --config practice.yaml\` simulates the practice.
- \`--check\` validates the file, and does not start a server.
- \`--print-config\` prints the built-in configuration, as a start.

Unknown keys, impossible hours, unknown time zones and the like are configuration errors. The simulator reports each with
its line and path, and does not start.

An editor completes keys if the first line of the file names the [JSON Schema](practice.schema.json):

\`\`\`text
# yaml-language-server: $schema=./node_modules/xis-testkit/docs/reference/practice.schema.json
\`\`\`

In a JSON file the key \`$schema\` does the same.`;

const VALUES = `## Formats of values

- **Moments**: \`2026-12-01 09:00\` (in the time zone of the practice), an instant with an offset such as
  \`2026-12-01T09:00:00+01:00\`, or relative to the day on which the organization starts: \`today 15:00\`,
  \`tomorrow 09:00\`, \`next workday 09:00\`, \`next monday 10:30\`, \`in 3 days 09:00\`, \`in 2 workdays 09:00\`,
  \`in 1 week 09:00\`. A workday is Monday to Friday, without holidays and closures of the practice.
- **Days**: the same without a time.
- **Times of day**: \`08:00\`, up to \`24:00\`. Quote them.
- **Durations**: ISO 8601, such as \`PT30S\`, \`PT10M\`, \`P1DT2H\`; a day is 24 hours. Years and months are not allowed.
- **Defects**: ids of the [list of defects](defects.md).
- **AGB codes and BSNs**: in quotes, or YAML reads them as numbers.`;

/** Returns whether the row of the key has the description of a section already. */
function isDescribedAbove(section: Section, sections: readonly Section[]): boolean {
  return section.path !== '' && formatHeading(section, sections) === section.path;
}

/** Returns docs/reference/configuration.md. */
export function configurationPage(): string {
  const sections = listSections('', configurationSchema as JsonSchema);
  return page(
    GENERATED,
    '# Configuration',
    INTRODUCTION,
    VALUES,
    ...sections.flatMap((section) => [
      `## ${formatHeading(section, sections)}`,
      isDescribedAbove(section, sections) ? '' : (section.schema.description ?? ''),
      formatKeys(section, sections),
    ]),
  );
}
