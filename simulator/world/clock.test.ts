import { describe, expect, test } from 'vitest';
import type { Instant } from '../../fhir/instant.ts';
import {
  createEvent,
  createManualSystem,
  createTestClock,
  MINUTE,
  minutesAfterNine,
  NINE,
} from '../../test/support/time.ts';
import { OrganizationClock } from './clock.ts';

describe('a frozen clock', () => {
  test('does not advance while real time passes', () => {
    const { system, clock } = createTestClock();
    system.pass(MINUTE);
    expect(clock.now()).toBe(NINE);
    expect(clock.record()).toEqual({ frozenAt: NINE });
    expect(system.timers).toBe(0);
  });

  test('runs due events at once, and no later ones', async () => {
    const { clock, fired } = createTestClock();
    clock.schedule(minutesAfterNine(1), createEvent('later'));
    clock.schedule(NINE, createEvent('now'));
    clock.schedule(minutesAfterNine(-1), createEvent('overdue'));
    await clock.settled();
    expect(fired).toEqual(['overdue at 0', 'now at 0']);
    expect(clock.scheduled()).toEqual([{ ...createEvent('later'), at: minutesAfterNine(1) }]);
  });

  test('runs overdue events when it is set to a later time', async () => {
    const { clock, fired } = createTestClock();
    clock.schedule(minutesAfterNine(5), createEvent('a'));
    clock.freeze(minutesAfterNine(10));
    await clock.settled();
    expect(fired).toEqual(['a at 10']);
  });

  test('continues from its current time', () => {
    const { system, clock } = createTestClock();
    system.pass(10 * MINUTE);
    clock.run();
    system.pass(MINUTE);
    expect([clock.now(), clock.frozen]).toEqual([minutesAfterNine(1), false]);
    clock.freeze();
    system.pass(MINUTE);
    expect(clock.now()).toBe(minutesAfterNine(1));
  });
});

describe('a running clock', () => {
  test('keeps its distance from real time, and does what falls due, one timer at a time', async () => {
    const { system, clock, fired } = createTestClock({ frozen: false });
    clock.schedule(minutesAfterNine(2), createEvent('b'));
    clock.schedule(minutesAfterNine(1), createEvent('a'));
    clock.schedule(minutesAfterNine(60 * 24 * 60), createEvent('in two months'));
    expect(system.timers).toBe(1);
    system.pass(MINUTE - 1);
    expect(fired).toEqual([]);
    system.pass(1);
    system.pass(MINUTE);
    await clock.settled();
    expect(fired).toEqual(['a at 1', 'b at 2']);
    system.pass(60 * 24 * 60 * MINUTE);
    await clock.settled();
    expect(fired).toHaveLength(3);
  });

  test('sets its timer again when one calls back too soon', async () => {
    const system = createManualSystem(NINE);
    const early = { ...system, after: (ms: number, call: () => void) => system.after(Math.min(ms, MINUTE), call) };
    const fired: string[] = [];
    const clock = new OrganizationClock(early, ({ subject }) => void fired.push(subject), {});
    clock.schedule(minutesAfterNine(10), createEvent('a'));
    system.pass(9 * MINUTE);
    expect(fired).toEqual([]);
    system.pass(MINUTE);
    expect(fired).toEqual(['a']);
  });

  test('starts at the real time by default, and continues after an advance', async () => {
    const system = createManualSystem(NINE);
    const clock = new OrganizationClock(system, () => undefined, {});
    expect([clock.now(), clock.frozen]).toEqual([NINE, false]);
    await clock.advance(minutesAfterNine(30));
    system.pass(MINUTE);
    expect([clock.now(), clock.frozen]).toEqual([minutesAfterNine(31), false]);
  });
});

describe('a scheduled event', () => {
  test('can be taken back, by kind and subject', async () => {
    const { clock, fired } = createTestClock();
    clock.schedule(minutesAfterNine(1), createEvent('a'));
    clock.schedule(minutesAfterNine(2), createEvent('a', 'attempt'));
    clock.schedule(minutesAfterNine(3), createEvent('b'));
    clock.cancel('decide', 'a');
    await clock.advance(minutesAfterNine(5));
    expect(fired).toEqual(['a at 2', 'b at 3']);
  });

  test('may be a call of a request, which is made instead', async () => {
    const { clock, fired } = createTestClock();
    const called: Instant[] = [];
    clock.schedule(minutesAfterNine(1), createEvent('search-slot', 'answer'), () => called.push(clock.now()));
    expect((await clock.advance(minutesAfterNine(2))).events).toMatchObject([{ kind: 'answer', result: 'answered' }]);
    expect([called, fired]).toEqual([[minutesAfterNine(1)], []]);
  });
});

describe('a clock that is closed', () => {
  test('ends the requests that wait on it, and forgets the rest', async () => {
    const { system, clock, fired } = createTestClock({ frozen: false });
    let answered = 0;
    clock.schedule(minutesAfterNine(1), createEvent('search-slot', 'answer'), () => answered++);
    clock.schedule(minutesAfterNine(1), createEvent('a'));
    await clock.close();
    expect(answered).toBe(1);
    expect([system.timers, clock.scheduled()]).toEqual([0, []]);
    clock.schedule(minutesAfterNine(1), createEvent('search-slot', 'answer'), () => answered++);
    clock.schedule(NINE, createEvent('b'));
    system.pass(5 * MINUTE);
    expect([answered, fired, system.timers]).toEqual([2, [], 0]);
  });

  test('waits for events in progress', async () => {
    let finish = (): void => {};
    let finished = false;
    const { clock } = createTestClock({
      fire: () =>
        new Promise((resolve) => {
          finish = () => {
            finished = true;
            resolve('done');
          };
        }),
    });
    clock.schedule(NINE, createEvent('a'));
    await new Promise(setImmediate);
    const closed = clock.close();
    finish();
    await closed;
    expect(finished).toBe(true);
  });
});
