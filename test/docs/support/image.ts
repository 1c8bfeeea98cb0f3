import { readFileSync } from 'node:fs';
import { VARIABLES } from '../../../cli/environment.ts';
import { root } from './documents.ts';

/** An instruction of the Dockerfile, such as `COPY` with `. .`, and the number of its stage. */
export interface Instruction {
  readonly name: string;
  readonly value: string;
  readonly stage: number;
}

/** A service of a compose file. */
export interface Service {
  readonly image: string;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, unknown>>;
  readonly profiles?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
}

/** A compose file. */
export interface ComposeFile {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes?: object;
}

/** The instructions of the Dockerfile, with continued lines joined and without comments. */
export const INSTRUCTIONS: readonly Instruction[] = readInstructions(readFileSync(`${root}Dockerfile`, 'utf8'));

/** The port at which a container of the image listens. */
export const IMAGE_PORT = Number(INSTRUCTIONS.find(({ name }) => name === 'EXPOSE')?.value);

/** The variables that the image understands: those of the command, and those of PostgreSQL's clients. */
export const IMAGE_VARIABLES: ReadonlySet<string> = new Set([...Object.values(VARIABLES), 'PGPASSWORD']);

function readInstructions(text: string): readonly Instruction[] {
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '');
  let stage = -1;
  return lines.map((line) => {
    const [, name = '', value = ''] = /^([A-Z]+) +(.*)$/.exec(line) ?? [];
    if (name === 'FROM') stage++;
    return { name, value: value.replaceAll(/ +/g, ' '), stage };
  });
}
