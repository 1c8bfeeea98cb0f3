import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { createSimulator, type Organization, type Simulator } from '../../simulator/index.ts';
import { documents, type Fence, root } from './support/documents.ts';
import { type ComposeFile, IMAGE_VARIABLES } from './support/image.ts';
import { createRunner, type Run, type Runner } from './support/job.ts';

type Variables = Readonly<Record<string, string>>;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly if?: string;
  readonly env?: Variables;
  readonly with?: Variables;
}

interface GitHubJob {
  readonly env?: Variables;
  readonly services?: Readonly<Record<string, { readonly image: string; readonly env: Variables }>>;
  readonly steps: readonly Step[];
}

interface GitLabJob {
  readonly image: string | { readonly name: string; readonly entrypoint: readonly string[] };
  readonly services?: readonly { readonly name: string; readonly alias: string }[];
  readonly variables?: Variables;
  readonly before_script?: readonly string[];
  readonly script: readonly string[];
  readonly after_script?: readonly string[];
  readonly artifacts?: { readonly paths?: readonly string[]; readonly reports?: { readonly junit: string } };
}

const GITHUB_SHELL = ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'];
const GITLAB_SHELL = ['sh', '-ec'];
const AGB = '01000001';
const ALL_CHECKS = '--skip booking,other-organization';
/** Checks that are enough for a verdict. */
const FEW_CHECKS = '--only slot-search';
const SECRETS: Variables = { XIS_TOKEN: 'a-token', XIS_PATIENT_BSN: '999900109' };

const fences = documents().flatMap((document) => document.fences);
const jobs = fences.filter(({ kind }) => kind === 'job');
const action = parse(readFileSync(join(root, 'action.yml'), 'utf8'));
const component = readFileSync(join(root, 'templates/check.yml'), 'utf8');
const guide = documents().find(({ path }) => path === 'docs/guides/ci.md')?.text ?? '';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

async function startSimulator(): Promise<Simulator> {
  const started = await createSimulator({ port: 0 });
  await started.listen();
  return started;
}

/** Creates a runner for one test. */
function openRunner(): Runner {
  const runner = createRunner();
  onTestFinished(() => runner.remove());
  return runner;
}

/** Returns a port that is free. */
async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Replaces the places of a job by those of a runner, and the address of the simulator by a real one. */
function localize(text: string, runner: Runner, port: string): string {
  return text
    .replaceAll('registry.example/xis-testkit:0.2.0', runner.image)
    .replaceAll('https://files.example/xis-testkit/0.2.0', runner.executableUrl)
    .replaceAll('https://xis.example/fhir', simulator.baseUrl)
    .replaceAll(/\b(localhost|xis):8080/g, `localhost:${port}`)
    .replaceAll(/\$\{\{ secrets\.(\w+) \}\}/g, (_whole, name: string) => SECRETS[name] ?? 'unknown secret');
}

/** Runs the steps of a GitHub job, or of the action; after a failure, those that always run. */
async function runSteps(
  steps: readonly Step[],
  runner: Runner,
  environment: Variables,
  onOutput?: (output: string, pid: number) => void,
): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const { run, uses, env, if: condition, with: inputs = {} } of steps) {
    const hasFailed = runs.some(({ code }) => code !== 0);
    if (condition === 'failure()' ? !hasFailed : hasFailed && condition !== 'always()') continue;
    const variables = { ...environment, ...env };
    if (run !== undefined) {
      const options = { shell: GITHUB_SHELL, environment: variables, ...(onOutput ? { onOutput } : {}) };
      runs.push(await runner.run(run, options));
    } else if (uses?.includes('/xis-testkit@')) runs.push(...(await runAction(inputs, runner, variables)));
    else if (inputs['path'] !== undefined && !hasFailed) expectKept(inputs['path'], runner);
  }
  return runs;
}

/** Runs the composite action with inputs. */
function runAction(
  inputs: Variables,
  runner: Runner,
  environment: Variables = {},
  onOutput?: (output: string, pid: number) => void,
): Promise<readonly Run[]> {
  expect(Object.keys(inputs).filter((name) => !(name in action.inputs))).toEqual([]);
  const text = JSON.stringify(action.runs.steps).replaceAll(
    /\$\{\{ inputs\.([\w-]+)(?: \|\| env\.\w+)? \}\}/g,
    (_whole, name: string) => JSON.stringify(String(inputs[name] ?? action.inputs[name].default ?? '')).slice(1, -1),
  );
  return runSteps(JSON.parse(text), runner, environment, onOutput);
}

/** Runs a GitLab job. */
async function runGitLabJob(job: GitLabJob, runner: Runner, variables: Variables): Promise<readonly Run[]> {
  const image = typeof job.image === 'string' ? job.image : job.image.name;
  const environment = {
    XIS_TESTKIT_TOKEN: SECRETS['XIS_TOKEN'] ?? '',
    XIS_TESTKIT_PATIENT_BSN: SECRETS['XIS_PATIENT_BSN'] ?? '',
    ...variables,
    ...job.variables,
  };
  const isInImage = [runner.image, '$TESTKIT_IMAGE'].includes(image);
  // The entry point of the image is no shell.
  if (isInImage) expect(job.image).toMatchObject({ entrypoint: [''] });
  const scripts = [[...(job.before_script ?? []), ...job.script], job.after_script ?? []];
  const runs: Run[] = [];
  for (const lines of scripts) {
    runs.push(await runner.run(lines.join('\n'), { shell: GITLAB_SHELL, environment, isInImage }));
  }
  for (const path of [...(job.artifacts?.paths ?? []), job.artifacts?.reports?.junit])
    if (path !== undefined && path !== 'xis.log') expectKept(path, runner);
  return runs;
}

function expectKept(path: string, { folder }: Runner): void {
  const names = readdirSync(folder).filter((name) => name.startsWith(path.split('/')[0]?.replace('*', '') ?? ''));
  expect(names, path).not.toEqual([]);
}

function expectSuccess(runs: readonly Run[]): void {
  expect(runs.length).toBeGreaterThan(0);
  expect(runs.filter(({ code }) => code !== 0)).toEqual([]);
}

/** Returns the port of the simulator beside the tests of a job: of the service, or a free one for that which the job starts. */
async function choosePort(text: string): Promise<string> {
  return text.includes('services:') ? new URL(simulator.baseUrl).port : String(await findFreePort());
}

async function runJob({ text, file }: Fence): Promise<readonly Run[]> {
  const runner = openRunner();
  const port = await choosePort(text);
  // One job runs all of its checks. In the others, a few show the same.
  const narrowed = file === 'github-executable.yml' ? text : text.replace(ALL_CHECKS, FEW_CHECKS);
  const parsed = parse(localize(narrowed, runner, port));
  const shared = { XIS_TESTKIT_PORT: port };
  if (file.startsWith('github')) {
    const [job] = Object.values(parsed.jobs as Record<string, GitHubJob>);
    for (const { image, env } of Object.values(job?.services ?? {})) {
      expect(image).toBe(runner.image);
      expect(Object.keys(env).filter((name) => !IMAGE_VARIABLES.has(name))).toEqual([]);
    }
    return runSteps(job?.steps ?? [], runner, { ...shared, ...parsed.env, ...job?.env });
  }
  const { variables, include, ...named } = parsed;
  if (include !== undefined) return runComponent(include[0].inputs, runner);
  const [job] = Object.values(named as Record<string, GitLabJob>);
  if (!job) throw new Error(`${file} has no job`);
  return runGitLabJob(job, runner, { ...shared, ...variables });
}

/** Runs the component with inputs. */
function runComponent(inputs: Variables, runner: Runner): Promise<readonly Run[]> {
  const known: Readonly<Record<string, { readonly default?: string }>> = parse(component.split('---')[0] ?? '').spec
    .inputs;
  expect(Object.keys(inputs).filter((name) => !(name in known))).toEqual([]);
  const text = component.replaceAll(
    /\$\[\[ inputs\.([\w-]+) \]\]/g,
    (_whole, name: string) => inputs[name] ?? known[name]?.default ?? `no input ${name}`,
  );
  const job = parseAllDocuments(text)[1]?.toJS() as Readonly<Record<string, GitLabJob>>;
  const [only] = Object.values(job);
  if (!only) throw new Error('the component has no job');
  return runGitLabJob(only, runner, {});
}

describe('a job of the guides', () => {
  test.each(jobs.map((fence) => [fence.place, fence] as const))('%s runs as copied', async (_place, fence) => {
    expectSuccess(await runJob(fence));
  });

  test('has no secret on a command line, and loads no package by its name', () => {
    expect(jobs.length).toBeGreaterThan(9);
    for (const { text, place } of jobs) {
      const lines = text.split('\n').filter((line) => line.includes('secrets.'));
      expect(
        lines.filter((line) => !/^ +[\w-]+: \$\{\{ secrets\.\w+ \}\}$/.test(line)),
        place,
      ).toEqual([]);
      expect(text, place).not.toMatch(/\b(npx|npm|node)\b/);
    }
  });

  test('with a simulator as a service sets variables that exist', () => {
    const compose = fences.find(({ kind }) => kind === 'compose')?.text ?? '';
    const services = Object.values((parse(compose) as ComposeFile).services);
    const names = services.flatMap(({ environment = {} }) => Object.keys(environment));
    const known = names.filter((name) => IMAGE_VARIABLES.has(name));
    expect(known.length).toBeGreaterThan(2);
    expect(names.filter((name) => name.startsWith('XIS_TESTKIT_') && !IMAGE_VARIABLES.has(name))).toEqual([]);
  });
});

/** Ends a shell, as a runner that cancels its job, when the practice has its first appointment. */
async function interruptAtBooking(practice: Organization, shell: () => number): Promise<void> {
  for await (const _event of practice.events()) {
    if (practice.appointments.list().length === 0) continue;
    process.kill(shell(), 'SIGTERM');
    return;
  }
}

describe('the action', () => {
  const inputsOf = (runner: Runner) => ({
    url: simulator.baseUrl,
    'executable-url': runner.executableUrl,
    organization: AGB,
    args: FEW_CHECKS,
  });

  test('puts inputs into the environment only', () => {
    const steps: readonly Step[] = action.runs.steps;
    expect(steps.filter(({ run = '' }) => run.includes('${{'))).toEqual([]);
  });

  test.each(['image', 'executable-url'])('keeps the reports, the summary and the exit code, with %s', async (form) => {
    const runner = openRunner();
    const place = form === 'image' ? runner.image : runner.executableUrl;
    const { 'executable-url': _url, ...inputs } = inputsOf(runner);
    const runs = await runAction({ ...inputs, [form]: place, 'patient-bsn': '999900109' }, runner);
    expectSuccess(runs);
    expect(readdirSync(join(runner.folder, 'xis-report')).sort()).toEqual([
      'junit.xml',
      'report.html',
      'report.json',
      'summary.md',
    ]);
    expect(runner.read('GITHUB_OUTPUT')).toBe('exit-code=0\n');
    expect(runner.read('GITHUB_STEP_SUMMARY')).toContain('Conformant');
  });

  test('fails with the check, and keeps the reports', async () => {
    const { defects } = simulator.organization(AGB);
    defects.set(['slot-ignores-status']);
    onTestFinished(() => defects.clear());
    const runner = openRunner();
    const runs = await runAction(inputsOf(runner), runner);
    expect(runs.map(({ code }) => code)).toEqual([0, 1, 0]);
    expect(runner.read('GITHUB_OUTPUT')).toBe('exit-code=1\n');
    expect(runner.read('GITHUB_STEP_SUMMARY')).toContain('Not conformant');
  });

  test('a cancelled job: the check cancels its appointments, and keeps its reports', async () => {
    const practice = simulator.organization(AGB);
    const runner = openRunner();
    let shell = 0;
    const waiting = interruptAtBooking(practice, () => shell);
    const runs = await runAction(
      { ...inputsOf(runner), args: '--allow-booking --patient-reference Patient/1', 'patient-bsn': '999900109' },
      runner,
      {},
      (_output, pid) => {
        shell = pid;
      },
    );
    await waiting;
    expect(runs.map(({ code }) => code)).toEqual([0, 143, 0]);
    expect(new Set(practice.appointments.list().map(({ state }) => state))).toEqual(new Set(['cancelled']));
    // Without a run file, and with the report of the run so far.
    expect(readdirSync(runner.folder)).toEqual(['xis-report']);
    expect(existsSync(join(runner.folder, 'xis-report/report.html'))).toBe(true);
  });

  test('runs no executable with another checksum, and needs an image or an executable', async () => {
    const runner = openRunner();
    const published = new URL(`${runner.executableUrl}/SHA256SUMS`);
    writeFileSync(published, `${'0'.repeat(64)}  xis-testkit-linux-x64\n`);
    const [refused] = await runAction(inputsOf(runner), runner);
    expect(refused?.code).toBe(1);
    expect(refused?.output).toContain('FAILED');
    const [neither] = await runAction({ url: simulator.baseUrl }, runner);
    expect(neither).toMatchObject({ code: 2, output: expect.stringContaining('got neither') });
  });

  test('has the inputs that the guide names', () => {
    expect(Object.keys(action.inputs).sort()).toEqual(inputsOfGuide('GitHub Actions'));
  });
});

describe('the component', () => {
  test('checks by executable', async () => {
    const runner = openRunner();
    const inputs = {
      url: simulator.baseUrl,
      image: 'buildpack-deps:bookworm-curl',
      'executable-url': runner.executableUrl,
      organization: AGB,
      args: FEW_CHECKS,
    };
    expectSuccess(await runComponent(inputs, runner));
  });

  test('has the inputs that the guide names', () => {
    const { inputs } = parse(component.split('---')[0] ?? '').spec;
    expect(Object.keys(inputs).sort()).toEqual(inputsOfGuide('GitLab CI'));
  });
});

/** Returns the inputs in the table of a section of the guide. */
function inputsOfGuide(heading: string): readonly string[] {
  const section = guide.split(`### ${heading}\n`)[1]?.split(/^##/m)[0] ?? '';
  const table = section.split('| Input ')[1]?.split('\n\n')[0] ?? '';
  return [...table.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell = '']) => cell.match(/[\w-]+/g) ?? []).sort();
}
