import { isUtf8 } from 'node:buffer';
import { defined } from '../../schema/defined.ts';
import type { Failure } from '../../transport/failure.ts';
import { parseJson } from '../../transport/parse-json.ts';

/** A parsed body; it is unreadable with a failure, and where `isJson` is false. */
export interface ParsedBody {
  /** Undefined for an empty body. */
  readonly value: unknown;
  readonly isJson: boolean;
  readonly mediaType: string;
  readonly isUtf8: boolean;
  readonly failure?: Failure;
}

/** Parses a body as JSON and ignores its media type. */
export function parseBody(bytes: Buffer, contentType: string): ParsedBody {
  const [mediaType = '', ...parameters] = contentType.toLowerCase().split(';');
  const { text, isUtf8 } = decode(bytes, parameters);
  const isEmpty = text.trim() === '';
  const { value, failure } = isEmpty ? {} : parseJson(text);
  return {
    value,
    isJson: isEmpty || value !== undefined,
    mediaType: mediaType.trim(),
    isUtf8,
    ...defined({ failure }),
  };
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
