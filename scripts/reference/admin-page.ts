import { type AdminRoute, successStatus } from '../../simulator/admin/route.ts';
import { ADMIN_ROUTES } from '../../simulator/admin/routes.ts';
import { snapshotSchema } from '../../simulator/control/snapshot/schema.ts';
import { contentionSchema } from '../../simulator/domain/booking/contention.ts';
import { callbacksSchema } from '../../simulator/domain/callback/settings.ts';
import { faultSchema } from '../../simulator/domain/fault/rule.ts';
import { organizationSchema } from '../../simulator/practice/schema.ts';
import { anchor, code, GENERATED, page, table } from './markdown.ts';
import { type AnySchema, alternativesOf, meaningOf, typeOf } from './schema-tables.ts';

const INTRODUCTION = `What a test or a developer tells the simulated XIS, below \`/__admin\`. Bodies are JSON; a \`Content-Type\` is not needed.
The same as [OpenAPI 3.1](admin.openapi.json), which a running simulator serves at \`/__admin/openapi.json\`.

While the simulator listens on a loopback address and no token was set, every program on this machine may use it, and
web pages of other origins may not. Beyond loopback it is closed, unless \`XIS_TESTKIT_ADMIN_TOKEN\` is set; then every
request needs \`Authorization: Bearer {token}\`, on loopback as well. Only \`GET /health\` is open to everybody.

\`{agb}\` is the AGB code of an organization. Errors are [listed](errors.md): 404 when what is named is not there, 409 when
the command does not fit how things stand, 422 when the input cannot be read. A command that fails has changed nothing.

Moments are written as in the [configuration](configuration.md#how-values-are-written): \`next workday 09:00\`, or an
instant with an offset. Relative ones are seen from the organization's clock.`;

/** Inputs that the configuration describes, and what they are called there. */
const DESCRIBED_ELSEWHERE: readonly (readonly [object, string])[] = [
  [organizationSchema, 'an organization, as in [`organizations[]`](configuration.md#organizations)'],
  [callbacksSchema, 'as [`callbacks`](configuration.md#organizationscallbacks) in the configuration'],
  [contentionSchema, 'as [`contention`](configuration.md#organizationscontention) in the configuration'],
  [faultSchema, 'as an item of [`faults`](configuration.md#organizationsfaults-1-of-2) in the configuration'],
  [snapshotSchema, 'a snapshot, as `GET` answers it'],
];

/** docs/reference/admin.md */
export function adminPage(): string {
  const rows = ADMIN_ROUTES.map((route) => [
    `[${code(headingOf(route))}](#${anchor(headingOf(route))})`,
    route.summary,
  ]);
  return page(
    GENERATED,
    '# Control interface',
    INTRODUCTION,
    table(['Endpoint', 'What it does'], rows),
    ...ADMIN_ROUTES.flatMap(routePart),
  );
}

function headingOf({ method, path }: Pick<AdminRoute, 'method' | 'path'>): string {
  return `${method.toUpperCase()} ${path}`;
}

function routePart(route: AdminRoute): readonly string[] {
  const { response } = route;
  return [
    `## ${headingOf(route)}`,
    `${route.summary}.`,
    ...inputPart(route),
    `Answer: ${successStatus(route)}${response ? `. ${response.description}` : ', without a body.'}`,
  ];
}

function inputPart(route: AdminRoute): readonly string[] {
  const { input, method, optionalInput } = route;
  if (!input) return [];
  const name = method === 'get' ? 'Query' : optionalInput ? 'Body (may be left out)' : 'Body';
  const elsewhere = DESCRIBED_ELSEWHERE.find(([known]) => known === input);
  if (elsewhere) return [`${name}: ${elsewhere[1]}.`];
  const first = ADMIN_ROUTES.find((other) => other.input === input);
  if (first && first !== route) {
    const heading = headingOf(first);
    return [`${name}: the same as of [${code(heading)}](#${anchor(heading)}).`];
  }
  const schema = input as AnySchema;
  const objects = schema.properties ? [schema] : alternativesOf(schema);
  return objects.flatMap((object, index) => [
    index === 0 ? `${name}:` : 'or:',
    table(
      ['Key', 'Type', 'Meaning'],
      Object.entries(object.properties ?? {}).map(([key, property]) => [
        code(key) + (object.required?.includes(key) ? ' (**required**)' : ''),
        typeOf(property),
        meaningOf(property),
      ]),
    ),
  ]);
}
