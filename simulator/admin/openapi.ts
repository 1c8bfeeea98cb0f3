import type { Schema } from '../../fhir/schema.ts';
import type { AdminRoute } from './route.ts';
import { ADMIN_ROUTES } from './routes.ts';

const OUTCOME = { description: 'An OperationOutcome that says what is wrong.' };

/** The control interface as an OpenAPI 3.1 document, made of the routes that serve it. */
export function adminOpenApi(version: string) {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of [...ADMIN_ROUTES, OPENAPI_ROUTE]) {
    paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'xis-testkit: control interface of the simulator',
      version,
      description: 'What a test or a developer tells the simulated XIS. It begins at `/__admin`.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://localhost:8080/__admin' }],
    security: [{}, { token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: {
          type: 'http',
          scheme: 'bearer',
          description: 'Needed where the simulator listens beyond this machine.',
        },
      },
    },
  };
}

/** How the description itself is got; served beside the routes. */
const OPENAPI_ROUTE: Pick<AdminRoute, 'method' | 'path' | 'summary' | 'answer' | 'status' | 'input'> = {
  method: 'get',
  path: '/openapi.json',
  summary: 'This description',
  answer: 'An OpenAPI 3.1 document.',
};

function operation(
  route: Pick<AdminRoute, 'method' | 'path' | 'summary' | 'answer' | 'status' | 'input' | 'optionalInput'>,
) {
  const { method, path, summary, answer, input, optionalInput } = route;
  const status = route.status ?? (answer === 'Nothing.' ? 204 : 200);
  const parameters = [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
      name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    })),
    ...(method === 'get' && input ? queryParameters(input) : []),
  ];
  return {
    operationId: `${method}${path.replace(/[{}]/g, '').replace(/[/.](\w)/g, (_, first: string) => first.toUpperCase())}`,
    summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(input && method !== 'get'
      ? { requestBody: { required: optionalInput !== true, content: { 'application/json': { schema: plain(input) } } } }
      : {}),
    responses: {
      [status]:
        status === 204 ? { description: 'Done.' } : { description: answer, content: { 'application/json': {} } },
      '4XX': OUTCOME,
    },
  };
}

function queryParameters(input: Schema<unknown>) {
  const properties = (input['properties'] ?? {}) as Readonly<Record<string, Schema<unknown>>>;
  return Object.entries(properties).map(([name, schema]) => {
    const { description, ...rest } = plain(schema) as { readonly description?: string };
    return { name, in: 'query', ...(description === undefined ? {} : { description }), schema: rest };
  });
}

/** A schema without the keywords that only this project knows. */
export function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => !(key === 'expected' && typeof value === 'string'));
  return Object.fromEntries(entries.map(([key, value]) => [key, plain(value)]));
}
