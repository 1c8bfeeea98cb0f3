import { EVENT_STREAM } from '../../fhir/http/send-events.ts';
import { defined } from '../../schema/defined.ts';
import { openObject, type Schema, string } from '../../schema/schema.ts';
import { type AdminRoute, successStatus } from './route.ts';
import { ROUTE_GROUPS } from './routes.ts';

const PATH_PARAMETERS = {
  agb: 'The AGB code of an organization.',
  id: 'The id of the resource.',
} as const;

/** Schemas by title; each appears once in the document. */
type Components = Record<string, unknown>;

/** Organizations that are examples: a list of thousands would be of no use to choose from. */
const MAX_EXAMPLES = 20;

/**
 * Returns the OpenAPI 3.1 description of the control interface, generated from its routes.
 * @param agbs the AGB codes of running organizations, as examples
 */
export function adminOpenApi(version: string, agbs: readonly string[] = []) {
  const schemas: Components = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [tag, routes] of Object.entries({ ...ROUTE_GROUPS, Description: DESCRIPTION_ROUTES })) {
    for (const route of routes) {
      paths[route.path] = { ...paths[route.path], [route.method]: describeOperation(route, tag, schemas) };
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'xis-testkit: control interface of the simulator',
      version,
      description: 'Controls the simulated XIS for tests and developers. The base path is `/__admin`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    // Relative to this document: a port, a public address and a proxy below a path make no difference.
    servers: [{ url: '../__admin' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
      parameters: {
        agb: { ...describePathParameter('agb'), ...(agbs.length > 0 && { examples: describeExamples(agbs) }) },
        id: describePathParameter('id'),
      },
      responses: { Mistake: { description: 'An OperationOutcome with the mistake.' } },
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description:
            'Required for everything but `/health` if a token is set. A simulator with a public address needs a token.',
        },
      },
    },
  };
}

/** The routes that the router serves by itself. */
const DESCRIPTION_ROUTES: readonly Omit<AdminRoute, 'handle'>[] = [
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This description, with the running organizations as examples',
    response: { description: 'An OpenAPI 3.1 document.', schema: openObject({ openapi: string() }) },
  },
];

function describeOperation(route: Omit<AdminRoute, 'handle'>, tag: string, components: Components) {
  const { method, path, summary, response, input, optionalInput } = route;
  const content = (schema: unknown, mediaType = 'application/json') => ({
    [mediaType]: { schema: extractComponents(withoutExpected(schema), components) },
  });
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ $ref: `#/components/parameters/${name}` })),
    ...(method === 'get' && input ? describeQueryParameters(input) : []),
  ];
  return {
    operationId: `${method}${path.replace(/[{}]/g, '').replace(/[/.](\w?)/g, (_, first: string) => first.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(input && method !== 'get'
      ? { requestBody: { required: optionalInput !== true, content: content(input) } }
      : {}),
    responses: {
      [successStatus(route)]: response
        ? { description: response.description, content: content(response.schema, response.isStream && EVENT_STREAM) }
        : { description: 'Done.' },
      '4XX': { $ref: '#/components/responses/Mistake' },
    },
  };
}

function describePathParameter(name: keyof typeof PATH_PARAMETERS) {
  return { name, in: 'path', required: true, description: PATH_PARAMETERS[name], schema: { type: 'string' } };
}

function describeExamples(agbs: readonly string[]) {
  return Object.fromEntries(agbs.slice(0, MAX_EXAMPLES).map((agb) => [agb, { value: agb }]));
}

function describeQueryParameters(input: Schema<unknown>) {
  const properties = (input['properties'] ?? {}) as Readonly<Record<string, Schema<unknown>>>;
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = withoutExpected(schema) as { readonly description?: string };
    return { name, in: 'query', ...defined({ description }), schema: rest };
  });
}

/** Moves schemas with a title to the components, and replaces them by references. */
function extractComponents(schema: unknown, components: Components): unknown {
  if (Array.isArray(schema)) return schema.map((item) => extractComponents(item, components));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]) => [key, extractComponents(value, components)]);
  const { title, ...rest } = Object.fromEntries(entries) as Readonly<Record<string, unknown>>;
  if (typeof title !== 'string') return Object.fromEntries(entries);
  components[title] = rest;
  return { $ref: `#/components/schemas/${title}` };
}

/** Removes the keyword `expected`, which only this project uses. */
export function withoutExpected(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutExpected);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => !(key === 'expected' && typeof value === 'string'));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutExpected(value)]));
}
