/** The reason for an unreadable body. */
export type UnreadableReason = 'redirect' | 'not JSON' | 'too long' | 'broken off' | 'timeout';

/** A parsed body, or why it is unreadable. */
export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown; readonly mediaType: string }
  | { readonly kind: 'unreadable'; readonly reason: UnreadableReason };

/**
 * Reads the body of a response as JSON and ignores its media type; an empty body is `undefined`. Stops at `maxBytes`, and
 * always releases the connection.
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
  // Unlike toString(), TextDecoder removes a byte order mark, which JSON.parse() rejects.
  const text = new TextDecoder().decode(Buffer.concat(parts));
  if (text.trim() === '') return { kind: 'json', value: undefined, mediaType };
  try {
    return { kind: 'json', value: JSON.parse(text), mediaType };
  } catch {
    return unreadable('not JSON');
  }
}
