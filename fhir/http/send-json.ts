import type { IncomingMessage, ServerResponse } from 'node:http';
import type { IssueCode } from '../resources/operation-outcome.ts';
import { ACCESS_PROBLEMS, type ControlAccess, findAccessProblem } from './control-access.ts';

/** Sends a JSON body, unless the client has gone or a response has begun. */
export function sendJson(
  response: ServerResponse,
  status: number,
  mediaType: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.destroyed || response.headersSent) return;
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': mediaType,
    'Content-Length': Buffer.byteLength(text),
    'Cache-Control': 'no-store',
    ...headers,
  });
  response.end(text);
}

/** Sends an error as an OperationOutcome (TR-7). */
export function sendOutcome(
  response: ServerResponse,
  status: number,
  code: IssueCode,
  diagnostics: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code, diagnostics }] };
  sendJson(response, status, 'application/fhir+json; charset=utf-8', body, headers);
}

/**
 * Rejects a request that may not use a control interface.
 * @returns whether it was rejected
 */
export function rejectAccess(request: IncomingMessage, response: ServerResponse, access: ControlAccess): boolean {
  const problem = findAccessProblem(request.headers, access);
  if (!problem) return false;
  const { status, code, text } = ACCESS_PROBLEMS[problem];
  const challenge = problem === 'control-token' ? { 'WWW-Authenticate': 'Bearer' } : {};
  sendOutcome(response, status, code, text, { ...challenge, Connection: 'close' });
  return true;
}
