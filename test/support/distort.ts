/** What lies between a check and a XIS: it may change every request and every answer. */
export interface Distortion {
  /** Changes the parameters of a request; its path begins behind the FHIR base. */
  readonly query?: (query: URLSearchParams, path: string) => void;
  /** Changes the headers of a request. */
  readonly headers?: (headers: Record<string, string>) => void;
  /** Changes the body of a successful answer. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body?: (body: any, path: string) => void;
  /** Another answer in the place of the one that came. */
  readonly response?: (answer: TextResponse, path: string, query: URLSearchParams) => Partial<TextResponse> | undefined;
}

interface TextResponse {
  readonly status: number;
  readonly mediaType: string;
  readonly text: string;
}

/** `fetch` by way of a distortion. */
export function createDistortedFetch(
  base: string,
  { query, headers, body, response: answer }: Distortion,
): typeof fetch {
  return async (input, init) => {
    const url = new URL(String(input));
    const path = url.pathname.slice(new URL(base).pathname.length);
    query?.(url.searchParams, path);
    const sent = { ...(init?.headers as Record<string, string>) };
    headers?.(sent);
    const response = await fetch(url, { ...init, headers: sent });
    const came = {
      status: response.status,
      mediaType: response.headers.get('content-type') ?? '',
      text: await response.text(),
    };
    const changed = { ...came, ...(body && came.status < 300 ? { text: changeBody(came.text, path, body) } : {}) };
    const given = { ...changed, ...answer?.(changed, path, url.searchParams) };
    return new Response(given.text, { status: given.status, headers: { 'Content-Type': given.mediaType } });
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

/** Takes parameters out of searches for slots. */
export function withoutParameters(isOut: (name: string, value: string, query: URLSearchParams) => boolean): Distortion {
  return {
    query: (query, path) => {
      if (path !== '/Slot') return;
      const kept = [...query].filter(([name, value]) => !isOut(name, value, new URLSearchParams(query)));
      for (const name of [...query.keys()]) query.delete(name);
      for (const [name, value] of kept) query.append(name, value);
    },
  };
}
