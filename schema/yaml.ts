import { createRequire } from 'node:module';
import type { Document, Node, YAMLError } from 'yaml';
import { isTooDeep, MAX_DEPTH } from './depth.ts';
import { explainSyntax } from './explain-syntax.ts';
import { ConfigurationError, formatPath, type Mistake } from './mistake.ts';
import { readTextFile } from './text-file.ts';

/** A parsed YAML or JSON text that knows the place of each of its values. */
export interface YamlDocument {
  readonly value: unknown;
  /** Returns the place of a mistake: `practice.yaml:12:5 organizations[0].agb`. */
  locate(mistake: Pick<Mistake, 'path' | 'atKey'>): string;
}

/** A few lines of nested aliases can mean gigabytes. */
const MAX_ALIASES = 1000;

/** The YAML parser needs about a hundred times the memory of its text; JSON has no such limit. */
const MAX_YAML_CHARACTERS = 10_000_000;

/**
 * Reads a file of YAML, or of JSON (which is YAML as well).
 * @param what the kind of file that is expected, such as `a configuration file`
 * @throws ConfigurationError with line and column when the file cannot be read or parsed
 */
export async function readYamlFile(path: string, what: string): Promise<YamlDocument> {
  return parseYaml(await readTextFile(path, what), path);
}

/**
 * Parses YAML, or JSON (which is YAML as well). Dates stay text.
 * @param name of the text in messages
 * @throws ConfigurationError with line and column of what cannot be parsed
 */
export function parseYaml(text: string, name: string): YamlDocument {
  const source = text.startsWith('\ufeff') ? text.slice(1) : text;
  const json = parseJson(source);
  if (json) {
    expectDepth(json.value, name);
    return { value: json.value, locate: locateInJson(source, name) };
  }
  if (source.length > MAX_YAML_CHARACTERS) {
    throw errorAt(name, `expected JSON, or YAML of at most ${MAX_YAML_CHARACTERS} characters, got ${source.length}`);
  }
  if (mayBeDeep(source)) expectShallow(source, name);
  const { document, placeOf, lineOf } = parseDocument(source, name);
  if (document.errors.length > 0) throw syntaxError(source, document.errors, { placeOf, lineOf });
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES });
  } catch (error) {
    const unknown = findUnknownAlias(document);
    if (unknown)
      throw errorAt(placeOf(unknown.offset), `expected the alias of an anchor, got '*${unknown.name}'`, error);
    throw errorAt(name, `expected at most ${MAX_ALIASES} values by aliases, got more`, error);
  }
  expectDepth(value, name);
  return { value, locate: (mistake) => locateIn(document, mistake, placeOf) };
}

/** Parses JSON without the YAML parser; returns undefined for a duplicate key, which JSON.parse() does not report. */
function parseJson(text: string): { readonly value: unknown } | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return hasDuplicateKey(text) ? undefined : { value };
  } catch {
    return undefined;
  }
}

/** @param json text that JSON.parse() accepts */
function hasDuplicateKey(json: string): boolean {
  const open: (Set<string> | undefined)[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') open.push(new Set());
    else if (character === '[') open.push(undefined);
    else if (character === '}' || character === ']') open.pop();
    else if (character === '"') {
      const start = at;
      for (at++; json[at] !== '"'; at++) if (json[at] === '\\') at++;
      let next = at + 1;
      while (/\s/.test(json[next] ?? '')) next++;
      if (json[next] !== ':') continue;
      const key = JSON.parse(json.slice(start, at + 1)) as string;
      const keys = open.at(-1);
      if (keys?.has(key)) return true;
      keys?.add(key);
    }
  }
  return false;
}

type PlaceOf = (offset: number) => string;

/** Finds the places of a text by offsets. */
interface Places {
  readonly placeOf: PlaceOf;
  /** Returns the number of a line, from 0. */
  lineOf(offset: number): number;
}

/** Loads the parser when the first text needs it. */
function loadYaml(): typeof import('yaml') {
  return createRequire(import.meta.url)('yaml');
}

function parseDocument(text: string, name: string): Places & { readonly document: Document.Parsed } {
  const yaml = loadYaml();
  const lineCounter = new yaml.LineCounter();
  // `core` has no dates: `2026-12-31` stays text.
  const document = yaml.parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'error', schema: 'core' });
  const placeOf = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  return { document, placeOf, lineOf: (offset) => lineCounter.linePos(offset).line - 1 };
}

function syntaxError(text: string, errors: readonly YAMLError[], { placeOf, lineOf }: Places): ConfigurationError {
  const ordered = errors.toSorted((one, other) => one.pos[0] - other.pos[0]);
  return new ConfigurationError(explainSyntax(text, ordered, lineOf), ({ path }) => placeOf(Number(path[0])));
}

/** Returns the first alias without an anchor before it. */
function findUnknownAlias(document: Document.Parsed): { readonly name: string; readonly offset: number } | undefined {
  const { isAlias, visit } = loadYaml();
  const anchors = new Set<string>();
  let unknown: ReturnType<typeof findUnknownAlias>;
  visit(document, {
    Node(_key, node) {
      if (!isAlias(node)) anchors.add(node.anchor ?? '');
      else if (!anchors.has(node.source)) unknown ??= { name: node.source, offset: node.range?.[0] ?? 0 };
    },
  });
  return unknown;
}

function errorAt(place: string, message: string, cause?: unknown): ConfigurationError {
  return new ConfigurationError([{ path: [], message }], () => place, { cause });
}

function depthError(name: string): ConfigurationError {
  return errorAt(name, `expected at most ${MAX_DEPTH} levels of nesting, got more`);
}

/** Returns whether a text can have more levels than are allowed: each takes a bracket, or a column. */
function mayBeDeep(text: string): boolean {
  return (text.match(/[[{]/g)?.length ?? 0) > MAX_DEPTH || /^[ \t?:-]{100}/m.test(text);
}

/**
 * Parses a text without composing values. The parser composes recursively, and a regular expression that is compiled
 * where the stack is nearly full ends the process.
 */
function expectShallow(text: string, name: string): void {
  const { Lexer, Parser } = loadYaml();
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _token of parser.next(lexeme)) {
      // Only the depth matters.
    }
    // A level is one or two tokens on the stack, beside the document.
    if (parser.stack.length > 2 * MAX_DEPTH + 1) throw depthError(name);
  }
}

function expectDepth(root: unknown, name: string): void {
  if (isTooDeep(root)) throw depthError(name);
}

/** Parses the text once more, with places, when the first place is needed. */
function locateInJson(text: string, name: string): YamlDocument['locate'] {
  let parsed: ReturnType<typeof parseDocument> | undefined;
  return (mistake) => {
    if (text.length > MAX_YAML_CHARACTERS) return `${name} ${formatPath(mistake.path)}`;
    parsed ??= parseDocument(text, name);
    return locateIn(parsed.document, mistake, parsed.placeOf);
  };
}

function locateIn(document: Document.Parsed, mistake: Pick<Mistake, 'path' | 'atKey'>, placeOf: PlaceOf): string {
  return `${placeOf(offsetOf(document, mistake))} ${formatPath(mistake.path)}`;
}

/** Returns where the value (or the key) at a path begins; where it is missing, its nearest parent. */
function offsetOf(document: Document.Parsed, { path, atKey }: Pick<Mistake, 'path' | 'atKey'>): number {
  const { isAlias, isMap, isNode, isScalar, isSeq } = loadYaml();
  let node: Node | null | undefined = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [index, part] of path.entries()) {
    const target: Node | null | undefined = isAlias(node) ? node.resolve(document) : node;
    let child: unknown;
    if (isSeq(target)) child = target.items[Number(part)];
    if (isMap(target)) {
      const pair = target.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(part));
      const isKeyMeant = atKey === true && index === path.length - 1;
      child = isKeyMeant ? pair?.key : (pair?.value ?? pair?.key);
    }
    if (!isNode(child) || !child.range) return offset;
    [offset] = child.range;
    node = child;
  }
  return offset;
}
