/** Why a body cannot be read. */
export type UnreadableReason = 'redirect' | 'not JSON' | 'too long' | 'broken off' | 'timeout';

/** A body, read. */
export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown; readonly mediaType: string }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/**
 * Reads the body of an answer as JSON, whatever its media type says; an empty one is `undefined`. It stops at a bound, and
 * the connection is freed in any case.
 */
export async function readBody(response: Response, maxBytes: number, signal: AbortSignal): Promise<ReadBody> {
  const unreadable = (reason: UnreadableReason): ReadBody => ({ kind: 'unreadable', reason });
  if (response.status >= 300 && response.status < 400) {
    await response.body?.cancel().catch(() => undefined);
    return unreadable('redirect');
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const part of response.body ?? []) {
      length += part.length;
      if (length > maxBytes) return unreadable('too long');
      parts.push(part);
    }
  } catch {
    return unreadable(signal.aborted ? 'timeout' : 'broken off');
  }
  const mediaType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  // Unlike toString() this leaves a byte order mark out, which JSON.parse() takes for a mistake.
  const text = new TextDecoder().decode(Buffer.concat(parts));
  if (text.trim() === '') return { kind: 'json', value: undefined, mediaType };
  try {
    return { kind: 'json', value: JSON.parse(text), mediaType };
  } catch {
    return unreadable('not JSON');
  }
}
