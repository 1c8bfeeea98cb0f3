/** A call of `xis-testkit` that means the same with and without a shell. */
export interface CommandLine {
  readonly environment: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Matches a part of a word that a shell leaves as it is, but for the quotes around it. */
const PART = /"(?<double>[^"\\$`]*)"|'(?<single>[^']*)'|(?<bare>[^\s"'\\$`|&;<>(){}*?[\]#~!]+)/y;
const ASSIGNMENT = /^([A-Z_]+)=(.*)$/s;

/** Parses a command line; returns undefined for another program, and for one that needs a shell. */
export function parseCommandLine(line: string): CommandLine | undefined {
  const words = splitWords(line.trim());
  const start = words?.findIndex((word) => !ASSIGNMENT.test(word)) ?? -1;
  if (words?.[start] !== 'xis-testkit') return undefined;
  const assignments = words.slice(0, start).map((word) => (ASSIGNMENT.exec(word) ?? []).slice(1, 3));
  return { environment: Object.fromEntries(assignments), args: words.slice(start + 1) };
}

/** Splits a line at its spaces, as a shell does; returns undefined when it has more than words and quotes. */
function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  for (let at = 0; at < line.length; at = PART.lastIndex) {
    const spaces = /^ */.exec(line.slice(at))?.[0].length ?? 0;
    PART.lastIndex = at + spaces;
    const { double, single, bare } = PART.exec(line)?.groups ?? {};
    const text = double ?? single ?? bare;
    if (text === undefined) return undefined;
    if (spaces > 0 || at === 0) words.push(text);
    else words.push((words.pop() ?? '') + text);
  }
  return words;
}
