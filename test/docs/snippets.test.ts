import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE_MS } from '../support/patience.ts';
import { documents, type Fence } from './support/documents.ts';
import { type Installed, installPackage, run, tsc } from './support/installed-package.ts';
import { differences, textDifferences } from './support/resembles.ts';
import { ShellSession } from './support/shell-session.ts';

/** Commands that do not run here, with the reason. */
const NOT_RUN: readonly (readonly [RegExp, string])[] = [
  [/^docker /, 'needs a container engine'],
  [/^kubectl /, 'needs a cluster'],
  [/^pg_dump /, 'needs the tools of PostgreSQL'],
  [/^npm ci && npm test$/, 'would run this test again'],
  [/^npx --yes -p /, 'loads a package of others'],
  [/^npm (install|pack|ci)\b/, 'changes what is installed'],
  [/--listen 9090\b/, 'listens on a fixed port; test/cli/check.test.ts does the same on a free one'],
  [/^curl -N /, 'receives until it is interrupted; test/simulator/events.test.ts does the same'],
  [/^npm run bench\b/, 'takes minutes, and the machine for itself'],
];

const all = documents();
const withCommands = all.filter(({ fences }) => fences.some(({ language }) => language === 'sh'));
const typescript = all.flatMap(({ fences }) => fences).filter(({ language }) => language === 'ts');

let installed: Installed;

beforeAll(async () => {
  installed = await installPackage();
});

afterAll(() => installed?.remove());

/** Returns the commands of a block, with continued lines joined. */
function commandsOf({ text }: Fence): readonly string[] {
  return text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
}

function isNotRun(fence: Fence): boolean {
  // It has example addresses; examples.test.ts checks it.
  if (fence.kind === 'example') return true;
  if (/^npm ci && npm start$/.test(fence.text.trim())) return false;
  return commandsOf(fence).every((line) => NOT_RUN.some(([pattern]) => pattern.test(line)));
}

describe('the commands of a document, one after another', () => {
  it.concurrent.each(withCommands.map(({ path, fences }) => [path, fences] as const))('%s', async (_path, fences) => {
    const session = await ShellSession.open(installed);
    let printed = '';
    try {
      for (const fence of fences) {
        if (fence.language === 'sh' && !isNotRun(fence)) printed = await session.run(fence);
        else if (fence.kind === 'answer') expectShown(fence, printed);
        else if (fence.kind === 'received') await session.receives(fence);
        else if (fence.file !== '') await session.save(fence);
      }
    } finally {
      await session.close();
    }
  });
});

function expectShown({ language, text, place }: Fence, printed: string): void {
  const found =
    language === 'json' ? differences(JSON.parse(text), lastJsonOf(printed)) : textDifferences(text, printed);
  expect(found, `${place} shows another answer than\n${printed}`).toEqual([]);
}

/** Parses the last JSON object of a text, which may be the output of several commands. */
function lastJsonOf(text: string): unknown {
  let depth = 0;
  let start = 0;
  let last = '';
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}]/g)) {
    if (token === '{' && depth++ === 0) start = index;
    if (token === '}' && --depth === 0) last = text.slice(start, index + 1);
  }
  return JSON.parse(last);
}

it('every command that is not run is in a document', () => {
  const commands = all.flatMap(({ fences }) => fences.filter(({ language }) => language === 'sh')).flatMap(commandsOf);
  expect(NOT_RUN.filter(([pattern]) => !commands.some((line) => pattern.test(line)))).toEqual([]);
});

describe('the TypeScript of the documents', () => {
  beforeAll(async () => {
    await Promise.all(
      typescript.map(({ text }, index) => writeFile(join(installed.folder, `snippet-${index}.test.ts`), text)),
    );
  });

  it('has the types that the package declares', async () => {
    const options = {
      strict: true,
      module: 'nodenext',
      target: 'es2023',
      types: ['node'],
      noEmit: true,
      skipLibCheck: true,
    };
    const configuration = { compilerOptions: options, include: ['snippet-*.ts'] };
    await writeFile(join(installed.folder, 'tsconfig.json'), JSON.stringify(configuration));
    const compiled = run(process.execPath, [tsc(), '-p', installed.folder]);
    await expect(compiled.catch(({ stdout }) => stdout)).resolves.toMatchObject({ stderr: '' });
  });

  it('runs in vitest', async () => {
    const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
    const { VITEST: _v, VITEST_POOL_ID: _p, VITEST_WORKER_ID: _w, ...env } = process.env;
    const options = { cwd: installed.folder, env };
    const ran = await run(
      process.execPath,
      [
        vitest,
        'run',
        '--no-isolate',
        '--root',
        installed.folder,
        `--testTimeout=${PATIENCE_MS}`,
        `--hookTimeout=${PATIENCE_MS}`,
      ],
      options,
    ).catch((error) => error);
    expect(`${ran.stdout}${ran.stderr}`).toContain(`${typescript.length} passed`);
    expect(ran.code ?? 0).toBe(0);
  });
});
