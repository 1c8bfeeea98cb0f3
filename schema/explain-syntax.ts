import type { YAMLError } from 'yaml';
import type { Mistake } from './mistake.ts';

/** The first mistake of a text, in the words of somebody who writes it. */
interface SyntaxMistake {
  /** The place in the text. */
  readonly offset: number;
  readonly message: string;
}

/** The part of a key that is shown. */
const MAX_KEY_LENGTH = 80;

/** A line that is no comment and not empty. */
interface Line {
  /** From 0. */
  readonly index: number;
  readonly offset: number;
  readonly text: string;
  readonly column: number;
  readonly isItem: boolean;
}

/** Returns the number of the line of an offset, from 0. */
type LineOf = (offset: number) => number;

/**
 * Explains the errors of the YAML parser. After a mistake of syntax the parser guesses, so what follows the first one is of
 * no use; only keys that occur twice are independent of one another.
 * @param errors in the order of the text, at least one
 * @returns mistakes whose path is their offset
 */
export function explainSyntax(text: string, errors: readonly YAMLError[], lineOf: LineOf): readonly Mistake[] {
  const [first] = errors;
  if (!first) return [];
  const found =
    first.code === 'DUPLICATE_KEY' ? explainDuplicates(text, errors, lineOf) : [explainFirst(text, first, lineOf)];
  return found.map(({ offset, message }) => ({ path: [offset], message }));
}

/** An item of a list without its dash repeats the keys of the item before, line by line: the first one is the mistake. */
function explainDuplicates(text: string, errors: readonly YAMLError[], lineOf: LineOf): readonly SyntaxMistake[] {
  const keys = errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ pos: [offset] }) => ({ offset, line: lineOf(offset) }));
  return keys
    .filter(({ line }, index) => keys[index - 1]?.line !== line - 1)
    .map(({ offset, line }) => {
      const key = /^["']?([\w-]+)/.exec(text.slice(offset, offset + MAX_KEY_LENGTH))?.[1];
      const got = key === undefined ? 'it' : `'${key}'`;
      const isFollowed = keys.some((other) => other.line === line + 1);
      const advice = isFollowed ? "; a new item of a list begins with '- '" : '';
      return { offset, message: `expected each key once, got ${got} again${advice}` };
    });
}

function explainFirst(text: string, { code, message, pos: [offset] }: YAMLError, lineOf: LineOf): SyntaxMistake {
  const expected = explainCode(text[offset] ?? '', code, message);
  if (expected !== undefined) return { offset, message: expected };
  if (message.startsWith('Flow ')) return explainOpenBracket(text, offset);
  const isJson = /^\s*[{[]/.test(text);
  const found = isJson ? undefined : explainLines(text, lineOf(offset));
  if (found) return found;
  const advice = code === 'BLOCK_AS_IMPLICIT_KEY' ? '; a text with a colon and a space needs quotes' : '';
  return { offset, message: `expected YAML or JSON, got: ${message}${advice}` };
}

/** Explains an error that has one reason, and is found where it is. */
function explainCode(character: string, code: YAMLError['code'], message: string): string | undefined {
  const quote = /Missing closing (["'])/.exec(message)?.[1];
  if (quote !== undefined) return `expected a closing ${quote}`;
  const bracket = /Unexpected flow-\w+-end token.*"(.)"/.exec(message)?.[1];
  if (bracket !== undefined) return `expected no '${bracket}' without its opening bracket`;
  if (code === 'MULTIPLE_DOCS') return 'expected one document, got another';
  if (code === 'BAD_SCALAR_START') return `expected quotes around a text that begins with '${character}'`;
  if (code === 'TAB_AS_INDENT') return 'expected spaces as indentation, got a tab';
  return code === 'BLOCK_IN_FLOW' ? 'expected a comma between the entries of { } or [ ]' : undefined;
}

const CLOSING: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

/** Finds the last bracket before an offset that is not closed. */
function explainOpenBracket(text: string, before: number): SyntaxMistake {
  let closed = 0;
  for (let offset = before - 1; offset >= 0; offset--) {
    const character = text[offset] ?? '';
    if (character === '}' || character === ']') closed++;
    else if (character in CLOSING && closed-- === 0) {
      return { offset, message: `expected a closing ${CLOSING[character]} for this ${character}` };
    }
  }
  return { offset: before, message: 'expected a closing bracket' };
}

/** Explains the indentation, the dash or the colon of a line or the next one, if one of these is wrong. */
function explainLines(text: string, index: number): SyntaxMistake | undefined {
  const lines = toLines(text);
  const at = lines.findIndex((line) => line.index >= index);
  const line = lines[at];
  if (!line) return undefined;
  const offset = line.offset + line.column;
  if (/^\s*-[^\s-]/.test(line.text)) return { offset, message: "expected a space after the dash of a list: '- '" };
  if (isWithoutColon(line)) return { offset, message: "expected a colon and a space after the key: 'key: value'" };
  return explainIndentation(lines, at) ?? explainIndentation(lines, at + 1);
}

function toLines(text: string): readonly Line[] {
  let offset = 0;
  return text.split('\n').flatMap((line, index) => {
    const start = offset;
    offset += line.length + 1;
    const column = line.search(/[^ ]/);
    if (column < 0 || /^\s*(?:#|---|\r?$)/.test(line)) return [];
    return [{ index, offset: start, text: line, column, isItem: /^ *-(?:\s|$)/.test(line) }];
  });
}

function isWithoutColon({ text, isItem }: Line): boolean {
  return !isItem && !/:(?:\s|$)/.test(text) && /^\s*[\w-]/.test(text);
}

/** Compares the indentation of a line with those of the lists and objects that it may belong to. */
function explainIndentation(lines: readonly Line[], at: number): SyntaxMistake | undefined {
  const line = lines[at];
  const previous = lines[at - 1];
  if (!line || !previous) return undefined;
  const open = openLevels(lines.slice(0, at));
  const alike = open.filter(({ isItem }) => isItem === line.isItem);
  const levels = alike.length > 0 ? alike : open;
  const opensBlock = /(?:[:-]|[|>][-+\d]*)\s*(?:#.*)?$/.test(previous.text);
  if (levels.some(({ column }) => column === line.column)) return undefined;
  if (opensBlock && line.column > previous.column) return undefined;
  const near = levels.filter(({ column }) => Math.abs(column - line.column) <= 2);
  const fitting = (near.length > 0 ? near : levels.slice(-1)).map(
    ({ column, index }) => `${spaces(column)} as in line ${index + 1}`,
  );
  if (fitting.length === 0) return undefined;
  const message = `expected another indentation, ${fitting.join(' or ')}, got ${spaces(line.column)}`;
  return { offset: line.offset + line.column, message };
}

function spaces(count: number): string {
  return count === 1 ? '1 space' : `${count} spaces`;
}

interface Level {
  readonly column: number;
  readonly isItem: boolean;
  /** The last line of it, from 0. */
  readonly index: number;
}

/** Returns the lists and objects that are open after some lines, the outermost first. */
function openLevels(lines: readonly Line[]): readonly Level[] {
  const levels: Level[] = [];
  for (const { text, column, isItem, index } of lines) {
    while ((levels.at(-1)?.column ?? -1) >= column) levels.pop();
    if (isItem) levels.push({ column, isItem: true, index });
    const key = /^(?:- *)?(?=[^\s{[#-])/.exec(text.slice(column));
    if (key) levels.push({ column: column + key[0].length, isItem: false, index });
  }
  return levels;
}
