import { crc32 } from 'node:zlib';
import { instant } from '../../../fhir/instant.ts';
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
  /** Whether the entry is the whole state so far. */
  readonly whole?: true;
  /** The last line of each append has the standing after it: an append counts when this line is there. */
  readonly usedAt?: number;
  readonly reachesOthers?: boolean;
  readonly dueAt?: number;
}

/** A line of a log file: where it is in the content of the file, its end included. */
export interface Line {
  readonly header: Header;
  readonly start: number;
  readonly entryStart: number;
  readonly end: number;
}

/** The lines of a log file. */
export interface ParsedLog {
  readonly content: Buffer;
  readonly lines: readonly Line[];
  /** The bytes of the lines; more bytes in the content are those of an append that a crash interrupted. */
  readonly size: number;
  /** The index of the last line with a whole entry. */
  readonly wholeIndex: number;
  readonly last: Standing;
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

function standingMembers({ usedAt, reachesOthers, dueAt }: Standing): Partial<Header> {
  return { usedAt, reachesOthers, ...(dueAt !== undefined && { dueAt }) };
}

function formatLine(json: string, header: Header): Buffer {
  const text = `${JSON.stringify(header).slice(0, -1)},"entry":${json}`;
  return Buffer.from(`${text},"crc32":"${formatChecksum(crc32(text))}"}\n`);
}

function formatChecksum(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

/** Returns the entry of a line. */
export function readEntry({ content }: ParsedLog, { header: { number }, entryStart, end }: Line): StoredEntry {
  return { number, json: content.toString('utf8', entryStart, end - 1 - CHECKSUM_LENGTH) };
}

/**
 * Parses the content of a log file. Lines at its end without the last line of their append are left out.
 * @throws StoreError naming file and line, when the content is damaged
 */
export function parseLog(content: Buffer, path: string): ParsedLog {
  const lines: Line[] = [];
  let size = 0;
  let count = 0;
  let wholeIndex = -1;
  for (let start = 0, end = nextEnd(content, 0); end > 0; start = end, end = nextEnd(content, end)) {
    const line = parseLine(content, start, end, path, lines.length + 1);
    checkOrder(lines.at(-1)?.header, line.header, path, lines.length + 1);
    if (line.header.whole) wholeIndex = lines.length;
    lines.push(line);
    if (line.header.usedAt === undefined) continue;
    size = end;
    count = lines.length;
  }
  lines.length = count;
  const last = readStanding(lines.at(-1)?.header);
  if (last === undefined || wholeIndex < 0 || wholeIndex >= count) {
    throw damage(path, count + 1, 'a line with the whole state', `${content.length - size} bytes without it`);
  }
  return { content, lines, size, wholeIndex, last };
}

function nextEnd(content: Buffer, start: number): number {
  return content.indexOf(LINE_END, start) + 1;
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
    return readStanding(parseLine(tail, start, tail.length, '', 1).header);
  } catch {
    return undefined;
  }
}

function parseLine(content: Buffer, start: number, end: number, path: string, number: number): Line {
  const textEnd = Math.max(start, end - 1 - CHECKSUM_LENGTH);
  const expected = CHECKSUM_SHAPE.exec(content.toString('latin1', textEnd, end - 1))?.[1];
  if (expected === undefined) {
    throw damage(path, number, 'a line that ends with its checksum', `${end - 1 - start} bytes that do not`);
  }
  const actual = formatChecksum(crc32(content.subarray(start, textEnd)));
  if (actual !== expected) throw damage(path, number, `text with the checksum ${expected}`, `text with ${actual}`);
  const headerEnd = content.indexOf(ENTRY_KEY, start);
  const header = parseHeader(content.toString('latin1', start, Math.max(start, headerEnd)));
  if (header === undefined) throw damage(path, number, `a line of format ${FORMAT}`, 'another line');
  if (header.format > FORMAT) {
    throw new StoreError(
      `${path}:${number}: expected format ${FORMAT}, got ${header.format}. A newer version of xis-testkit wrote it: use that version.`,
    );
  }
  return { header, start, entryStart: headerEnd + ENTRY_KEY.length, end };
}

function parseHeader(text: string): Header | undefined {
  try {
    const header = JSON.parse(`${text}}`) as Partial<Header>;
    return Number.isInteger(header.format) && Number.isInteger(header.number) ? (header as Header) : undefined;
  } catch {
    return undefined;
  }
}

function readStanding(header: Header | undefined): Standing | undefined {
  if (header?.usedAt === undefined) return undefined;
  const { number, usedAt, reachesOthers, dueAt } = header;
  return {
    number,
    usedAt: instant(usedAt),
    reachesOthers: reachesOthers === true,
    ...(dueAt !== undefined && { dueAt: instant(dueAt) }),
  };
}

/** A whole entry has the number of the entry before it; every other entry has the next one. */
function checkOrder(previous: Header | undefined, header: Header, path: string, number: number): void {
  if (previous === undefined) return;
  const expected = header.whole ? previous.number : previous.number + 1;
  if (header.number !== expected) throw damage(path, number, `entry ${expected}`, `entry ${header.number}`);
}

/** Returns the error of a damaged file; its text has no content of the file. */
export function damage(path: string, line: number, expected: string, actual: string): StoreError {
  return new StoreError(
    `${path}:${line}: expected ${expected}, got ${actual}. The file is damaged: restore it from a backup, or remove it to lose this organization.`,
  );
}
