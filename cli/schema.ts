import { readFile } from 'node:fs/promises';
import { Argument, Command } from 'commander';
import { packagePath } from '../package/files.ts';
import { stdout } from './output.ts';
import { SCHEMAS, type SchemaName, schemaPath } from './schema/schemas.ts';

/** Creates `xis-testkit schema`, which prints a JSON Schema for editors and other tools. */
export function schemaCommand(): Command {
  const list = Object.entries(SCHEMAS).map(([name, { describes }]) => `  ${name.padEnd(16)}${describes}`);
  return new Command('schema')
    .addArgument(new Argument('<name>', 'the schema').choices(Object.keys(SCHEMAS)))
    .addHelpText('after', `\nSchemas:\n${list.join('\n')}`)
    .action(async (name: SchemaName) => stdout.write(await readFile(packagePath(schemaPath(name)), 'utf8')));
}
