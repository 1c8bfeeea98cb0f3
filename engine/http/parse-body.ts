import { isUtf8 } from 'node:buffer';
import { isNestedTooDeep } from '../../schema/nesting.ts';

/** A parsed body, or why it is unreadable. */
export type ParsedBody =
  | { readonly kind: 'json'; readonly value: unknown; readonly mediaType: string; readonly isUtf8: boolean }
  | { readonly kind: 'unreadable'; readonly reason: 'not JSON' | 'nested too deep' };

/** Parses a body as JSON and ignores its media type; an empty body is `undefined`. */
export function parseBody(bytes: Buffer, contentType: string): ParsedBody {
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';');
  const { text, isUtf8 } = decode(bytes, parameters);
  const json = { kind: 'json' as const, mediaType: mediaType.trim(), isUtf8 };
  if (text.trim() === '') return { ...json, value: undefined };
  if (isNestedTooDeep(text)) return { kind: 'unreadable', reason: 'nested too deep' };
  try {
    return { ...json, value: JSON.parse(text) };
  } catch {
    return { kind: 'unreadable', reason: 'not JSON' };
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
