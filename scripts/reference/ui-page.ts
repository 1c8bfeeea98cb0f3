import type { CommandTable } from '../../cli/command-options.ts';
import { createBookings } from '../../cli/ui/bookings/create-bookings.ts';
import { BOOKING_GROUPS, PAGE_TABLE } from '../../cli/ui/bookings/options.ts';
import { createChecks } from '../../cli/ui/checks/create-checks.ts';
import { CHECK_GROUPS, pageTable } from '../../cli/ui/checks/options.ts';
import { createClauses } from '../../cli/ui/clauses.ts';
import { descriptionRoute } from '../../cli/ui/create-ui.ts';
import { describeForm, type OptionGroup } from '../../cli/ui/option-form.ts';
import type { UiRoute } from '../../cli/ui/route.ts';
import { anchor, code, GENERATED, page, table } from './markdown.ts';
import { formatInputTables, type JsonSchema } from './schema-tables.ts';

const INTRODUCTION = `[The page](../guides/the-page.md) in the browser does what it does by two interfaces: the
[control interface](admin.md) of the simulator, and this service below \`/__ui\`, which books as a patient and checks a XIS.
\`xis-testkit simulate\` serves both; \`book --ui\` and \`check --ui\` serve this one alone. The access rules are those of the
control interface. Bodies are JSON, and errors are OperationOutcomes: 404 for an unknown subject, 409 for a command that does
not fit the current state, 422 for invalid input, and 502 when the XIS does not do what was requested.

The service sends requests to the addresses that its caller gives, as the commands do. It accepts no option that names a file or
a command of the machine; the command line can set those for \`check --ui\`. A secret is kept for as long as it is used, and is
in no response. Secrets of the command line go only to the addresses of the command line.

Callbacks of a XIS come to \`/__ui/spreekuur\`, and the link to a report is below \`/__ui/reports\`: these two need no token.`;

/** Returns docs/reference/ui.md. */
export function uiPage(): string {
  const routes = listRoutes();
  const rows = routes.map((route) => [
    `[${code(formatHeading(route))}](#${anchor(formatHeading(route))})`,
    route.summary,
  ]);
  return page(
    GENERATED,
    '# The service behind the page',
    INTRODUCTION,
    table(['Endpoint', 'Effect'], rows),
    ...routes.flatMap(formatRoute),
    '## Options of a check',
    formatOptions(CHECK_GROUPS, pageTable()),
    "## Options of a patient's bookings",
    formatOptions(BOOKING_GROUPS, PAGE_TABLE),
  );
}

function listRoutes(): readonly UiRoute[] {
  const unused = (): never => {
    throw new Error('the routes are only described');
  };
  return [
    descriptionRoute(unused),
    ...createBookings({ url: unused }).routes,
    ...createChecks({ defaults: unused, onError: unused }).routes,
    ...createClauses().routes,
  ];
}

function formatHeading({ method, path }: UiRoute): string {
  return `${method} /__ui${path}`;
}

function formatRoute(route: UiRoute): readonly string[] {
  const { method, summary, input, response, status = response ? 200 : 204 } = route;
  const schema = input as JsonSchema | undefined;
  const name = method === 'GET' ? 'Query' : 'Body';
  return [
    `## ${formatHeading(route)}`,
    `${summary}.`,
    ...(schema?.properties ? formatInputTables(name, schema) : schema ? [`${name}: ${schema.description}`] : []),
    `Response: ${status}${response ? `. ${response.description}` : ', without a body.'}`,
  ];
}

function formatOptions(groups: readonly OptionGroup[], options: CommandTable): string {
  const rows = describeForm(groups, options, {}).flatMap((group) =>
    group.options.map(({ key, description, isRequired }) => [
      code(key) + (isRequired ? ' (**required**)' : ''),
      group.title,
      description,
    ]),
  );
  return table(['Key', 'Group', 'Meaning'], rows);
}
