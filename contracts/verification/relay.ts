import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { idIn } from '../../fhir/reference.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import { BodyTooLong, readBoundedText } from './bounded-text.ts';
import { findInconsistencies } from './consistency-checks.ts';
import type { Mismatch } from './report.ts';
import {
  type ExchangeFindings,
  type InteractionRun,
  isReady,
  type StateValues,
  type VerificationSession,
} from './session.ts';

/** The connection to the provider. */
export interface ProviderConnection {
  readonly baseUrl: string;
  /** Returns the headers beside those of the contract, such as a bearer token. */
  headers(): Promise<Readonly<Record<string, string>>>;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
  /** Aborts all requests but bookings. */
  readonly signal?: AbortSignal;
}

/** The URL that Pact sends provider states to; not a path of FHIR. */
const STATES_PATH = '/-/provider-states';
const MAX_BODY_BYTES = 20 * 1024 * 1024;
/** Headers that belong to one connection, or that fetch() sets. */
const CONNECTION_HEADERS = new Set(
  'connection content-length content-encoding host keep-alive transfer-encoding accept-encoding expect upgrade'.split(
    ' ',
  ),
);

/** A request of Pact's verifier, as it is sent to the provider. */
interface RelayedRequest {
  readonly kind: 'booking' | 'cancellation' | 'other';
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

type ProviderReply =
  | { readonly response: Response; readonly text: string }
  /** No response, and why. */
  | { readonly error: string };

/**
 * Starts an HTTP server on loopback between Pact's verifier and the provider. It sets up provider states, adds what no pact holds (tokens, additional headers, current dates), and
 * checks what Pact cannot. An inconsistent response is not relayed, so that Pact fails the interaction too.
 */
export async function startRelay(session: VerificationSession, provider: ProviderConnection) {
  const pending = new Set<Promise<void>>();
  const server = createServer((request, response) => {
    const handled = handleRequest(session, provider, request, response)
      .catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      })
      .finally(() => pending.delete(handled));
    pending.add(handled);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    statesUrl: url + STATES_PATH,
    /** Resolves when pending requests have ended: they may have booked an appointment. */
    async close(): Promise<void> {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      await Promise.all(pending);
    },
  };
}

async function handleRequest(
  session: VerificationSession,
  provider: ProviderConnection,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await readBody(incoming);
  if (incoming.url === STATES_PATH) return handleState(session, body, outgoing);
  const run = session.current;
  if (!run || !isReady(run)) return reject(outgoing);
  const request = prepareRequest(provider, incoming, body, run);
  const reply = await sendToProvider(provider, request);
  session.record(run, await inspectExchange(provider, request, reply, run));
  if ('error' in reply || run.mismatches.length > 0) return reject(outgoing);
  relayResponse(outgoing, reply, run.values);
}

async function handleState(session: VerificationSession, body: string, outgoing: ServerResponse): Promise<void> {
  const { state = '', params = {}, action = 'setup' } = JSON.parse(body);
  const values = action === 'teardown' ? await session.tearDown(state, params) : await session.setUp(state, params);
  // Always 200: Pact retries a failed state three times, with pauses. The report has the failure.
  outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(values ?? {}));
}

function prepareRequest(
  { baseUrl }: ProviderConnection,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: string,
  run: InteractionRun,
): RelayedRequest {
  const relayed = Object.entries(headers).filter(([name]) => !CONNECTION_HEADERS.has(name));
  return {
    kind: classify(method, url, run),
    method,
    url: baseUrl + replaceDates(url, run.values),
    headers: Object.fromEntries(relayed.map(([name, value]) => [name, String(value)])),
    body,
  };
}

/** Classifies a request. Only a XIS gets cancellations: the practitioner's response to Spreekuur.nl has the same path. */
function classify(method: string, url: string, { states }: InteractionRun): RelayedRequest['kind'] {
  if (method !== 'POST') return 'other';
  if (url === '/Appointment') return 'booking';
  const isBooked = states.some(({ name }) => name === 'a booked appointment');
  return url === '/AppointmentResponse' && isBooked ? 'cancellation' : 'other';
}

/**
 * Replaces the example dates of the contract with those of the state (SL-9). Pact can inject only one value for a repeated
 * parameter.
 */
function replaceDates(url: string, { from, to }: StateValues): string {
  if (from === undefined || to === undefined) return url;
  return url.replace(/([?&]schedule\.date=)(ge|le)[^&]*/g, (_pair, start: string, prefix: string) => {
    return `${start}${prefix}${encodeURIComponent(prefix === 'ge' ? from : to)}`;
  });
}

async function sendToProvider(provider: ProviderConnection, request: RelayedRequest): Promise<ProviderReply> {
  const { kind, method, url, headers, body } = request;
  try {
    const response = await provider.fetch(url, {
      method,
      headers: { ...headers, ...(await provider.headers()) },
      redirect: 'manual',
      signal: signalFor(kind, provider),
      ...(body === '' ? {} : { body }),
    });
    return { response, text: await readBoundedText(response, MAX_BODY_BYTES) };
  } catch (error) {
    return { error: describeFetchError(error) };
  }
}

/** Returns the signal for a request. An abort does not end a booking, because its appointment has to be cancelled. */
function signalFor(kind: RelayedRequest['kind'], { timeoutMs, signal }: ProviderConnection): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined || kind === 'booking' ? timeout : AbortSignal.any([timeout, signal]);
}

async function inspectExchange(
  provider: ProviderConnection,
  request: RelayedRequest,
  reply: ProviderReply,
  run: InteractionRun,
): Promise<ExchangeFindings> {
  const appointments = findAppointments(request, reply, run);
  if ('error' in reply) return { ...appointments, mismatches: [{ where: 'response', message: reply.error }] };
  const { response, text } = reply;
  const isCancelled = request.kind === 'cancellation' && response.ok;
  const { method, url } = request;
  const states = run.states.map(({ name }) => name);
  return {
    ...appointments,
    mismatches: [
      ...(isCancelled ? await checkCancelled(provider, run) : []),
      ...findInconsistencies({ states, method, url, status: response.status, text }),
    ],
  };
}

/** Finds the appointments that a booking created, or may have created. */
function findAppointments(
  { kind }: RelayedRequest,
  reply: ProviderReply,
  { values }: InteractionRun,
): Omit<ExchangeFindings, 'mismatches'> {
  const { start = '' } = values;
  if (kind !== 'booking') return { created: [], unidentifiedAppointments: [] };
  if ('error' in reply || reply.response.status >= 500) {
    return { created: [], unidentifiedAppointments: [`possibly one at ${start}`] };
  }
  if (!reply.response.ok) return { created: [], unidentifiedAppointments: [] };
  const id = readCreatedId(reply.response, reply.text);
  if (id !== undefined) return { created: [id], unidentifiedAppointments: [] };
  return { created: [], unidentifiedAppointments: [`one at ${start}, with an unreadable id`] };
}

/** Reads the id of a created appointment from its Location, or else from its body (AP-6). */
function readCreatedId({ headers }: Response, text: string): string | undefined {
  const id = idIn('Appointment', headers.get('location') ?? '');
  if (id !== undefined) return id;
  try {
    const { resourceType, id: bodyId } = JSON.parse(text);
    return resourceType === 'Appointment' && typeof bodyId === 'string' ? bodyId : undefined;
  } catch {
    return undefined;
  }
}

/** Searches for the appointment after its cancellation (CN-3). A XIS may no longer return it. */
async function checkCancelled(provider: ProviderConnection, { values }: InteractionRun): Promise<readonly Mismatch[]> {
  const { appointment = '', organization = '' } = values;
  const response = await provider.fetch(`${provider.baseUrl}/Appointment?id=${encodeURIComponent(appointment)}`, {
    headers: {
      Accept: 'application/fhir+json',
      'X-Organization-Identifier': organization,
      ...(await provider.headers()),
    },
    redirect: 'manual',
    signal: AbortSignal.timeout(provider.timeoutMs),
  });
  const status = readStatus(await readBoundedText(response, MAX_BODY_BYTES), appointment);
  if (status === undefined || status === 'cancelled') return [];
  const message = `expected 'cancelled' in a search after the cancellation, got '${redactUnlessCode(status)}'`;
  return [{ clause: 'CN-3', where: 'status of the appointment', message }];
}

/** Reads the status of an appointment from a searchset. */
function readStatus(text: string, id: string): string | undefined {
  try {
    const entries: readonly { readonly resource?: { readonly id?: unknown; readonly status?: unknown } }[] =
      JSON.parse(text).entry ?? [];
    const status = entries.find(({ resource }) => resource?.id === id)?.resource?.status;
    return typeof status === 'string' ? status : undefined;
  } catch {
    return undefined;
  }
}

function relayResponse(
  outgoing: ServerResponse,
  { response, text }: { readonly response: Response; readonly text: string },
  values: StateValues,
): void {
  const headers = [...response.headers].filter(([name]) => !CONNECTION_HEADERS.has(name) && name !== 'set-cookie');
  outgoing.writeHead(response.status, Object.fromEntries(headers)).end(redactPatient(text, values));
}

/** Redacts the test patient: Pact repeats responses in its results and publishes them. */
function redactPatient(text: string, { patientBsn = '', patientDisplay = '' }: StateValues): string {
  return [patientBsn, patientDisplay]
    .filter((value) => value !== '')
    .reduce((redacted, value) => redacted.replaceAll(JSON.stringify(value).slice(1, -1), '[patient]'), text);
}

function reject(outgoing: ServerResponse): void {
  outgoing.writeHead(502, { 'Content-Type': 'text/plain' }).end('not relayed');
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function describeFetchError(error: unknown): string {
  const { name = '', cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'the request timed out';
  if (error instanceof BodyTooLong) return 'the response is longer than 20 MiB';
  const code = cause?.code ?? '';
  return `no response: ${/^UND_ERR_SOCKET$|^$/.test(code) ? 'the connection was closed' : code}`;
}
