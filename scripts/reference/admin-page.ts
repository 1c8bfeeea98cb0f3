import { type AdminRoute, successStatus } from '../../simulator/admin/route.ts';
import { ADMIN_ROUTES } from '../../simulator/admin/routes.ts';
import { snapshotSchema } from '../../simulator/control/snapshot/schema.ts';
import { contentionSchema } from '../../simulator/domain/booking/contention.ts';
import { callbacksSchema } from '../../simulator/domain/callback/settings.ts';
import { faultSchema } from '../../simulator/domain/fault/rule.ts';
import { organizationChangesSchema } from '../../simulator/practice/changes.ts';
import { organizationSchema } from '../../simulator/practice/schema.ts';
import { anchor, code, GENERATED, page, table } from './markdown.ts';
import { formatInputTables, type JsonSchema } from './schema-tables.ts';

const INTRODUCTION = `Tests and developers control the simulated XIS below \`/__admin\`. Bodies are JSON; \`Content-Type\` is optional. A running
simulator serves the [OpenAPI 3.1 description](admin.openapi.json) at \`/__admin/openapi.json\`, and at \`/__admin/docs\` a page
for the browser, which shows it and sends its requests. The page loads nothing from another host.
[admin.http](http/admin.http) and, for the FHIR API, [fhir.http](http/fhir.http) have each request for the HTTP client of JetBrains
and for REST Client in VS Code.

Access depends on the address and the token:

- On a loopback address without a token, every program on the machine has access, and web pages of other origins do not.
- With \`XIS_TESTKIT_ADMIN_TOKEN\`, every request needs \`Authorization: Bearer {token}\`, on loopback as well.
- On any other address without a token, the interface is closed.
- \`GET /health\` never needs a token. The page at \`/docs\` asks for it, and keeps it until the tab is closed.

\`{agb}\` is the AGB code of an organization. A command that fails changes nothing. The [errors](errors.md) are 404 for an
unknown subject, 409 for a command that does not fit the current state, and 422 for invalid input. A body has at most
1 MiB, that of a snapshot or an organization 64 MiB.

A list has pages of at most 1000 items and about 4 MiB. \`limit\` selects fewer items. If a response has \`next\`, send it
as \`cursor\` for the next page. A snapshot has the whole state.

Moments have the [format of the configuration](configuration.md#formats-of-values): \`next workday 09:00\`, or an instant
with an offset. Relative moments start from the organization's clock.`;

/** Inputs that the reference of the configuration describes, with a link to it. */
const DESCRIBED_ELSEWHERE: readonly (readonly [object, string])[] = [
  [organizationSchema, 'an organization, as in [`organizations[]`](configuration.md#organizations)'],
  [
    organizationChangesSchema,
    'the keys of [`organizations[]`](configuration.md#organizations) that differ in the copy, each as a whole; any but `agb`',
  ],
  [callbacksSchema, 'as [`callbacks`](configuration.md#organizationscallbacks) in the configuration'],
  [contentionSchema, 'as [`contention`](configuration.md#organizationscontention) in the configuration'],
  [faultSchema, 'as an item of [`faults`](configuration.md#organizationsfaults-1-of-2) in the configuration'],
  [snapshotSchema, 'a snapshot, as `GET` returns it'],
];

/** Returns docs/reference/admin.md. */
export function adminPage(): string {
  const rows = ADMIN_ROUTES.map((route) => [
    `[${code(formatHeading(route))}](#${anchor(formatHeading(route))})`,
    route.summary,
  ]);
  return page(
    GENERATED,
    '# Control interface',
    INTRODUCTION,
    table(['Endpoint', 'Effect'], rows),
    ...ADMIN_ROUTES.flatMap(formatRoute),
  );
}

function formatHeading({ method, path }: Pick<AdminRoute, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

function formatRoute(route: AdminRoute): readonly string[] {
  const { response } = route;
  return [
    `## ${formatHeading(route)}`,
    `${route.summary}.`,
    ...formatInput(route),
    `Response: ${successStatus(route)}${response ? `. ${response.description}` : ', without a body.'}`,
  ];
}

function formatInput(route: AdminRoute): readonly string[] {
  const { input, method, optionalInput } = route;
  if (!input) return [];
  const name = method === 'get' ? 'Query' : optionalInput ? 'Body (optional)' : 'Body';
  const described = DESCRIBED_ELSEWHERE.find(([schema]) => schema === input);
  if (described) return [`${name}: ${described[1]}.`];
  const first = ADMIN_ROUTES.find((candidate) => candidate.input === input);
  if (first && first !== route) {
    const heading = formatHeading(first);
    return [`${name}: as of [${code(heading)}](#${anchor(heading)}).`];
  }
  return formatInputTables(name, input as JsonSchema);
}
