import { describe, expect, test } from 'vitest';
import type { Check, Finding } from '../checks/check.ts';
import type { CheckOptions } from '../options.ts';
import { resolveCheckOptions } from '../resolve-options.ts';
import { createXisClient } from '../session/xis-client.ts';
import { blockCheck } from '../session/block-check.ts';
import { createSession } from '../session/create-session.ts';
import type { Session } from '../session/session.ts';
import { runCheck } from './run-check.ts';

const broken = { outcome: 'broken', subjects: 3, message: 'no', expected: 'a', actual: 'b', path: 'c' } as const;

function checkOf(run: (session: Session) => Promise<Finding>, changes: Partial<Check<Session>> = {}): Check<Session> {
  const base = {
    id: 'area/name',
    title: 'A title',
    clauses: ['SL-4'],
    level: 'must',
    needs: [],
    catches: [],
  } as const;
  return { ...base, run, ...changes };
}

function made(check: Check<Session>, options: Partial<CheckOptions> = {}) {
  const resolved = resolveCheckOptions({ baseUrl: 'http://xis.example', organization: '01000001', ...options });
  return runCheck(check, resolved, createSession(resolved, createXisClient(resolved)));
}

describe('a check ends with', () => {
  test('a pass when something was looked at', async () => {
    const result = await made(checkOf(async () => ({ outcome: 'kept', subjects: 2, message: 'two' })));
    expect(result).toMatchObject({ verdict: 'pass', subjects: 2, message: 'two' });
  });

  test('blocked when nothing was looked at', async () => {
    const result = await made(checkOf(async () => ({ outcome: 'kept', subjects: 0, message: 'none' })));
    expect(result).toMatchObject({ verdict: 'blocked', message: 'there was nothing to look at: none' });
  });

  test.for([
    ['must', 'fail'],
    ['should', 'warn'],
    ['advisory', 'warn'],
  ] as const)('for a broken %s: %s', async ([level, verdict]) => {
    const result = await made(checkOf(async () => broken, { level }));
    expect(result).toMatchObject({ verdict, expected: 'a', actual: 'b', path: 'c', subjects: 3 });
  });

  test('blocked when a precondition is missing', async () => {
    const result = await made(checkOf(async () => blockCheck('no slots')));
    expect(result).toMatchObject({ verdict: 'blocked', message: 'no slots' });
  });

  test('error when the mistake is ours', async () => {
    const result = await made(checkOf(() => Promise.reject(new TypeError('x is undefined'))));
    expect(result).toMatchObject({ verdict: 'error', message: 'a mistake of xis-testkit: x is undefined' });
  });

  test('blocked, with the option that is missing, when it needs one', async () => {
    const result = await made(checkOf(async () => broken, { needs: ['booking'] }));
    expect(result).toMatchObject({ verdict: 'blocked', message: 'needs --allow-booking' });
  });

  test.for(['area/*', 'area', 'area/name', 'SL-*', 'sl-4'])('not-applicable by --skip %s', async (pattern) => {
    const result = await made(
      checkOf(async () => broken),
      { skip: [pattern] },
    );
    expect(result).toMatchObject({ verdict: 'not-applicable', message: `left out by --skip ${pattern}` });
  });

  test('not-applicable when --only means others', async () => {
    expect(
      (
        await made(
          checkOf(async () => broken),
          { only: ['SL-10'] },
        )
      ).verdict,
    ).toBe('not-applicable');
    expect(
      (
        await made(
          checkOf(async () => broken),
          { only: ['AT-*', 'area/n*'] },
        )
      ).verdict,
    ).toBe('fail');
  });

  test('blocked when the run was ended', async () => {
    const result = await made(
      checkOf(async () => broken),
      { signal: AbortSignal.abort() },
    );
    expect(result).toMatchObject({ verdict: 'blocked', message: 'the run was ended before it' });
  });
});

test('what was being waited for when the run was ended is not what blocks a check', async () => {
  const ending = new AbortController();
  const resolved = resolveCheckOptions({
    baseUrl: 'http://xis.example',
    organization: '01000001',
    signal: ending.signal,
  });
  const check = checkOf(async () => {
    ending.abort();
    return blockCheck('nobody decided appointment 1 in time');
  });
  const result = await runCheck(check, resolved, createSession(resolved, createXisClient(resolved)));
  expect(result).toMatchObject({ verdict: 'blocked', message: 'the run was ended during it' });
});

test('what was shared is asked once, also when it is blocked, and every check knows the exchanges behind it', async () => {
  let asked = 0;
  const system = {
    now: () => 0,
    elapsed: () => 0,
    wait: async () => undefined,
    unique: () => 'u',
    fetch: async () => {
      asked++;
      return new Response('no', { status: 500 });
    },
  };
  const resolved = resolveCheckOptions({ baseUrl: 'http://xis.example', organization: '01000001', system });
  const shared = createSession(resolved, createXisClient(resolved));
  const check = checkOf(async (session) => ({ outcome: 'kept', subjects: (await session.appointmentTypes()).length, message: '' }));
  const results = [await runCheck(check, resolved, shared), await runCheck(check, resolved, shared)];
  expect(asked).toBe(1);
  expect(results.map(({ verdict, exchanges }) => [verdict, exchanges])).toEqual([
    ['blocked', ['x1']],
    ['blocked', ['x1']],
  ]);
});

test('what is to be undone is undone at the end, the last first, whether one of it fails or not', async () => {
  const resolved = resolveCheckOptions({ baseUrl: 'http://xis.example', organization: '01000001' });
  const shared = createSession(resolved, createXisClient(resolved));
  const undone: string[] = [];
  const session = shared.view(new Set());
  session.onTeardown(async () => void undone.push('first'));
  session.onTeardown(() => Promise.reject(new Error('cannot')));
  session.onTeardown(async () => void undone.push('last'));
  await shared.end();
  expect(undone).toEqual(['last', 'first']);
});
