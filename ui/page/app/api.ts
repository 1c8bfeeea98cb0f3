/**
 * Requests to the control interface (`__admin`) and to the service behind the page (`__ui`), both relative to the page: a
 * proxy may serve it below a path.
 */
import { signal } from '@preact/signals';

const TOKEN_KEY = 'xis-testkit-token';

/** The bearer token, for as long as the browser's tab is open. */
const token = signal(sessionStorage.getItem(TOKEN_KEY) ?? '');

/** Why the interface gives nothing: it needs a token, it rejected the one it got, or it is closed to this page. */
export const accessProblem = signal<'token-missing' | 'token-rejected' | 'closed' | undefined>(undefined);
/** The text of a closed interface. */
export const closedText = signal('');
/** Counts the tokens that the user has given; what was rejected is requested again. */
export const tokenCount = signal(0);

/** Keeps a token for this tab of the browser, and uses it from now on. */
export function setToken(text: string): void {
  sessionStorage.setItem(TOKEN_KEY, text);
  token.value = text;
  accessProblem.value = undefined;
  tokenCount.value += 1;
}

/** An error response: the status, and the text of its OperationOutcome. */
export class ApiError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Returns the URL of a path such as `__admin/health`. */
export function urlOf(path: string): string {
  return new URL(path, document.baseURI.split('#')[0]).href;
}

function headersOf(body: unknown): Record<string, string> {
  return {
    ...(token.peek() !== '' && { Authorization: `Bearer ${token.peek()}` }),
    ...(body !== undefined && { 'Content-Type': 'application/json' }),
  };
}

/**
 * Sends a request, and returns its response as it is.
 * @throws ApiError for an error status, and where the server cannot be reached (status 0)
 */
export async function fetchPath(
  method: string,
  path: string,
  { body, signal: abort }: { readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(urlOf(path), {
      method,
      headers: headersOf(body),
      cache: 'no-store',
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(abort && { signal: abort }),
    });
  } catch (error) {
    if (abort?.aborted) throw error;
    throw new ApiError(0, 'The server did not respond. Is it still running?');
  }
  if (response.ok) return response;
  const text = await readOutcome(response);
  noteAccess(response.status, text);
  throw new ApiError(response.status, text);
}

/** Sends a request, and returns the JSON of its response; undefined without a body. */
export async function request<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetchPath(method, path, { body });
  const text = await response.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** Returns the path of an organization's controls. */
export function organizationPath(agb: string, path: string): string {
  return `__admin/organizations/${encodeURIComponent(agb)}${path}`;
}

async function readOutcome(response: Response): Promise<string> {
  try {
    const { issue } = (await response.json()) as { readonly issue?: readonly { readonly diagnostics?: string }[] };
    return issue?.[0]?.diagnostics ?? `The server responded with ${response.status}.`;
  } catch {
    return `The server responded with ${response.status}.`;
  }
}

function noteAccess(status: number, text: string): void {
  if (status === 401) accessProblem.value = token.peek() === '' ? 'token-missing' : 'token-rejected';
  if (status === 403 && text.startsWith('The control interface')) {
    accessProblem.value = 'closed';
    closedText.value = text;
  }
}
