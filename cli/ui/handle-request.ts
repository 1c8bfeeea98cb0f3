import type { IncomingMessage, ServerResponse } from 'node:http';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import type { ControlAccess } from '../../fhir/http/control-access.ts';
import { readJson } from '../../fhir/http/read-body.ts';
import { type ServerSentEvent, sendEvents } from '../../fhir/http/send-events.ts';
import { rejectAccess, sendJson, sendOutcome } from '../../fhir/http/send-json.ts';
import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';
import { redactText } from '../../output/redaction.ts';
import { formatViolation } from '../../schema/explain-errors.ts';
import { type Validator, validator } from '../../schema/validator.ts';
import { UsageError } from '../usage-error.ts';
import { type UiCall, UiError, type UiRoute } from './route.ts';

const MAX_BODY_BYTES = 1_048_576;

const ERRORS: Readonly<Record<UiError['code'], readonly [status: number, code: IssueCode]>> = {
  'not-found': [404, 'not-found'],
  conflict: [409, 'conflict'],
  invalid: [422, 'value'],
  'xis-failed': [502, 'transient'],
};

/** A route that is ready to be matched. */
interface Layer {
  readonly route: UiRoute;
  readonly pattern: RegExp;
  readonly validator: Validator<unknown> | undefined;
}

/** The timers of the machine, for the heartbeats of streams. */
type Timers = Parameters<typeof sendEvents>[2];

/** Handles a request to the routes of the service; `path` is below `/__ui`, with its query. */
export type HandleUiRequest = (request: IncomingMessage, response: ServerResponse, path: string) => void;

/**
 * Creates the handler of the service behind the page. The access rules are those of a control interface. Every error is an
 * OperationOutcome (TR-7).
 * @param options.onError receives an unexpected error; the client gets a fixed text
 */
export function createUiHandler(
  routes: readonly UiRoute[],
  options: {
    readonly access: ControlAccess;
    readonly timers: Timers;
    readonly onError: (error: unknown) => void;
  },
): HandleUiRequest {
  const layers = routes.map(toLayer);
  return (request, response, url) => {
    if (rejectAccess(request, response, options.access)) return;
    const [path = '', query = ''] = url.split(/\?(.*)/s);
    const matching = layers.filter(({ pattern }) => pattern.test(path));
    if (matching.length === 0) return sendOutcome(response, 404, 'not-found', 'Unknown path.');
    const layer = matching.find(({ route }) => route.method === request.method);
    if (!layer) {
      const allow = matching.map(({ route }) => route.method).join(', ');
      return sendOutcome(response, 405, 'not-supported', `This path supports ${allow} only.`, { Allow: allow });
    }
    const parameters = readParameters(layer, path);
    if (!parameters) return sendOutcome(response, 400, 'structure', 'The path is not percent-encoded.');
    const run = (input: unknown): void => {
      const [violation] = layer.validator?.violations(input) ?? [];
      if (violation) return sendOutcome(response, 422, 'value', formatViolation(violation));
      runRoute(layer.route, { parameters, input: input as never }, response, options).catch(() => response.destroy());
    };
    if (request.method === 'GET') return run(readQuery(layer.route, query, request.headers['last-event-id']));
    readJson(request, MAX_BODY_BYTES, (body) => {
      if ('value' in body || body.problem === 'empty') return run('value' in body ? body.value : {});
      const isLong = body.problem === 'too-long';
      sendOutcome(response, isLong ? 413 : 400, 'structure', 'Expected a JSON body in UTF-8 of at most 1 MiB.');
    });
  };
}

function toLayer(route: UiRoute): Layer {
  const source = route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)');
  return {
    route,
    pattern: new RegExp(`^${source}$`),
    validator: route.input && validator(route.input),
  };
}

/** Returns the parameters of a path; undefined when they are not percent-encoded. */
function readParameters({ pattern }: Layer, path: string): Readonly<Record<string, string>> | undefined {
  const groups = Object.entries(pattern.exec(path)?.groups ?? {});
  try {
    return Object.fromEntries(groups.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

/** Reads a query, with numbers converted where the schema has them. */
function readQuery({ input, response }: UiRoute, query: string, lastEventId: unknown): unknown {
  const parameters = new URLSearchParams(query);
  if (response?.isStream && typeof lastEventId === 'string') parameters.set('after', lastEventId);
  const properties = (input?.['properties'] ?? {}) as Readonly<Record<string, { readonly type?: string }>>;
  const entries = [...parameters].map(([name, value]) => {
    const isNumber =
      Object.hasOwn(properties, name) && properties[name]?.type === 'integer' && /^\d{1,15}$/.test(value);
    return [name, isNumber ? Number(value) : value];
  });
  return Object.fromEntries(entries);
}

async function runRoute(
  route: UiRoute,
  call: UiCall<never>,
  response: ServerResponse,
  { timers, onError }: { readonly timers: Timers; readonly onError: (error: unknown) => void },
): Promise<void> {
  try {
    const result = await route.handle(call);
    if (route.response?.isStream) {
      return await sendEvents(response, result as AsyncIterableIterator<ServerSentEvent>, timers);
    }
    if (result === undefined) response.writeHead(route.status ?? 204).end();
    else sendJson(response, route.status ?? 200, 'application/json; charset=utf-8', result);
  } catch (error) {
    if (error instanceof UiError) return sendOutcome(response, ...ERRORS[error.code], redactText(error.message));
    if (error instanceof UsageError || error instanceof XisTestkitError) {
      return sendOutcome(response, 422, 'value', redactText(error.message));
    }
    onError(error);
    sendOutcome(response, 500, 'exception', 'Unexpected error.');
  }
}
