import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { idIn } from '../../fhir/reference.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import { disagreements } from './agreement.ts';
import { boundedText, TooLong } from './bounded-text.ts';
import type { Mismatch } from './report.ts';
import { withinWindow } from './request-window.ts';
import type { Stage, Staged } from './stage.ts';

/** What the relay needs to reach the provider. */
export interface RelayOptions {
  readonly baseUrl: string;
  /** Beside the headers of the contract: a token, and whatever else it takes to get in. */
  headers(): Promise<Readonly<Record<string, string>>>;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** Ends what only reads early. */
  readonly signal?: AbortSignal;
}

/** Stands between Pact's verifier and the provider, on loopback. */
export interface Relay {
  readonly url: string;
  readonly statesUrl: string;
  /** Resolves when what was under way has come to its end: it may have booked something. */
  close(): Promise<void>;
}

/** Where provider states are told: no path that FHIR could have. */
const STATES_PATH = '/-/provider-states';
const LONGEST_BODY = 20 * 1024 * 1024;
/** What belongs to one connection only, or is made anew. */
const NOT_PASSED_ON = new Set(
  'connection content-length content-encoding host keep-alive transfer-encoding accept-encoding expect upgrade'.split(
    ' ',
  ),
);

/**
 * Starts the relay. It tells the stage which states are wanted, lets the provider in on what no contract holds (tokens, own
 * headers, the dates of now), and looks at what Pact cannot say of an answer: an answer that disagrees with its request is
 * not passed on, so that the interaction fails wherever its result is told.
 */
export async function startRelay(stage: Stage, options: RelayOptions): Promise<Relay> {
  const underWay = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const answered = answer(stage, options, request, response)
      .catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      })
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    statesUrl: url + STATES_PATH,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.all(underWay);
    },
  };
}

async function answer(
  stage: Stage,
  options: RelayOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await bodyOf(request);
  if (request.url === STATES_PATH) return answerState(stage, body, response);
  const staged = stage.current;
  // Its states could not be brought about: what would be asked now says nothing.
  if (!staged || staged.cannot !== undefined || staged.broken !== undefined) return refuse(response);
  const url = options.baseUrl + withinWindow(request.url ?? '/', staged.values);
  const { method = 'GET' } = request;
  let answered: Response;
  let text: string;
  try {
    answered = await options.fetch(url, {
      method,
      headers: { ...passedOn(request), ...(await options.headers()) },
      redirect: 'manual',
      signal: endOf(request, options),
      ...(body.length > 0 ? { body: body.toString('utf8') } : {}),
    });
    text = await boundedText(answered, LONGEST_BODY);
  } catch (error) {
    staged.mismatches.push({ where: 'answer', message: whyNone(error) });
    if (isBooking(request)) staged.lost.push(`perhaps one at ${staged.values['start']}`);
    return refuse(response);
  }
  if (isBooking(request) && answered.status >= 500) staged.lost.push(`perhaps one at ${staged.values['start']}`);
  if (isBooking(request) && answered.ok) {
    const id = createdId(answered, text);
    if (id === undefined) staged.lost.push(`one at ${staged.values['start']}, whose id cannot be read`);
    else staged.created.push(id);
  }
  if (isCancellation(request, staged) && answered.ok) staged.mismatches.push(...(await notCancelled(staged, options)));
  const names = staged.states.map(({ name }) => name);
  staged.mismatches.push(...disagreements({ states: names, method, url, status: answered.status, text }));
  if (staged.mismatches.length > 0) return refuse(response);
  const headers = [...answered.headers].filter(([name]) => !NOT_PASSED_ON.has(name) && name !== 'set-cookie');
  response.writeHead(answered.status, Object.fromEntries(headers)).end(withoutPatient(text, staged.values));
}

/** Who the test patient is goes no further: Pact repeats answers, and publishes them with a result. */
function withoutPatient(text: string, { patientBsn, patientDisplay }: Readonly<Record<string, string>>): string {
  return [patientBsn, patientDisplay]
    .filter((value) => value !== undefined && value !== '')
    .reduce<string>((kept, value) => kept.replaceAll(JSON.stringify(value).slice(1, -1), '[patient]'), text);
}

function isBooking({ method, url = '' }: IncomingMessage): boolean {
  return method === 'POST' && url === '/Appointment';
}

/** A booking is waited for also when the user has had enough: it has to be cancelled. */
function endOf(request: IncomingMessage, { timeoutMs, signal }: RelayOptions): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined || isBooking(request) ? timeout : AbortSignal.any([timeout, signal]);
}

/** A patient's cancellation at a XIS; Spreekuur.nl's side has the same path. */
function isCancellation({ method, url = '' }: IncomingMessage, { states }: Staged): boolean {
  return (
    method === 'POST' && url === '/AppointmentResponse' && states.some(({ name }) => name === 'a booked appointment')
  );
}

/** CN-3: afterwards the appointment is cancelled, whatever was answered. One that is not shown any more may be. */
async function notCancelled({ values }: Staged, options: RelayOptions): Promise<readonly Mismatch[]> {
  const { appointment = '', organization = '' } = values;
  const response = await options.fetch(`${options.baseUrl}/Appointment?id=${encodeURIComponent(appointment)}`, {
    headers: {
      Accept: 'application/fhir+json',
      'X-Organization-Identifier': organization,
      ...(await options.headers()),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(options.timeoutMs),
  });
  const status = statusIn(await boundedText(response, LONGEST_BODY), appointment);
  if (status === undefined || status === 'cancelled') return [];
  const message = `expected 'cancelled' in a search after the cancellation, found '${redactUnlessCode(status)}'`;
  return [{ clause: 'CN-3', where: 'status of the appointment', message }];
}

/** The status of an appointment in a searchset. */
function statusIn(text: string, id: string): string | undefined {
  try {
    const entries: readonly { readonly resource?: { readonly id?: unknown; readonly status?: unknown } }[] =
      JSON.parse(text).entry ?? [];
    const status = entries.find(({ resource }) => resource?.id === id)?.resource?.status;
    return typeof status === 'string' ? status : undefined;
  } catch {
    return undefined;
  }
}

/** The id of what was made: by its Location, or else by itself (AP-6). */
function createdId({ headers }: Response, text: string): string | undefined {
  const id = idIn('Appointment', headers.get('location') ?? '');
  if (id !== undefined) return id;
  try {
    const { resourceType, id: own } = JSON.parse(text);
    return resourceType === 'Appointment' && typeof own === 'string' ? own : undefined;
  } catch {
    return undefined;
  }
}

async function answerState(stage: Stage, body: Buffer, response: ServerResponse): Promise<void> {
  const { state = '', params = {}, action = 'setup' } = JSON.parse(body.toString('utf8'));
  const values = action === 'teardown' ? await stage.tearDown(state, params) : await stage.setUp(state, params);
  // Always 200: Pact would try a state that has failed three times over, with pauses. What failed is told in the report.
  response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(values ?? {}));
}

function passedOn({ headers }: IncomingMessage): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !NOT_PASSED_ON.has(name));
  return Object.fromEntries(kept.map(([name, value]) => [name, String(value)]));
}

function refuse(response: ServerResponse): void {
  response.writeHead(502, { 'Content-Type': 'text/plain' }).end('not passed on');
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function whyNone(error: unknown): string {
  const { name = '', cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'no answer in time';
  if (error instanceof TooLong) return 'the answer is longer than 20 MiB';
  const code = cause?.code ?? '';
  return `no answer: ${/^UND_ERR_SOCKET$|^$/.test(code) ? 'the connection was dropped' : code}`;
}
