import { describe, expect, test } from 'vitest';
import { type Check, check, type Finding, suite } from './check.ts';
import { deferred, type Fixture, fixture, optional } from './fixture.ts';
import type { CheckOptions } from './options.ts';
import type { CheckResult } from './report/report.ts';
import { resolveCheckOptions } from './resolve-options.ts';
import { runChecks } from './run-checks.ts';
import { blockCheck, blockWithout, skipBecauseOf, skipCheck } from './session/block-check.ts';
import { createRun } from './session/run.ts';
import type { Session } from './session/session.ts';
import { createXisClient } from './session/xis-client.ts';

const VIOLATION = { outcome: 'violated', examined: 3, message: 'no', expected: 'a', actual: 'b', path: 'c' } as const;

function checkThat(run: (session: Session) => Promise<Finding>, clause = 'SL-4'): Check {
  const [only] = suite('area', [
    check('name', { title: 'A title', clauses: [clause], catches: [], run: ({ session }) => run(session) }),
  ]);
  if (!only) throw new Error('a suite of one check has one check');
  return only;
}

const violating = checkThat(async () => VIOLATION);

function runOf(options: Partial<CheckOptions> = {}) {
  const resolved = resolveCheckOptions({ baseUrl: 'http://xis.example', organization: '01000001', ...options });
  const run = createRun(resolved, createXisClient(resolved));
  const result = async (each: Check): Promise<CheckResult> => {
    const [only] = await runChecks([each], resolved, run);
    if (!only) throw new Error('a check has a result');
    return only;
  };
  return { run, result };
}

describe('a check ends with', () => {
  test('a pass when something was examined', async () => {
    const passing = checkThat(async () => ({ outcome: 'satisfied', examined: 2, message: 'two' }));
    expect(await runOf().result(passing)).toMatchObject({ verdict: 'pass', subjects: 2, message: 'two' });
  });

  test('blocked when nothing was examined', async () => {
    const result = await runOf().result(
      checkThat(async () => ({ outcome: 'satisfied', examined: 0, message: 'none' })),
    );
    expect(result).toMatchObject({ verdict: 'blocked', message: 'there was nothing to examine: none' });
  });

  test.for([
    ['must', 'SL-4', 'fail'],
    ['should', 'SL-20', 'warn'],
    ['advisory', 'SL-22', 'warn'],
  ] as const)('for a violated %s (%s): %s', async ([_level, clause, verdict]) => {
    const result = await runOf().result(checkThat(async () => VIOLATION, clause));
    expect(result).toMatchObject({ verdict, expected: 'a', actual: 'b', path: 'c', subjects: 3 });
  });

  test('blocked when a precondition is missing', async () => {
    const result = await runOf().result(checkThat(async () => blockCheck('no slots')));
    expect(result).toMatchObject({ verdict: 'blocked', message: 'no slots' });
  });

  test('error when the mistake is ours', async () => {
    const result = await runOf().result(checkThat(() => Promise.reject(new TypeError('x is undefined'))));
    expect(result).toMatchObject({ verdict: 'error', message: 'a mistake of xis-testkit: x is undefined' });
  });

  test('blocked, with the missing option, when a fixture needs it', async () => {
    const needy = fixture({ needs: ['booking'], setUp: async () => 1 });
    const result = await runOf().result(checkUsing(needy));
    expect(result).toMatchObject({
      verdict: 'blocked',
      message: 'needs allowBooking',
      leftOut: { option: 'allowBooking', isGiven: false },
    });
  });

  test('not-applicable, with the missing option, when a fixture needs one that is optional', async () => {
    const { result } = runOf();
    for (const needs of [['change'], ['booking', 'change']] as const) {
      const needy = fixture({ needs, setUp: async () => 1 });
      expect(await result(checkUsing(needy))).toMatchObject({
        verdict: 'not-applicable',
        message: 'needs onChangeNeeded',
      });
    }
  });

  test('not-applicable when it or a fixture finds that it does not apply, and what can do without goes on', async () => {
    const { result } = runOf();
    const skipping = fixture({ setUp: async (): Promise<number> => skipCheck('no approval workflow') });
    const tolerant = fixture({ uses: { value: optional(skipping) }, setUp: async ({ value }) => (value ?? 6) + 1 });
    const skipped = { verdict: 'not-applicable', message: 'no approval workflow' };
    expect(await result(checkThat(async () => skipCheck('no approval workflow')))).toMatchObject(skipped);
    expect(await result(checkUsing(skipping))).toMatchObject(skipped);
    expect(await result(checkUsing(tolerant))).toMatchObject({ verdict: 'pass', subjects: 7 });
  });

  test.for(['area/*', 'area', 'area/name', 'SL-*', 'sl-4'])('not-applicable by skip %s', async (pattern) => {
    const result = await runOf({ skip: [pattern] }).result(violating);
    expect(result).toMatchObject({
      verdict: 'not-applicable',
      message: `left out by skip ${pattern}`,
      leftOut: { option: `skip ${pattern}`, isGiven: true },
    });
  });

  test('not-applicable when only selects others', async () => {
    expect((await runOf({ only: ['SL-10'] }).result(violating)).verdict).toBe('not-applicable');
    expect((await runOf({ only: ['AT-*', 'area/n*'] }).result(violating)).verdict).toBe('fail');
  });

  test('the option because of which a fixture or the check itself does not go on', async () => {
    const { result } = runOf();
    const without = fixture({ setUp: async (): Promise<number> => blockWithout('listen', 'a port') });
    expect(await result(checkUsing(without))).toMatchObject({
      verdict: 'blocked',
      message: 'needs listen: a port',
      leftOut: { option: 'listen', isGiven: false },
    });
    expect(await result(checkThat(async () => skipBecauseOf('readBack', 'leaves out the read')))).toMatchObject({
      verdict: 'not-applicable',
      message: 'readBack leaves out the read',
      leftOut: { option: 'readBack', isGiven: true },
    });
    expect(await result(checkThat(async () => skipCheck('no workflow')))).not.toHaveProperty('leftOut');
  });

  test('blocked when the run was ended', async () => {
    const result = await runOf({ signal: AbortSignal.abort() }).result(violating);
    expect(result).toMatchObject({ verdict: 'blocked', message: 'the run was ended before it' });
  });
});

test('a check that the end of the run interrupts is not blocked by what it waited for', async () => {
  const ending = new AbortController();
  const waiting = checkThat(async () => {
    ending.abort();
    return blockCheck('nobody decided appointment 1 in time');
  });
  const result = await runOf({ signal: ending.signal }).result(waiting);
  expect(result).toMatchObject({ verdict: 'blocked', message: 'the run was ended during it' });
});

test('a request that several checks need is sent once, also when it fails, and is evidence for each of them', async () => {
  let sent = 0;
  const system = {
    now: () => 0,
    elapsed: () => 0,
    wait: async () => undefined,
    unique: () => 'u',
    fetch: async () => {
      sent++;
      return new Response('no', { status: 500 });
    },
  };
  const { result } = runOf({ system });
  const reading = checkThat(async (session) => {
    return { outcome: 'satisfied', examined: (await session.appointmentTypes()).length, message: '' };
  });
  const results = [await result(reading), await result(reading)];
  expect(sent).toBe(1);
  expect(results.map(({ verdict, exchanges }) => [verdict, exchanges])).toEqual([
    ['blocked', ['x1']],
    ['blocked', ['x1']],
  ]);
});

function checkUsing(used: Fixture<number>): Check {
  return check('name', {
    title: 'A title',
    clauses: [],
    catches: [],
    uses: { used },
    run: async ({ used: value }) => ({ outcome: 'satisfied', examined: value, message: 'value' }),
  });
}

describe('a fixture', () => {
  test('is set up once a run, after those that it uses, and torn down at the end, the last first', async () => {
    const log: string[] = [];
    const base = fixture({
      setUp: async () => log.push('base up'),
      tearDown: async () => void log.push('base down'),
    });
    const failing = fixture({
      uses: { base },
      setUp: async () => log.push('failing up'),
      tearDown: () => Promise.reject(new Error('cannot')),
    });
    const top = fixture({
      uses: { base, failing },
      setUp: async ({ base: first }) => first + log.push('top up'),
      tearDown: async () => void log.push('top down'),
    });
    const { run, result } = runOf();
    expect(await result(checkUsing(top))).toMatchObject({ verdict: 'pass', subjects: 4 });
    expect(await result(checkUsing(base))).toMatchObject({ verdict: 'pass', subjects: 1 });
    await run.tearDown();
    expect(log).toEqual(['base up', 'failing up', 'top up', 'top down', 'base down']);
  });

  test('that is blocked blocks each of its checks with the same reason, without teardown', async () => {
    let setups = 0;
    const blocked = fixture({
      setUp: async () => {
        setups++;
        return blockCheck('no slots');
      },
      tearDown: async () => expect.unreachable(),
    });
    const { run, result } = runOf();
    for (const each of [checkUsing(blocked), checkUsing(fixture({ uses: { blocked }, setUp: async () => 1 }))]) {
      expect(await result(each)).toMatchObject({ verdict: 'blocked', message: 'no slots' });
    }
    await run.tearDown();
    expect(setups).toBe(1);
  });

  test('gives a check its needs, its appointments and those of the fixtures that it uses', () => {
    const base = fixture({
      needs: ['other-organization'],
      appointments: { max: 2, description: 'two' },
      setUp: async () => 1,
    });
    const top = fixture({ uses: { base }, needs: ['booking'], setUp: async () => 1 });
    const { needs, fixtures } = checkUsing(top);
    expect(needs).toEqual(['booking', 'other-organization']);
    expect([...fixtures]).toEqual([base, top]);
  });

  test('that is optional is undefined when blocked, and has no needs', async () => {
    const blocked = fixture({ needs: ['callback'], setUp: async () => blockCheck('no listener') });
    const tolerant = fixture({
      uses: { value: optional(blocked) },
      setUp: async ({ value }) => (value === undefined ? 7 : 0),
    });
    const each = checkUsing(tolerant);
    expect(each.needs).toEqual([]);
    expect(await runOf().result(each)).toMatchObject({ verdict: 'pass', subjects: 7 });
  });

  test('that is deferred is set up when it is called, and counts for the appointments', async () => {
    let setups = 0;
    const base = fixture({
      needs: ['booking'],
      appointments: { max: 1, description: 'one' },
      setUp: async () => ++setups,
    });
    const lazy = fixture({ uses: { setUpBase: deferred(base) }, setUp: async ({ setUpBase }) => setUpBase });
    const each = check('name', {
      title: 'A title',
      clauses: [],
      catches: [],
      uses: { lazy },
      run: async ({ lazy: setUpBase }) => {
        expect(setups).toBe(0);
        return { outcome: 'satisfied', examined: await setUpBase(), message: 'value' };
      },
    });
    expect(each.needs).toEqual([]);
    expect([...each.fixtures]).toContain(base);
    expect(await runOf().result(each)).toMatchObject({ verdict: 'pass', subjects: 1 });
  });
});
