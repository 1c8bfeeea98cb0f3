import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { runCli } from '../support/cli.ts';

const test = base.extend<{ folder: string; file: (name: string, text: string) => Promise<string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  file: async ({ folder }, use) => {
    await use(async (name, text) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    });
  },
});

const GOOD = 'title: Types are offered\nclauses: [AT-1]\nsteps: [{ do: types }]\n';
const BAD = 'title: "Nothing is <offered>"\nclauses: [AT-4]\nsteps: [{ do: types, expect: { outcome: empty } }]\n';

describe('xis-testkit scenario', () => {
  test('runs the scenarios of the package, a line each', async () => {
    const { code, stdout, stderr } = await runCli(['scenario', '--only', 'AP-7|CN-']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^ok {4} ?1\/\d+ {2}.* \([A-Z0-9, -]+\)\n/);
    expect(stdout).toMatch(/Two patients race for one slot.*\(AP-7, AP-8\)/);
    expect(stdout).toMatch(/\d+ scenarios, all as expected\n$/);
    expect(code).toBe(0);
  });

  test('exits with 1 when a scenario fails, reports the reason, and runs the others', async ({ file, folder }) => {
    await file('a-bad.yaml', BAD);
    await file('b-good.yaml', GOOD);
    const [json, junit] = [join(folder, 'out.json'), join(folder, 'out.xml')];
    const { code, stdout } = await runCli(['scenario', folder, '--json', json, '--junit', junit]);
    expect(code).toBe(1);
    expect(stdout).toContain('FAIL 1/2  Nothing is <offered> (AT-4)\n');
    expect(stdout).toContain('```mermaid\nsequenceDiagram\n');
    expect(stdout).toContain('ok   2/2  Types are offered (AT-1)\n');
    expect(stdout).toMatch(/2 scenarios, 1 failed\n$/);
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      passed: 1,
      failed: 1,
      scenarios: [
        {
          title: 'Nothing is <offered>',
          clauses: ['AT-4'],
          result: 'failed',
          failure: { step: 1, do: 'types', differences: [{ expected: '"empty"', seen: '"types"' }] },
        },
        { title: 'Types are offered', result: 'passed', steps: 1 },
      ],
    });
    const xml = await readFile(junit, 'utf8');
    expect(xml).toContain('<testsuites name="xis-testkit scenario" tests="2" failures="1"');
    expect(xml).toContain('name="Nothing is &lt;offered&gt; (AT-4)"');
    expect(xml).toContain('<failure message="step 1 (types): expected &quot;empty&quot;, got &quot;types&quot;">');
  });

  test("runs scenarios without a practice in the user's practice", async ({ file }) => {
    const practice = await file(
      'practice.yaml',
      'organizations: [{ agb: "01000009", appointmentTypes: [], schedules: [] }]\n',
    );
    const scenario = await file(
      'empty.yaml',
      'title: None\nclauses: [AT-4]\nsteps: [{ do: types, expect: { outcome: empty, errors: 1 } }]\n',
    );
    expect(await runCli(['scenario', scenario, '--config', practice])).toMatchObject({ code: 0, stderr: '' });
    expect(await runCli(['scenario', scenario])).toMatchObject({ code: 1 });
  });

  test.for<[string, (good: string, bad: string) => string[], RegExp]>([
    [
      'a mistake in a file',
      (_good, bad) => [bad],
      /wrong\.yaml:3:11 steps\[0\]\.ask: unknown key|wrong\.yaml:3:\d+ steps\[0\]/,
    ],
    ['a file that is not there', () => ['nowhere.yaml'], /nowhere\.yaml: expected a scenario/],
    [
      'a configuration that is not there',
      (good) => [good, '--config', 'nowhere.yaml'],
      /nowhere\.yaml: expected a configuration/,
    ],
    ['an invalid pattern', (good) => [good, '--only', '('], /--only: expected a regular expression/],
    ['a pattern that nothing matches', (good) => [good, '--only', 'unicorn'], /no scenario matches --only/],
    ['a report that cannot be written', (good) => [good, '--json', '/nowhere/out.json'], /out\.json cannot be written/],
    ['an unknown option', (good) => [good, '--colour'], /unknown option '--colour'/],
  ])('exits with 2 for %s', async ([, args, message], { file }) => {
    const good = await file('good.yaml', GOOD);
    const wrong = await file('wrong.yaml', 'title: T\nclauses: [AT-1]\nsteps: [{ do: types, ask: x }]\n');
    const { code, stderr } = await runCli(['scenario', ...args(good, wrong)]);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(code).toBe(2);
  });
});
