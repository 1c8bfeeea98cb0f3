import { crc32 } from 'node:zlib';
import { type Instant, instant } from '../../../fhir/instant.ts';
import type { Standing, StoredEntry } from '../store.ts';
import { StoreError } from '../store-error.ts';

/**
 * The version of the form of a line. Every version ends a line with the checksum of the text before it, so that a newer
 * version is not taken for damage.
 */
const FORMAT = 1;

const LINE_END = 0x0a;
const ENTRY_KEY = Buffer.from(',"entry":');
const CHECKSUM_SHAPE = /^,"crc32":"([0-9a-f]{8})"\}$/;
const CHECKSUM_LENGTH = ',"crc32":"00000000"}'.length;

/** The members of a line before its entry. */
interface Header {
  readonly format: number;
  readonly number: number;
  readonly whole?: true;
  /** The last line of each append has the standing after it: an append counts when this line is there. */
  readonly usedAt?: number;
  readonly hasDefects?: boolean;
  readonly dueAt?: number;
}

/** A line of a log file. */
export interface Line {
  readonly number: number;
  /** Whether its entry is the whole state so far. */
  readonly isWhole: boolean;
  /** The standing after it; undefined when a later line belongs to the same append. */
  readonly standing: Standing | undefined;
  /** The bytes of the line, with its end. */
  readonly bytes: Buffer;
  /** Where the JSON of the entry begins in the bytes. */
  readonly entryStart: number;
}

/** The lines of a log file. */
export interface ParsedLog {
  readonly lines: readonly Line[];
  /** The bytes of the lines; more bytes in the file are those of an append that a crash interrupted. */
  readonly size: number;
  /** The index of the last line with a whole entry. */
  readonly wholeIndex: number;
}

/** Returns the lines of an append. */
export function formatAppend(
  entries: readonly StoredEntry[],
  standing: Standing,
  isCreation = false,
): readonly Buffer[] {
  return entries.map(({ number, json }, index) =>
    formatLine(json, {
      format: FORMAT,
      number,
      ...(isCreation && index === 0 && { whole: true }),
      ...(index === entries.length - 1 && standingMembers(standing)),
    }),
  );
}

/** Returns the line of a whole entry. */
export function formatWhole({ number, json }: StoredEntry, standing: Standing): Buffer {
  return formatLine(json, { format: FORMAT, number, whole: true, ...standingMembers(standing) });
}

function standingMembers({ usedAt, hasDefects, dueAt }: Standing): Partial<Header> {
  return { usedAt, hasDefects, ...(dueAt !== undefined && { dueAt }) };
}

function formatLine(json: string, header: Header): Buffer {
  const text = `${JSON.stringify(header).slice(0, -1)},"entry":${json}`;
  return Buffer.from(`${text},"crc32":"${formatChecksum(crc32(text))}"}\n`);
}

function formatChecksum(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

/** Returns the entry of a line. */
export function readEntry({ number, bytes, entryStart }: Line): StoredEntry {
  return { number, json: bytes.toString('utf8', entryStart, bytes.length - CHECKSUM_LENGTH - 1) };
}

/**
 * Parses the content of a log file. Lines at its end without the last line of their append are left out.
 * @throws StoreError naming file and line, when the content is damaged
 */
export function parseLog(content: Buffer, path: string): ParsedLog {
  const lines: Line[] = [];
  let start = 0;
  let size = 0;
  let count = 0;
  let wholeIndex = -1;
  for (let end = content.indexOf(LINE_END); end >= 0; end = content.indexOf(LINE_END, start)) {
    const place = `${path}:${lines.length + 1}`;
    const line = parseLine(content.subarray(start, end + 1), place);
    checkOrder(lines.at(-1), line, place);
    if (line.isWhole) wholeIndex = lines.length;
    lines.push(line);
    start = end + 1;
    if (line.standing === undefined) continue;
    size = start;
    count = lines.length;
  }
  lines.length = count;
  if (wholeIndex < 0 || wholeIndex >= count) {
    throw damage(`${path}:${count + 1}`, 'a line with the whole state', `${content.length - size} bytes without it`);
  }
  return { lines, size, wholeIndex };
}

/**
 * Returns the standing at the end of a log file from its last bytes.
 * @param isComplete whether they are the whole file
 * @returns undefined when they do not have an intact last line
 */
export function parseLastStanding(tail: Buffer, isComplete: boolean): Standing | undefined {
  const start = tail.lastIndexOf(LINE_END, -2) + 1;
  if (tail.at(-1) !== LINE_END || (start === 0 && !isComplete)) return undefined;
  try {
    return parseLine(tail.subarray(start), '').standing;
  } catch {
    return undefined;
  }
}

function parseLine(bytes: Buffer, place: string): Line {
  const textEnd = bytes.length - 1 - CHECKSUM_LENGTH;
  const expected = CHECKSUM_SHAPE.exec(bytes.toString('latin1', Math.max(textEnd, 0), bytes.length - 1))?.[1];
  if (expected === undefined) {
    throw damage(place, 'a line that ends with its checksum', `${bytes.length - 1} bytes that do not`);
  }
  const actual = formatChecksum(crc32(bytes.subarray(0, textEnd)));
  if (actual !== expected) throw damage(place, `text with the checksum ${expected}`, `text with ${actual}`);
  const headerEnd = bytes.indexOf(ENTRY_KEY);
  const header = parseHeader(bytes.toString('utf8', 0, Math.max(headerEnd, 0)));
  if (header?.format !== undefined && header.format > FORMAT) {
    throw new StoreError(
      `${place}: expected format ${FORMAT}, got ${header.format}. A newer version of xis-testkit wrote it: use that version.`,
    );
  }
  if (header === undefined) throw damage(place, `a line of format ${FORMAT}`, 'another line with a right checksum');
  return {
    number: header.number,
    isWhole: header.whole === true,
    standing: readStanding(header),
    bytes,
    entryStart: headerEnd + ENTRY_KEY.length,
  };
}

function parseHeader(text: string): Header | undefined {
  try {
    const header = JSON.parse(`${text}}`) as Partial<Header>;
    return Number.isInteger(header.number) && Number.isInteger(header.format) ? (header as Header) : undefined;
  } catch {
    return undefined;
  }
}

function readStanding({ number, usedAt, hasDefects, dueAt }: Header): Standing | undefined {
  if (usedAt === undefined) return undefined;
  return { number, usedAt: instant(usedAt), hasDefects: hasDefects === true, dueAt: dueAt as Instant | undefined };
}

/** A whole entry has the number of the entry before it; every other entry has the next one. */
function checkOrder(previous: Line | undefined, line: Line, place: string): void {
  if (previous === undefined) return;
  const expected = line.isWhole ? previous.number : previous.number + 1;
  if (line.number !== expected) throw damage(place, `entry ${expected}`, `entry ${line.number}`);
}

/** Returns the error of a damaged file; its texts have no content of the file. */
export function damage(place: string, expected: string, actual: string): StoreError {
  return new StoreError(
    `${place}: expected ${expected}, got ${actual}. The file is damaged: restore it from a backup, or remove it to lose this organization.`,
  );
}
