import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../package.json' with { type: 'json' };
import { COMMANDS } from '../../scripts/reference/command-line-page.ts';
import { root } from './support/documents.ts';
import { type ComposeFile, IMAGE_PORT, IMAGE_VARIABLES, INSTRUCTIONS } from './support/image.ts';

const FINAL = Math.max(...INSTRUCTIONS.map(({ stage }) => stage));
const final = INSTRUCTIONS.filter(({ stage }) => stage === FINAL);
const building = INSTRUCTIONS.filter(({ stage }) => stage < FINAL);
const ignored = readFileSync(join(root, '.dockerignore'), 'utf8').trim().split('\n');

/** Returns the values of an instruction, in the order of the file. */
function valuesOf(name: string, instructions: typeof INSTRUCTIONS = final): readonly string[] {
  return instructions.filter((instruction) => instruction.name === name).map(({ value }) => value);
}

/** Returns the names that an instruction sets, such as `ENV A=1 B=2`. */
function namesOf(value: string): readonly string[] {
  return [...value.matchAll(/(?<=^| )([\w.]+)=/g)].map(([, name = '']) => name);
}

/** Expects a command of xis-testkit whose options exist. */
function expectCommand([program, ...words]: readonly string[]): void {
  expect(program).toBe('xis-testkit');
  const command = COMMANDS.find((candidate) => candidate.name() === words[0]);
  expect(command?.parseOptions(words.slice(1)).unknown).toEqual([]);
}

describe('the image', () => {
  test('is of the recommended Node.js, in both stages', () => {
    const images = valuesOf('FROM', INSTRUCTIONS).map((value) => /node:\S+/.exec(value)?.[0]);
    expect(images).toEqual(['node:24-alpine', 'node:24-alpine']);
  });

  test('is built from files that exist and are not ignored', () => {
    expect(valuesOf('COPY', building)).toEqual(['. .']);
    const needed = ['package-lock.json', 'ui', 'scripts', ...manifest.files.map((path) => path.split('/')[0] ?? '')];
    for (const name of needed.filter((each) => each !== 'dist' && !each.startsWith('!'))) {
      expect(existsSync(join(root, name)), name).toBe(true);
      expect(ignored).not.toContain(name);
    }
  });

  test('is not built from what the build makes, nor from what is no part of the package', () => {
    expect(ignored).toEqual(expect.arrayContaining(['.git', 'node_modules', 'dist', '*.tgz']));
  });

  test('has the command at its entry point', () => {
    const folders = valuesOf('COPY').map((value) => value.split(' '));
    const [installed] = valuesOf('RUN', building).flatMap((value) => /--prefix (\S+)/.exec(value)?.[1] ?? []);
    expect(folders).toEqual([['--from=build', installed, installed]]);
    expect(valuesOf('RUN').join()).toContain(
      `ln -s ${installed}/node_modules/.bin/xis-testkit /usr/local/bin/xis-testkit`,
    );
    const [entry = '[]', ...others] = valuesOf('ENTRYPOINT').concat(valuesOf('CMD'));
    const [program] = JSON.parse(entry);
    expect(Object.keys(manifest.bin)).toEqual([program]);
    // An array: without a shell, signals reach the process.
    expectCommand([program, ...others.flatMap((text) => JSON.parse(text))]);
  });

  test('has the verifier in the version that verify names', () => {
    const [, range] = /@pact-foundation\/pact-core@(\d+)/.exec(valuesOf('RUN', building).join()) ?? [];
    expect(manifest.peerDependencies['@pact-foundation/pact-core']).toContain(`${range}.`);
  });

  test('has a working directory that any user may write to, and does not run as root', () => {
    const [folder = ''] = valuesOf('WORKDIR');
    expect(valuesOf('RUN').join()).toMatch(new RegExp(`mkdir -m 1777 ${folder}$`));
    const order = final.map(({ name }) => name);
    expect(order.indexOf('USER')).toBeGreaterThan(order.lastIndexOf('RUN'));
    expect(valuesOf('USER')).toEqual(['node']);
  });

  test('has a health check that finds the port, and needs no working directory', () => {
    const [, command = '[]'] = /CMD (.*)$/.exec(valuesOf('HEALTHCHECK').join()) ?? [];
    expectCommand(JSON.parse(command));
    expect(JSON.parse(command)).toContain('--health');
    expect(valuesOf('ENV').join()).toMatch(/XIS_TESTKIT_ADDRESS_FILE=\/dev\/shm\/\S+/);
  });

  test('sets variables that exist', () => {
    const names = valuesOf('ENV').flatMap(namesOf);
    expect(names).toContain('XIS_TESTKIT_HOST');
    expect(names.filter((name) => !IMAGE_VARIABLES.has(name))).toEqual(['NODE_ENV']);
  });
});

describe('the compose file', () => {
  const text = readFileSync(join(root, 'compose.yaml'), 'utf8');
  const { services } = parse(text) as ComposeFile;
  const { simulator } = services;

  test('starts the simulator alone by default, at the port of the image, on this machine only', () => {
    const started = Object.keys(services).filter((name) => services[name]?.profiles === undefined);
    expect(started).toEqual(['simulator']);
    expect(simulator?.ports).toEqual([`127.0.0.1:8080:${IMAGE_PORT}`]);
  });

  test('sets variables that exist', () => {
    const names = Object.keys(simulator?.environment ?? {});
    expect(names).toContain('XIS_TESTKIT_ADMIN_TOKEN');
    expect(names.filter((name) => !IMAGE_VARIABLES.has(name))).toEqual([]);
  });

  test('mounts its folder on the working directory, which changes nothing', () => {
    expect(simulator?.volumes).toEqual([`.:${valuesOf('WORKDIR')[0]}:ro`]);
  });

  test('its comment names variables and a profile that it has', () => {
    const comment = text.slice(0, text.indexOf('services:'));
    const variables = [...text.matchAll(/\$\{(\w+):-/g)].map(([, name]) => name);
    const named = [...comment.matchAll(/\b([A-Z_]+)=/g)].map(([, name]) => name);
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((name) => !variables.includes(name))).toEqual([]);
    expect(/--profile (\w+)/.exec(comment)?.[1]).toBe(services['service']?.profiles?.[0]);
  });

  test('its service waits for the health of the simulator, and reaches it by its name', () => {
    const { service } = services;
    expect(service?.depends_on).toEqual({ simulator: { condition: 'service_healthy' } });
    expect(service?.environment?.['FHIR_BASE']).toBe(`http://simulator:${IMAGE_PORT}/fhir`);
  });
});
