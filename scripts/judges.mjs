// Compares engine, check and verification on XISs that deviate in one place: `npm run judges -- --cases 500 --seed 7`.
import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    cases: { type: 'string' },
    seed: { type: 'string' },
    mutation: { type: 'string' },
    'verify-every': { type: 'string' },
  },
});

const settings = {
  JUDGES_CASES: values.cases ?? '100',
  JUDGES_SEED: values.seed ?? String(Math.floor(Math.random() * 1_000_000)),
  JUDGES_MUTATION: values.mutation,
  JUDGES_VERIFY_EVERY: values['verify-every'],
  JUDGES_PROGRESS: 'true',
};
if (values.mutation === undefined) process.stderr.write(`--seed ${settings.JUDGES_SEED}\n`);
const environment = { ...process.env };
for (const [name, value] of Object.entries(settings)) if (value !== undefined) environment[name] = value;
const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs');
const child = spawn(process.execPath, [vitest, 'run', 'test/judges/judges.test.ts'], {
  stdio: 'inherit',
  env: environment,
});
child.on('close', (code) => {
  process.exitCode = code ?? 1;
});
