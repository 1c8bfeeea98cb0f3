import type { IncomingMessage, ServerResponse } from 'node:http';
import { createHttpServer } from '../../fhir/http/http-server.ts';
import { readBody } from '../../fhir/http/read-body.ts';
import type { ReadBack } from '../../fhir/open-readings.ts';
import { idIn } from '../../fhir/reference.ts';
import { NON_EXISTENT_CATEGORY } from '../states/values.ts';
import { type Attempt, practitionerStatusFor, sendInAnyForm } from './alternatives.ts';
import { findInconsistencies } from './consistency-checks.ts';
import { formatBody, formatDates, formatOrganization, formatPractitionerStatus } from './forms.ts';
import { parseObject } from './json.ts';
import type { ProviderConnection, ProviderReply, ProviderResponse, RelayedRequest } from './provider.ts';
import { checkCancelled, judgeReadBack, readBackOf } from './read-back.ts';
import { redactSecrets } from './secrets.ts';
import {
  type ExchangeFindings,
  type InteractionRun,
  isMust,
  isReady,
  type StateValues,
  type VerificationSession,
} from './session.ts';
import { SUBSTITUTES, type Substitute } from './substitutes.ts';
import { explainRefusal } from './token-patient.ts';
import { findTolerance } from './tolerance.ts';

/** The URL that Pact sends provider states to; not a path of FHIR. */
const STATES_PATH = '/-/provider-states';
/** A body of a pact is shorter: 16 MiB. */
const MAX_BODY_BYTES = 16 * 1024 * 1024;
/** Headers that belong to one connection, or that fetch() sets. */
const CONNECTION_HEADERS = new Set(
  'connection content-length content-encoding host keep-alive transfer-encoding accept-encoding expect upgrade'.split(
    ' ',
  ),
);

/** The judgment of an exchange, and the response that Pact gets in the place of a tolerated one. */
interface Judgment extends ExchangeFindings {
  readonly substitute?: Substitute;
}

/**
 * Starts an HTTP server on loopback between Pact's verifier and the provider. It sets up provider states, adds what no pact
 * holds (the token of the run, additional headers, current dates, configured forms), and checks what Pact cannot. A response that violates
 * a must is not relayed, so that Pact fails the interaction too. Pact knows no levels: for a response that only deserves a
 * warning, it gets the one of the contract.
 */
export async function startRelay(session: VerificationSession, provider: ProviderConnection) {
  const pending = new Set<Promise<void>>();
  const missing = new Set<ReadBack>();
  const respond = (request: IncomingMessage, response: ServerResponse, body: string): void => {
    const handled = handleRequest(session, { ...provider, missing }, request, body, response)
      .catch(() => {
        if (!response.headersSent) response.writeHead(500);
        response.end();
      })
      .finally(() => pending.delete(handled));
    pending.add(handled);
  };
  const server = createHttpServer((request, response) => {
    readBody(request, MAX_BODY_BYTES, (body) => {
      if (body) respond(request, response, body.toString('utf8'));
      else response.writeHead(413, { 'Content-Type': 'text/plain' }).end('not relayed: the body is too long');
    });
  });
  const url = `http://127.0.0.1:${await server.listen(0, '127.0.0.1')}`;
  return {
    url,
    statesUrl: url + STATES_PATH,
    /** Resolves when pending requests have ended: they may have booked an appointment. */
    async close(): Promise<void> {
      await server.close();
      await Promise.all(pending);
    },
  };
}

async function handleRequest(
  session: VerificationSession,
  provider: ProviderConnection & { readonly missing: Set<ReadBack> },
  incoming: IncomingMessage,
  body: string,
  outgoing: ServerResponse,
): Promise<void> {
  if (incoming.url === STATES_PATH) return handleState(session, body, outgoing);
  const run = session.current;
  if (!run) return reject(outgoing);
  if (!isReady(run)) return relayUnready(outgoing, run);
  const request = prepareRequest(provider, incoming, body, run);
  const attempt = await sendInAnyForm(provider, request, run);
  const judgment = await judgeExchange(provider, request, attempt, run);
  session.record(run, judgment);
  const way = readBackOf(request);
  if (judgment.notApplicable !== undefined && way !== undefined) provider.missing.add(way);
  if (judgment.findings.some(isMust) || judgment.fault || judgment.skipReason !== undefined) return reject(outgoing);
  if (judgment.substitute) return relaySubstitute(outgoing, judgment.substitute, run.values);
  if ('fault' in attempt.reply) return reject(outgoing);
  relayResponse(outgoing, attempt.reply, run.values, provider.sentTokens);
}

async function handleState(session: VerificationSession, body: string, outgoing: ServerResponse): Promise<void> {
  const { state = '', params = {}, action = 'setup' } = JSON.parse(body);
  const values = action === 'teardown' ? await session.tearDown(state, params) : await session.setUp(state, params);
  // Always 200: Pact retries a failed state three times, with pauses. The report has the failure.
  outgoing.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(values ?? {}));
}

function prepareRequest(
  provider: ProviderConnection,
  { method = 'GET', url = '/', headers }: IncomingMessage,
  body: string,
  run: InteractionRun,
): RelayedRequest {
  const { forms, timeZone } = provider;
  const kind = classify(method, url, run);
  // Pact adds the `Accept` that fetch() adds as well, if there is no other one.
  const relayed = Object.entries(headers).filter(
    ([name, value]) => !CONNECTION_HEADERS.has(name) && !(name === 'accept' && value === '*/*'),
  );
  const inDialect = kind === 'other' ? body : formatBody(body, forms.dialect ?? 'published');
  return {
    kind,
    method,
    url: formatDates(replaceDates(url, run.values), forms, timeZone),
    headers: formatOrganization(Object.fromEntries(relayed.map(([name, value]) => [name, String(value)])), forms),
    body: kind === 'booking' ? formatPractitionerStatus(inDialect, practitionerStatusFor(provider, run)) : inDialect,
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

async function judgeExchange(
  provider: ProviderConnection & { readonly missing: ReadonlySet<ReadBack> },
  request: RelayedRequest,
  { reply, notes, findings: formFindings }: Attempt,
  run: InteractionRun,
): Promise<Judgment> {
  const common = { notes, ...findAppointments(request, reply, run) };
  const states = run.states.map(({ name }) => name);
  if ('fault' in reply) return { ...common, findings: [], fault: reply.fault };
  const skipReason = await explainRefusal(provider, request, reply, run);
  if (skipReason !== undefined) return { ...common, findings: [], skipReason };
  const isBooked = states.includes('a booked appointment');
  const readBack = isBooked ? await judgeReadBack(provider, request, reply, run) : undefined;
  if (readBack?.substitute || readBack?.fault) return { ...common, ...readBack };
  const { method, url } = request;
  const { status, headers, text, isUtf8 } = reply;
  const exchange = { states, method, url, status, text };
  const { category = NON_EXISTENT_CATEGORY } = run.values;
  const hasCategory = provider.hasCategory || category !== NON_EXISTENT_CATEGORY;
  const tolerance = findTolerance(exchange, { ...provider, hasCategory });
  const isCancelled = request.kind === 'cancellation' && status < 300;
  const cancelled = isCancelled ? await checkCancelled(provider, request, run) : undefined;
  const checked = { mediaType: headers.get('content-type') ?? '', isUtf8, timeZone: provider.timeZone };
  return {
    ...common,
    ...tolerance,
    ...(cancelled?.fault && { fault: cancelled.fault }),
    findings: [
      ...formFindings,
      ...(readBack?.findings ?? []),
      ...(tolerance?.findings ?? []),
      ...(cancelled?.findings ?? []),
      // The response to a tolerated booking is not that of a booking.
      ...(tolerance === undefined || (method === 'GET' && tolerance.notApplicable === undefined)
        ? findInconsistencies({ ...exchange, ...checked, values: run.values })
        : []),
    ],
  };
}

const NO_APPOINTMENTS = { created: [], unidentifiedAppointments: [] };

/** Finds the appointments that a booking created, or may have created. */
function findAppointments(
  { kind }: RelayedRequest,
  reply: ProviderReply,
  { values }: InteractionRun,
): Pick<ExchangeFindings, 'created' | 'unidentifiedAppointments'> {
  const { start = '' } = values;
  const possible = { created: [], unidentifiedAppointments: [`possibly one at ${start}`] };
  if (kind !== 'booking') return NO_APPOINTMENTS;
  if ('fault' in reply) {
    const id = idIn('Appointment', reply.location ?? '');
    if (id !== undefined) return { created: [id], unidentifiedAppointments: [] };
    return reply.isUncertain ? possible : NO_APPOINTMENTS;
  }
  if (reply.status >= 500) return possible;
  if (reply.status >= 300) return NO_APPOINTMENTS;
  const id = readCreatedId(reply);
  if (id !== undefined) return { created: [id], unidentifiedAppointments: [] };
  return { created: [], unidentifiedAppointments: [`one at ${start}, with an unreadable id`] };
}

/** Reads the id of a created appointment from its Location, or else from its body (AP-6). */
function readCreatedId({ headers, text }: ProviderResponse): string | undefined {
  const id = idIn('Appointment', headers.get('location') ?? '');
  if (id !== undefined) return id;
  const { resourceType, id: bodyId } = parseObject(text) ?? {};
  return resourceType === 'Appointment' && typeof bodyId === 'string' ? bodyId : undefined;
}

function relayResponse(
  outgoing: ServerResponse,
  { status, headers, text }: ProviderResponse,
  values: StateValues,
  sentTokens: Iterable<string>,
): void {
  const relayed = [...headers].filter(([name]) => !CONNECTION_HEADERS.has(name) && name !== 'set-cookie');
  // Pact repeats responses in its results and publishes them.
  const [safeHeaders, safeText] = redactSecrets([Object.fromEntries(relayed), text] as const, sentTokens);
  outgoing.writeHead(status, safeHeaders).end(redactPatient(safeText, values));
}

function relaySubstitute(
  outgoing: ServerResponse,
  { status, headers = {}, body }: Substitute,
  values: StateValues,
): void {
  const mediaType = body === undefined ? {} : { 'Content-Type': 'application/fhir+json' };
  outgoing.writeHead(status, { ...mediaType, ...headers });
  outgoing.end(body === undefined ? undefined : redactPatient(JSON.stringify(body), values));
}

/** Responds to a request in a state that was not set up: Pact passes it only if the state does not apply. */
function relayUnready(outgoing: ServerResponse, { states, values, notApplicable }: InteractionRun): void {
  const substitute = notApplicable === undefined ? undefined : SUBSTITUTES[states[0]?.name ?? ''];
  if (substitute) relaySubstitute(outgoing, substitute, values);
  else reject(outgoing);
}

/** Redacts the test patient. */
function redactPatient(text: string, { patientBsn = '', patientDisplay = '' }: StateValues): string {
  return [patientBsn, patientDisplay]
    .filter((value) => value !== '')
    .reduce((redacted, value) => redacted.replaceAll(JSON.stringify(value).slice(1, -1), '[patient]'), text);
}

function reject(outgoing: ServerResponse): void {
  outgoing.writeHead(502, { 'Content-Type': 'text/plain' }).end('not relayed');
}
