import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ControlAccess } from '../../fhir/http/control-access.ts';
import { readJson } from '../../fhir/http/read-body.ts';
import { rejectAccess, sendJson, sendOutcome } from '../../fhir/http/send-json.ts';
import type { IssueCode } from '../../fhir/resources/operation-outcome.ts';
import { formatViolation } from '../../schema/explain-errors.ts';
import { validator } from '../../schema/validator.ts';
import { type AuthorizationControl, AuthorizationControlError, type AuthorizationControlErrorCode } from './control.ts';
import { CONTROL_ROUTES, type ControlRoute } from './control-routes.ts';

const MAX_BODY_BYTES = 65_536;

const VALIDATORS = new Map(CONTROL_ROUTES.flatMap(({ input }) => (input ? [[input, validator(input)] as const] : [])));

const COMMAND_ERRORS: Readonly<Record<AuthorizationControlErrorCode, readonly [status: number, code: IssueCode]>> = {
  'not-found': [404, 'not-found'],
  conflict: [409, 'conflict'],
  invalid: [422, 'value'],
};

/**
 * Handles a request to the control interface.
 * @param path below the control interface
 */
export function handleControl(
  control: AuthorizationControl,
  access: ControlAccess,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (rejectAccess(request, response, access)) return;
  const routes = CONTROL_ROUTES.filter((route) => route.path === (path === '' ? '/' : path));
  if (routes.length === 0) return sendOutcome(response, 404, 'not-found', 'Unknown path.');
  const found = routes.find(({ method }) => method === request.method);
  if (!found) {
    const allow = routes.map(({ method }) => method).join(', ');
    return sendOutcome(response, 405, 'not-supported', 'This path does not support this method.', { Allow: allow });
  }
  if (!found.input) {
    request.resume();
    return void run(control, found, undefined, response);
  }
  readJson(request, MAX_BODY_BYTES, (body) => {
    if ('problem' in body && body.problem !== 'empty') {
      const isLong = body.problem === 'too-long';
      return sendOutcome(response, isLong ? 413 : 400, 'structure', 'Expected a JSON body of at most 64 KiB.');
    }
    const input = 'value' in body ? body.value : {};
    const [violation] = VALIDATORS.get(found.input ?? {})?.violations(input) ?? [];
    if (!violation) return void run(control, found, input, response);
    sendOutcome(response, 422, 'value', formatViolation(violation));
  });
}

async function run(
  control: AuthorizationControl,
  { handle }: ControlRoute,
  input: unknown,
  response: ServerResponse,
): Promise<void> {
  try {
    const result = await handle(control, input as never);
    if (result === undefined) response.writeHead(204).end();
    else sendJson(response, 200, 'application/json', result);
  } catch (error) {
    if (error instanceof AuthorizationControlError) sendOutcome(response, ...COMMAND_ERRORS[error.code], error.message);
    else sendOutcome(response, 500, 'exception', 'Unexpected error.');
  }
}
