import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, describe, expect } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';

const DOCKERFILE = readFileSync(new URL('../../Dockerfile', import.meta.url), 'utf8');

/** The arguments of the command that the image runs, and of its health check, behind the path of the command. */
const [, entryPoint = ''] = /^ENTRYPOINT (\[.*\])$/m.exec(DOCKERFILE) ?? [];
const [, healthCheck = ''] = /^HEALTHCHECK [^[]*(\[.*\])$/m.exec(DOCKERFILE) ?? [];
const command = JSON.parse(entryPoint) as readonly string[];
const healthCommand = JSON.parse(healthCheck) as readonly string[];

const test = base.extend<{ folder: string; environment: Record<string, string> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  folder: async ({}, use) => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-'));
    await use(folder);
    await rm(folder, { recursive: true });
  },
  /** The environment of the image, with its address file in a folder of the test. */
  environment: async ({ folder }, use) => {
    const [, values = ''] = /^ENV (.*)$/m.exec(DOCKERFILE) ?? [];
    const environment = Object.fromEntries(values.split(' ').map((pair) => pair.split('=') as [string, string]));
    expect(environment).toHaveProperty('XIS_TESTKIT_ADDRESS_FILE');
    await use({ ...environment, XIS_TESTKIT_ADDRESS_FILE: join(folder, 'address') });
  },
});

const PRACTICE = `server: { port: 0 }
organizations: [{ agb: "01000001", appointmentTypes: [], schedules: [] }]
`;

describe('the health check of the image', () => {
  test('runs the command of the image', () => {
    expect(healthCommand.slice(0, command.length)).toEqual(command);
  });

  test.for<[string, string[], Record<string, string>]>([
    ['by a variable', [], { XIS_TESTKIT_PORT: '0' }],
    ['on the command line', ['--port', '0', '--host', '127.0.0.1'], {}],
    ['in the configuration', [], { XIS_TESTKIT_CONFIG: 'practice.yaml' }],
  ])(
    'finds the port that is set %s, and not through a proxy',
    // Each command is a process of its own, which takes seconds on a busy machine.
    async ([, args, { XIS_TESTKIT_CONFIG, ...variables }], { folder, environment }) => {
      const configuration = join(folder, XIS_TESTKIT_CONFIG ?? 'other.yaml');
      await writeFile(configuration, PRACTICE);
      const proxy = { HTTP_PROXY: 'http://127.0.0.1:1', NODE_USE_ENV_PROXY: '1' };
      const all = {
        ...environment,
        ...variables,
        ...proxy,
        ...(XIS_TESTKIT_CONFIG !== undefined && { XIS_TESTKIT_CONFIG: configuration }),
      };
      const cli = startCli(['simulate', ...args], all);
      await cli.printed(/FHIR base/);
      const check = () => runCli(healthCommand.slice(command.length), all);
      expect(await check()).toEqual({ code: 0, stdout: '', stderr: '' });
      await cli.stop();
      const reason = expect.stringMatching(/^not healthy: no simulator has written its address/);
      expect(await check()).toEqual({ code: 1, stdout: '', stderr: reason });
    },
  );

  test('an address file that cannot be written ends the command', async ({ folder }) => {
    const { code, stderr } = await runCli(['simulate', '--port', '0', '--address-file', folder]);
    expect([code, stderr]).toEqual([2, `--address-file: ${folder} cannot be written (EISDIR)\n`]);
  });
});
