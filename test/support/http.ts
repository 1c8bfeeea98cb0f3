import type { OrganizationOfTest } from '../../simulator/testing/vitest.ts';

/** An answer with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
  readonly text: string;
}

/** Sends a request to the organization of a test; the path begins behind the FHIR base. */
export async function call(
  xis: OrganizationOfTest,
  method: string,
  path: string,
  { body, headers = {} }: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Reply> {
  const response = await fetch(xis.baseUrl + path, {
    method,
    headers: {
      ...xis.headers,
      ...(body === undefined ? {} : { 'Content-Type': 'application/fhir+json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Searches slots and returns the resources. */
export async function findSlots(xis: OrganizationOfTest, query: string): Promise<readonly SlotOfTest[]> {
  const { body } = await call(xis, 'GET', `/Slot${query === '' ? '' : `?${query}`}`);
  return (body.entry ?? []).map(({ resource }: { readonly resource: SlotOfTest }) => resource);
}

/** The parts of a slot that tests need. */
export interface SlotOfTest {
  readonly id: string;
  readonly status: string;
  readonly start: string;
  readonly end: string;
  readonly schedule: { readonly reference: string };
  readonly serviceCategory: readonly {
    readonly coding: readonly { readonly system: string; readonly code: string; readonly display: string }[];
  }[];
  readonly extension: readonly { readonly valueReference: { readonly reference: string; readonly display: string } }[];
}
