import { isUtf8 } from 'node:buffer';
import { BodyTooLong, readBoundedBytes } from './bounded-body.ts';
import type { FormOptions } from './forms.ts';

/** The connection to the provider. */
export interface ProviderConnection {
  readonly baseUrl: string;
  /** Returns the headers beside those of the contract, such as a bearer token. */
  headers(): Promise<Readonly<Record<string, string>>>;
  readonly fetch: typeof fetch;
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
  nameOption(option: 'dialect'): string;
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

/** A response of the provider, or why it returned no response. */
export type ProviderReply = ProviderResponse | { readonly error: string };

export interface ProviderResponse {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly isUtf8: boolean;
}

const MAX_BODY_BYTES = 20 * 1024 * 1024;

/** Sends a request to the provider, with the headers beside those of the contract. */
export async function sendToProvider(provider: ProviderConnection, request: RelayedRequest): Promise<ProviderReply> {
  const { kind, method, url, headers, body } = request;
  try {
    const response = await provider.fetch(provider.baseUrl + url, {
      method,
      headers: { ...headers, ...(await provider.headers()) },
      redirect: 'manual',
      signal: signalFor(kind, provider),
      ...(body === '' ? {} : { body }),
    });
    const bytes = await readBoundedBytes(response, MAX_BODY_BYTES);
    return { status: response.status, headers: response.headers, text: bytes.toString('utf8'), isUtf8: isUtf8(bytes) };
  } catch (error) {
    return { error: describeFetchError(error) };
  }
}

/** Returns the signal for a request. An abort does not end a booking, because its appointment has to be cancelled. */
function signalFor(kind: RelayedRequest['kind'], { timeoutMs, signal }: ProviderConnection): AbortSignal {
  const timeout = AbortSignal.timeout(timeoutMs);
  return signal === undefined || kind === 'booking' ? timeout : AbortSignal.any([timeout, signal]);
}

function describeFetchError(error: unknown): string {
  const { name = '', cause } = error as { name?: string; cause?: { code?: string } };
  if (name === 'TimeoutError' || name === 'AbortError') return 'the request timed out';
  if (error instanceof BodyTooLong) return 'the response is longer than 20 MiB';
  const code = cause?.code ?? '';
  return `no response: ${/^UND_ERR_SOCKET$|^$/.test(code) ? 'the connection was closed' : code}`;
}
