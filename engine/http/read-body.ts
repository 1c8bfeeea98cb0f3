import { isUtf8 } from 'node:buffer';

/** The reason for an unreadable body. */
export type UnreadableReason = 'redirect' | 'not JSON' | 'too long' | 'broken off' | 'timeout';

/** A parsed body, or why it is unreadable. */
export type ReadBody =
  | { readonly kind: 'json'; readonly value: unknown; readonly mediaType: string; readonly isUtf8: boolean }
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
  const [mediaType = '', ...parameters] = (response.headers.get('content-type') ?? '').toLowerCase().split(';');
  const { text, isUtf8 } = decode(Buffer.concat(parts), parameters);
  const json = { kind: 'json' as const, mediaType: mediaType.trim(), isUtf8 };
  if (text.trim() === '') return { ...json, value: undefined };
  try {
    return { ...json, value: JSON.parse(text) };
  } catch {
    return unreadable('not JSON');
  }
}

/**
 * Decodes a body as UTF-8 (TR-14). Bytes that are not UTF-8 are decoded as declared, or as Windows-1252, in which names keep
 * their accents.
 */
function decode(bytes: Buffer, parameters: readonly string[]): { readonly text: string; readonly isUtf8: boolean } {
  const declared = findCharset(parameters);
  // The bytes of UTF-16 can be valid UTF-8, with a NUL beside each letter.
  if (isUtf8(bytes) && !declared?.startsWith('utf-16')) {
    // Unlike toString(), TextDecoder removes a byte order mark, which JSON.parse() rejects.
    return { text: new TextDecoder().decode(bytes), isUtf8: true };
  }
  const encoding = declared === undefined || declared === 'utf-8' ? 'windows-1252' : declared;
  return { text: new TextDecoder(encoding).decode(bytes), isUtf8: false };
}

/** Returns the encoding of a `charset` parameter; undefined where it is missing or unknown. */
function findCharset(parameters: readonly string[]): string | undefined {
  const charset = parameters
    .map((parameter) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/.exec(parameter)?.[1])
    .find(Boolean);
  try {
    return charset === undefined ? undefined : new TextDecoder(charset).encoding;
  } catch {
    return undefined;
  }
}
