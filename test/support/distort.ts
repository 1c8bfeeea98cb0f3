import { leanFetch } from './lean-fetch.ts';

/** Changes of the requests and responses between a check and a XIS. */
export interface Distortion {
  /** Changes the parameters of a request; its path begins behind the FHIR base. */
  readonly query?: (query: URLSearchParams, path: string) => void;
  /** Changes the headers of a request. */
  readonly headers?: (headers: Record<string, string>) => void;
  /** Changes the body of a successful response. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body?: (body: any, path: string) => void;
  /** Replaces parts of a response. */
  readonly response?: (
    response: TextResponse,
    path: string,
    query: URLSearchParams,
  ) => Partial<TextResponse> | undefined;
}

interface TextResponse {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/** Returns a `fetch` that applies a distortion. */
export function createDistortedFetch(
  base: string,
  { query, headers, body, response: change }: Distortion,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    const path = url.pathname.slice(new URL(base).pathname.length);
    query?.(url.searchParams, path);
    const sent = { ...(init?.headers as Record<string, string>) };
    headers?.(sent);
    const response = await leanFetch(url, { ...init, headers: sent });
    const received = {
      status: response.status,
      mediaType: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
    const changed = {
      ...received,
      ...(body && received.status < 300 ? { text: changeBody(received.text, path, body) } : {}),
    };
    const result = { ...changed, ...change?.(changed, path, url.searchParams) };
    return new Response(result.text, { status: result.status, headers: { 'Content-Type': result.mediaType } });
  };
}

function changeBody(text: string, path: string, change: NonNullable<Distortion['body']>): string {
  const value: unknown = JSON.parse(text);
  change(value, path);
  return JSON.stringify(value);
}

/** Changes each slot of a search. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
export function eachSlot(change: (slot: any, index: number) => void): Distortion {
  return {
    body: (body, path) => {
      if (path === '/Slot') for (const [index, entry] of (body.entry ?? []).entries()) change(entry.resource, index);
    },
  };
}

/** Removes parameters from searches for slots. */
export function withoutParameters(
  isRemoved: (name: string, value: string, query: URLSearchParams) => boolean,
): Distortion {
  return {
    query: (query, path) => {
      if (path !== '/Slot') return;
      const kept = [...query].filter(([name, value]) => !isRemoved(name, value, new URLSearchParams(query)));
      for (const name of [...query.keys()]) query.delete(name);
      for (const [name, value] of kept) query.append(name, value);
    },
  };
}
