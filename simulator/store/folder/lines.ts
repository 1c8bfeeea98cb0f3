import { crc32 } from 'node:zlib';
import { instant } from '../../../fhir/instant.ts';
import type { Standing, StoredEntry } from '../store.ts';
import { DamageError, StoreError } from '../store-error.ts';

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
  /** The number of the last entry before the write of this line; absent in the first line of a write. */
  readonly after?: number;
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

/**
 * Returns the lines of an append.
 * @param after the number of the last entry before the write, which may be of several appends; 0 creates an organization
 */
export function formatAppend(entries: readonly StoredEntry[], standing: Standing, after: number): readonly Buffer[] {
  return entries.map(({ number, json }, index) =>
    formatLine(json, {
      format: FORMAT,
      number,
      ...(number === 1 && { whole: true }),
      ...(number > after + 1 && { after }),
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
    if (isTorn(content, start, end, lines.at(-1)?.header.number ?? 0)) break;
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

/**
 * Returns whether a line is of a write that a crash of the machine interrupted. The operating system writes the pages of a
 * file in any order: zeros are in the place of one that is missing, and lines of the same write may follow.
 * @param last the number of the entry before the line
 */
function isTorn(content: Buffer, lineStart: number, lineEnd: number, last: number): boolean {
  if (!content.subarray(lineStart, lineEnd).includes(0)) return false;
  for (let start = lineEnd, end = nextEnd(content, start); end > 0; start = end, end = nextEnd(content, end)) {
    if (!isIntact(content, start, end)) continue;
    const { number, whole, after = whole ? number : number - 1 } = parseLine(content, start, end, '', 1).header;
    if (after > last) return false;
  }
  return true;
}

function nextEnd(content: Buffer, start: number): number {
  return content.indexOf(LINE_END, start) + 1;
}

/**
 * Returns the standing at the end of a log file from its last bytes.
 * @param isComplete whether they are the whole file
 * @returns undefined when they do not have an intact last write
 */
export function parseLastStanding(tail: Buffer, isComplete: boolean): Standing | undefined {
  if (tail.at(-1) !== LINE_END) return undefined;
  let last: Header | undefined;
  for (let end = tail.length; end > 0; ) {
    const start = end === 1 ? 0 : tail.lastIndexOf(LINE_END, end - 2) + 1;
    if ((start === 0 && !isComplete) || !isIntact(tail, start, end)) return undefined;
    const header = parseHeader(tail, start);
    last ??= header;
    if (header === undefined || header.format > FORMAT) return undefined;
    if (header.after === undefined) return readStanding(last);
    end = start;
  }
  return undefined;
}

function isIntact(content: Buffer, start: number, end: number): boolean {
  const { expected, actual } = readChecksums(content, start, end);
  return expected === actual;
}

/** Returns the checksum at the end of a line, and that of the text before it. */
function readChecksums(content: Buffer, start: number, end: number): { expected: string | undefined; actual: string } {
  const textEnd = Math.max(start, end - 1 - CHECKSUM_LENGTH);
  return {
    expected: CHECKSUM_SHAPE.exec(content.toString('latin1', textEnd, end - 1))?.[1],
    actual: formatChecksum(crc32(content.subarray(start, textEnd))),
  };
}

function parseLine(content: Buffer, start: number, end: number, path: string, number: number): Line {
  const { expected, actual } = readChecksums(content, start, end);
  if (expected === undefined) {
    throw damage(path, number, 'a line that ends with its checksum', `${end - 1 - start} bytes that do not`);
  }
  if (actual !== expected) throw damage(path, number, `text with the checksum ${expected}`, `text with ${actual}`);
  const header = parseHeader(content, start);
  if (header === undefined) throw damage(path, number, `a line of format ${FORMAT}`, 'another line');
  if (header.format > FORMAT) {
    throw new StoreError(
      `${path}:${number}: expected format ${FORMAT}, got ${header.format}. A newer version of xis-testkit wrote it: use that version.`,
    );
  }
  return { header, start, entryStart: content.indexOf(ENTRY_KEY, start) + ENTRY_KEY.length, end };
}

function parseHeader(content: Buffer, start: number): Header | undefined {
  const text = content.toString('latin1', start, Math.max(start, content.indexOf(ENTRY_KEY, start)));
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
export function damage(path: string, line: number, expected: string, actual: string): DamageError {
  return new DamageError(
    `${path}:${line}: expected ${expected}, got ${actual}. The file is damaged: restore it from a backup, or remove it to lose this organization.`,
  );
}
