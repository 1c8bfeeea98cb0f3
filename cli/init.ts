import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { Argument, Command } from 'commander';
import { quoteForShell } from '../output/quote-for-shell.ts';
import { packagePath } from '../package/files.ts';
import { stdout } from './output.ts';
import { schemaPath } from './schema/schemas.ts';
import { UsageError } from './usage-error.ts';

/** The kinds of files, each with the command that uses one. */
const KINDS = {
  practice: (file: string) => `xis-testkit simulate --config ${file}`,
  scenario: (file: string) => `xis-testkit scenario ${file}`,
  check: (file: string) => `xis-testkit check --config ${file}`,
} as const;

type Kind = keyof typeof KINDS;

/** Creates `xis-testkit init`, which writes a small file to begin with, and its schema beside it. */
export function initCommand(): Command {
  return new Command('init')
    .addArgument(new Argument('<kind>', 'the kind of file').choices(Object.keys(KINDS)))
    .argument('[file]', 'the file to write (default: the kind with .yaml)')
    .action(run);
}

async function run(kind: Kind, file = `${kind}.yaml`): Promise<void> {
  const schema = join(dirname(file), `${kind}.schema.json`);
  if (file === '' || resolve(file) === resolve(schema)) throw new UsageError(`expected a file of YAML, got '${file}'`);
  if (existsSync(file)) throw existsError(file);
  await writeSchema(schema, await readFile(packagePath(schemaPath(kind)), 'utf8'));
  await writeNew(file, await readFile(packagePath(`fixtures/init/${kind}.yaml`), 'utf8'));
  const argument = /^[\w./-]+$/.test(file) ? file : quoteForShell(file);
  stdout.write(`${file} is written, and ${schema} for your editor. Use it:\n\n  ${KINDS[kind](argument)}\n`);
}

/** Writes a file that does not exist yet. */
async function writeNew(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx' });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code === 'EEXIST'
      ? existsError(path)
      : new UsageError(`${path} cannot be written (${code})`, { cause: error });
  }
}

function existsError(path: string): UsageError {
  return new UsageError(`${path} exists already: name another file`);
}

/** Writes a schema, also over one of another version. */
async function writeSchema(path: string, text: string): Promise<void> {
  const existing = await readFile(path, 'utf8').catch(() => undefined);
  if (existing === text) return;
  if (existing === undefined) return writeNew(path, text);
  const { $id } = JSON.parse(text) as { readonly $id: string };
  if (!existing.includes(`"${$id}"`)) throw new UsageError(`${path} exists already, and is not the schema ${$id}`);
  await writeFile(path, text);
}
