import { isUtf8 } from 'node:buffer';
import type { EngineSystem } from '../../engine/index.ts';
import { defined } from '../../schema/defined.ts';
import type { Token, Transport } from '../../transport/create-transport.ts';
import type { Failure } from '../../transport/failure.ts';
import { type FetchedResponse, fetchOnce } from '../../transport/fetch-once.ts';
import { parseJson } from '../../transport/parse-json.ts';
import type { FormOptions } from './forms.ts';
import { createRequestHeaders } from './request-headers.ts';

/** The connection to the provider. */
export interface ProviderConnection {
  readonly baseUrl: string;
  readonly token?: Token;
  /** The tokens of the run so far, in their order. */
  readonly sentTokens: ReadonlySet<string>;
  /** The headers beside those of the contract. */
  readonly headers: Readonly<Record<string, string>>;
  readonly system: EngineSystem;
  readonly transport: Transport;
  readonly timeoutMs: number;
  /** Aborts all requests but bookings. */
  readonly signal?: AbortSignal;
  readonly forms: FormOptions;
  /** The time zone of the practice, for dates. */
  readonly timeZone: string;
  /** Whether the options have a service category (AT-2); a state may have one as well. */
  readonly hasCategory: boolean;
  /** Whether the requests have a token of a patient, or the states set one up (PT-1). */
  readonly hasPatient: boolean;
  /** Returns how texts name an option. */
  nameOption(option: 'dialect' | 'patient.bsn' | 'patient.reference'): string;
}

/** A request of Pact's verifier, as it is sent to the provider. */
export interface RelayedRequest {
  readonly kind: 'booking' | 'cancellation' | 'other';
  readonly method: string;
  /** Path and query behind the base URL. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A response that says something about the provider, or why it is missing. */
export type ProviderReply = ProviderResponse | ProviderFault;

export interface ProviderResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly isUtf8: boolean;
}

/** A fault of transport. */
export interface ProviderFault {
  readonly fault: Failure;
  /** Whether the provider may have handled the request. */
  readonly isUncertain: boolean;
  /** The Location of a success that broke off. */
  readonly location: string | null;
}

const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** Sends a request to the provider, with the headers beside those of the contract; again where that is safe. */
export async function sendToProvider(provider: ProviderConnection, request: RelayedRequest): Promise<ProviderReply> {
  const { method } = request;
  const url = provider.baseUrl + request.url;
  const attempt = (bearer: string | undefined) => sendOnce(provider, request, bearer);
  const { result, fault, isUncertain } = await provider.transport.send({ method, url, token: provider.token, attempt });
  if (!result) return { fault, isUncertain, location: null };
  if (fault) {
    const isCreated = result.status >= 200 && result.status < 300;
    return { fault, isUncertain, location: isCreated ? result.headers.get('location') : null };
  }
  const { status, headers, bytes } = result;
  return { status, headers, text: bytes.toString('utf8'), isUtf8: isUtf8(bytes) };
}

async function sendOnce(
  { baseUrl, headers: additional, system, timeoutMs, signal }: ProviderConnection,
  { kind, method, url, headers, body }: RelayedRequest,
  bearer: string | undefined,
): Promise<FetchedResponse> {
  const init = { method, headers: createRequestHeaders(headers, additional, bearer), ...(body !== '' && { body }) };
  // An abort does not end a booking, because its appointment has to be cancelled.
  const abort = kind === 'booking' ? undefined : signal;
  const response = await fetchOnce(baseUrl + url, init, { system, timeoutMs, maxBytes: MAX_BODY_BYTES, signal: abort });
  // Everything that reads the text relies on its bounds.
  const { failure = parseJson(response.bytes.toString('utf8')).failure } = response;
  return { ...response, ...defined({ failure }) };
}
