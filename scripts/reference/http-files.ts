import { EVENT_STREAM } from '../../fhir/http/send-events.ts';
import { type AdminRoute, successStatus } from '../../simulator/admin/route.ts';
import { ADMIN_ROUTES } from '../../simulator/admin/routes.ts';
import type { InboundOperation } from '../../simulator/domain/fault/rule.ts';
import { ROUTES } from '../../simulator/http/routes.ts';
import { ADMIN_EXAMPLES, type AdminExample, EXAMPLE_CLOCK, FHIR_EXAMPLES, type FhirExample } from './http-examples.ts';

const SYSTEM = 'http://fhir.nl/fhir/NamingSystem/agb-z';
const TOKEN = 'Authorization: Bearer {{token}}';

/** The variables of both files, in the syntax of the clients of JetBrains and of VS Code. */
const VARIABLES = `@base = http://localhost:8080
@organization = 01000001`;

const GENERATED = '# Generated from the routes by npm run docs.';

const START = `# They are for the built-in practice at the time for which they were made:
# xis-testkit simulate --freeze ${EXAMPLE_CLOCK}`;

/** Returns docs/reference/http/fhir.http: the requests of a booking, in their order. */
export function fhirHttpFile(): string {
  const requests = (Object.entries(FHIR_EXAMPLES) as [InboundOperation, readonly FhirExample[]][]).flatMap(
    ([operation, examples]) => examples.map((example) => formatFhirRequest(operation, example)),
  );
  return file(
    `${GENERATED}
# The requests of Spreekuur.nl to a XIS, for the HTTP client of JetBrains and for REST Client in VS Code.
${START}
# Send them in their order: the ids of appointments follow from it.
# The token counts where the simulator requires one (--auth).`,
    `${VARIABLES}
@token = the-token-of-Spreekuur.nl`,
    requests,
  );
}

function formatFhirRequest(operation: InboundOperation, { title, id = '', query, body }: FhirExample): string {
  const route = ROUTES.find((candidate) => candidate.operation === operation);
  if (!route) throw new Error(`no route of the operation ${operation}`);
  return formatRequest({
    title,
    method: route.method,
    url: `/fhir${route.path.replace(':id', id)}${query === undefined ? '' : `?${query}`}`,
    headers: [
      `X-Organization-Identifier: ${SYSTEM}|{{organization}}`,
      'Accept: application/fhir+json',
      TOKEN,
      ...(body === undefined ? [] : ['Content-Type: application/fhir+json']),
    ],
    body: formatBody(body),
  });
}

/** Routes whose effect the requests after them would miss. */
const LAST = new Set([
  'delete /organizations/{agb}',
  'delete /organizations/{agb}/requests',
  'delete /requests',
  'post /organizations/{agb}/reset',
  'post /reset',
]);

/** Returns docs/reference/http/admin.http: each request of the control interface. */
export function adminHttpFile(): string {
  const [last, first] = [true, false].map((isLast) =>
    ADMIN_ROUTES.filter((route) => LAST.has(routeKey(route)) === isLast),
  );
  return file(
    `${GENERATED}
# The requests of the control interface, for the HTTP client of JetBrains and for REST Client in VS Code.
${START}
# Send those of fhir.http first: some are about its appointments.
# The token is that in XIS_TESTKIT_ADMIN_TOKEN; a simulator without one ignores it.`,
    `${VARIABLES}
@token = the-token-of-the-control-interface
# Where your Spreekuur.nl receives callbacks.
@spreekuur = http://localhost:9090`,
    [...(first ?? []), ...(last ?? [])].map(formatAdminRequest),
  );
}

/** Returns the name of a route in the table of examples. */
function routeKey({ method, path }: AdminRoute): string {
  return `${method} ${path}`;
}

function formatAdminRequest(route: AdminRoute): string {
  const { method, path, summary, response, input, optionalInput } = route;
  const example: AdminExample = ADMIN_EXAMPLES[routeKey(route)] ?? {};
  const { agb = '{{organization}}', id, query, body, bodyFile } = example;
  const isIncomplete =
    (path.includes('{id}') && id === undefined) ||
    (input && method !== 'get' && optionalInput !== true && body === undefined && !bodyFile);
  if (isIncomplete) throw new Error(`scripts/reference/http-examples.ts: expected an example of ${routeKey(route)}`);
  const url = path.replace('{agb}', agb).replace('{id}', id ?? '');
  return formatRequest({
    title: summary.split('. ')[0] ?? summary,
    note: [
      `Response: ${successStatus(route)}${response?.isStream ? ', a stream without an end' : ''}`,
      ...(bodyFile ? [`Before it, save ${bodyFile.note} as ${bodyFile.name} beside this file`] : []),
    ],
    method,
    url: `/__admin${url}${query === undefined ? '' : `?${query}`}`,
    headers: [
      TOKEN,
      ...(response?.isStream ? [`Accept: ${EVENT_STREAM}`] : []),
      ...(body === undefined && !bodyFile ? [] : ['Content-Type: application/json']),
    ],
    body: bodyFile ? `< ./${bodyFile.name}` : formatBody(body),
  });
}

interface HttpRequest {
  readonly title: string;
  readonly note?: readonly string[];
  readonly method: string;
  /** From the base on. */
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string | undefined;
}

function formatRequest({ title, note = [], method, url, headers, body }: HttpRequest): string {
  const head = [
    `### ${title}`,
    ...note.map((line) => `# ${line}.`),
    `${method.toUpperCase()} {{base}}${url}`,
    ...headers,
  ].join('\n');
  return body === undefined ? head : `${head}\n\n${body}`;
}

function formatBody(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body, undefined, 2);
}

function file(introduction: string, variables: string, requests: readonly string[]): string {
  return `${[introduction, variables, ...requests].join('\n\n')}\n`;
}
