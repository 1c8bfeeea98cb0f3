import { readFile } from 'node:fs/promises';
import { ConfigurationError } from './mistake.ts';

/** The options for reading a text file. */
export interface ReadTextOptions {
  /**
   * Replaces bytes that are not UTF-8 instead of rejecting the file: for files that a crash may have cut off in the middle
   * of a character.
   */
  readonly replaceInvalidBytes?: boolean;
}

/**
 * Reads a text file: UTF-8 with or without byte order mark, or UTF-16 with one, as Windows PowerShell writes it.
 * @param what the kind of file that is expected, such as `a configuration file`
 * @throws ConfigurationError when the file cannot be read or decoded
 */
export async function readTextFile(path: string, what: string, options: ReadTextOptions = {}): Promise<string> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw fileError(error, path, what);
  }
  return decodeText(bytes, path, options);
}

const FILE_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  ENOTDIR: 'no such file',
  EISDIR: 'a directory',
  EACCES: 'a file without permission to read it',
  EPERM: 'a file without permission to read it',
};

/** Converts an error of the file system to one that names the expected file. */
export function fileError(error: unknown, path: string, what: string): ConfigurationError {
  const { code = 'an error' } = error as NodeJS.ErrnoException;
  const got = FILE_ERRORS[code] ?? `${code} when reading it`;
  return new ConfigurationError([{ path: [], message: `expected ${what}, got ${got}` }], () => path, { cause: error });
}

/**
 * Decodes the bytes of a text file.
 * @param name of the file in messages
 * @throws ConfigurationError with line and column of the first byte that is not UTF-8
 */
export function decodeText(bytes: Uint8Array, name: string, options: ReadTextOptions = {}): string {
  const fail = (place: string, message: string): never => {
    throw new ConfigurationError([{ path: [], message }], () => place);
  };
  const [first, second] = bytes;
  const encoding =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
  const isFatal = options.replaceInvalidBytes !== true;
  if (isFatal && encoding === 'utf-8' && (first === 0 || second === 0)) {
    fail(name, 'expected UTF-8, got UTF-16 without a byte order mark: save the file as UTF-8');
  }
  try {
    return new TextDecoder(encoding, { fatal: isFatal }).decode(bytes);
  } catch {
    if (encoding !== 'utf-8')
      fail(name, `expected UTF-16 text after its byte order mark, got other bytes: save the file as UTF-8`);
    const offset = invalidByteAt(bytes);
    const byte = (bytes[offset] ?? 0).toString(16).toUpperCase().padStart(2, '0');
    return fail(
      `${name}:${placeOf(bytes.subarray(0, offset))}`,
      `expected UTF-8, got the byte 0x${byte}: save the file as UTF-8`,
    );
  }
}

/** Returns the offset of the first byte that cannot belong to UTF-8 text. */
function invalidByteAt(bytes: Uint8Array): number {
  let [valid, invalid] = [0, bytes.length];
  while (valid < invalid) {
    const middle = Math.ceil((valid + invalid) / 2);
    if (isStartOfUtf8(bytes.subarray(0, middle))) valid = middle;
    else invalid = middle - 1;
  }
  return endOfLastCharacter(bytes.subarray(0, valid));
}

/** Returns whether the bytes are UTF-8, or would be if their last character were complete. */
function isStartOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

/** Returns where the last complete character ends. */
function endOfLastCharacter(bytes: Uint8Array): number {
  return Buffer.byteLength(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes, { stream: true }));
}

/** Returns line and column of the end of a text, as `3:7`. */
function placeOf(before: Uint8Array): string {
  const lines = new TextDecoder().decode(before).split('\n');
  return `${lines.length}:${(lines.at(-1)?.length ?? 0) + 1}`;
}
