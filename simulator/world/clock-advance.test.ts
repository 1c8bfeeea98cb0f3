import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { createEvent, createTestClock, MINUTE, minutesAfterNine, NINE } from '../../test/support/time.ts';
import { EVENTS_PER_TURN, MAX_LISTED_EVENTS } from './clock.ts';

describe('an advance', () => {
  test('runs events in order, each at its own time, and returns the results', async () => {
    const { clock } = createTestClock({
      fire: ({ subject }) => (subject === 'nothing' ? undefined : `${subject} done`),
    });
    clock.schedule(minutesAfterNine(20), createEvent('c'));
    clock.schedule(minutesAfterNine(10), createEvent('a'));
    clock.schedule(minutesAfterNine(10), createEvent('b', 'attempt'));
    clock.schedule(minutesAfterNine(15), createEvent('nothing'));
    clock.schedule(minutesAfterNine(31), createEvent('d'));
    expect((await clock.advance(minutesAfterNine(30))).events).toEqual([
      { ...createEvent('a'), at: minutesAfterNine(10), result: 'a done' },
      { ...createEvent('b', 'attempt'), at: minutesAfterNine(10), result: 'b done' },
      { ...createEvent('c'), at: minutesAfterNine(20), result: 'c done' },
    ]);
    expect([clock.now(), clock.frozen]).toEqual([minutesAfterNine(30), true]);
    expect(clock.scheduled().map(({ subject }) => subject)).toEqual(['d']);
  });

  test('ends as another process has frozen the clock or lets it run meanwhile', async () => {
    for (const frozen of [true, false]) {
      const { system, clock } = createTestClock({
        frozen: !frozen,
        fire: () => {
          clock.restore(frozen ? { frozenAt: NINE } : { offset: NINE - system.now() });
          return 'done';
        },
      });
      clock.schedule(minutesAfterNine(10), createEvent('a'));
      await clock.advance(minutesAfterNine(30));
      expect([clock.now(), clock.frozen]).toEqual([minutesAfterNine(30), frozen]);
    }
  });

  test('does not set back a clock that another process has advanced further', async () => {
    const { clock, fired } = createTestClock({
      fire: ({ subject }) => {
        if (subject === 'a') clock.restore({ frozenAt: minutesAfterNine(60) });
        return 'done';
      },
    });
    clock.schedule(minutesAfterNine(10), createEvent('a'));
    clock.schedule(minutesAfterNine(20), createEvent('b'));
    await clock.advance(minutesAfterNine(30));
    expect([fired, clock.now()]).toEqual([['a at 10', 'b at 60'], minutesAfterNine(60)]);
  });

  test('waits until one has settled before the next begins', async () => {
    const steps: string[] = [];
    const { clock } = createTestClock({
      fire: async ({ subject }) => {
        steps.push(`${subject} begins`);
        await new Promise(setImmediate);
        steps.push(`${subject} ends`);
        return 'done';
      },
    });
    clock.schedule(minutesAfterNine(1), createEvent('a'));
    clock.schedule(minutesAfterNine(1), createEvent('b'));
    await clock.advance(minutesAfterNine(1));
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('runs events that an event schedules before the end', async () => {
    const { clock, fired } = createTestClock({
      fire: async ({ subject }) => {
        await Promise.resolve();
        if (Number(subject) < 5)
          clock.schedule(plus(clock.now(), 10 * MINUTE), createEvent(String(Number(subject) + 1)));
        return 'done';
      },
    });
    clock.schedule(minutesAfterNine(0), createEvent('1'));
    await clock.advance(minutesAfterNine(30));
    expect(fired).toEqual(['1 at 0', '2 at 10', '3 at 20', '4 at 30']);
    expect(clock.scheduled()).toEqual([{ ...createEvent('5'), at: minutesAfterNine(40) }]);
  });

  test('first waits for earlier events in progress', async () => {
    let finish = (): void => {};
    const { clock, fired } = createTestClock({
      fire: ({ subject }) =>
        subject === 'slow'
          ? new Promise((resolve) => {
              finish = () => resolve('done at last');
            })
          : 'done',
    });
    clock.schedule(NINE, createEvent('slow'));
    await new Promise(setImmediate);
    clock.schedule(minutesAfterNine(1), createEvent('next'));
    const advanced = clock.advance(minutesAfterNine(1));
    await new Promise(setImmediate);
    expect(fired).toEqual(['slow at 0']);
    finish();
    await advanced;
    expect(fired).toEqual(['slow at 0', 'next at 1']);
  });

  test('is never into the past', async () => {
    const { clock } = createTestClock();
    await clock.advance(minutesAfterNine(-10));
    expect(clock.now()).toBe(NINE);
  });

  test('runs after the advance before it', async () => {
    const { clock, fired } = createTestClock({
      fire: () => new Promise((resolve) => setImmediate(() => resolve('done'))),
    });
    clock.schedule(minutesAfterNine(5), createEvent('a'));
    clock.schedule(minutesAfterNine(15), createEvent('b'));
    const [first, second] = await Promise.all([
      clock.advance(minutesAfterNine(10)),
      clock.advance(minutesAfterNine(20)),
    ]);
    expect([first.count, second.count]).toEqual([1, 1]);
    expect(fired).toEqual(['a at 5', 'b at 15']);
  });

  test('that fails does not keep the next from coming', async () => {
    const { clock } = createTestClock({
      fire: ({ subject }) => {
        if (subject === 'bad') throw new Error('broken');
        return 'done';
      },
    });
    clock.schedule(minutesAfterNine(1), createEvent('bad'));
    clock.schedule(minutesAfterNine(2), createEvent('good'));
    await expect(clock.advance(minutesAfterNine(1))).rejects.toThrow('broken');
    expect((await clock.advance(minutesAfterNine(2))).events).toMatchObject([{ subject: 'good' }]);
  });

  test('of a practice with endless events stops, keeps the first of them, and says how far it came', async () => {
    const { clock } = createTestClock({
      fire: ({ subject }) => {
        clock.schedule(plus(clock.now(), 1), createEvent(subject));
        return 'again';
      },
    });
    clock.schedule(minutesAfterNine(1), createEvent('again'));
    const { events, count, reached } = await clock.advance(minutesAfterNine(60), 1500);
    expect([events.length, count, reached]).toEqual([MAX_LISTED_EVENTS, 1500, false]);
    expect([events[0]?.at, clock.now()]).toEqual([minutesAfterNine(1), plus(minutesAfterNine(1), 1499)]);
    const rest = await clock.advance(plus(clock.now(), 5));
    expect([rest.count, rest.reached]).toEqual([5, true]);
    await clock.close();
  });

  test('gives other requests their turn after a few events', async () => {
    let sinceTurn = 0;
    let longest = 0;
    const { clock } = createTestClock({
      fire: () => {
        longest = Math.max(longest, ++sinceTurn);
        return 'done';
      },
    });
    for (let minute = 0; minute < 500; minute++) clock.schedule(minutesAfterNine(minute), createEvent(String(minute)));
    let isOver = false;
    const advance = clock.advance(minutesAfterNine(500)).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      sinceTurn = 0;
      await new Promise(setImmediate);
    }
    expect((await advance).count).toBe(500);
    expect(longest).toBeLessThanOrEqual(2 * EVENTS_PER_TURN);
  });

  test('keeps what is decided meanwhile: to run, or to stay frozen', async () => {
    for (const isFrozen of [true, false]) {
      const { clock } = createTestClock({
        frozen: !isFrozen,
        fire: () => {
          if (isFrozen) clock.freeze();
          else clock.run();
          return 'done';
        },
      });
      clock.schedule(minutesAfterNine(1), createEvent('a'));
      await clock.advance(minutesAfterNine(2));
      expect([clock.now(), clock.frozen]).toEqual([minutesAfterNine(2), isFrozen]);
      await clock.close();
    }
  });

  test('does any events by their moments, and at equal moments in the order in which they were scheduled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (moments) => {
        const { clock, fired } = createTestClock();
        const advanced = clock.advance(NINE);
        moments.forEach((moment, index) => {
          clock.schedule(minutesAfterNine(moment), createEvent(String(index)));
        });
        await advanced;
        await clock.advance(minutesAfterNine(20));
        const expected = moments
          .map((moment, index) => ({ moment, index }))
          .sort((a, b) => a.moment - b.moment || a.index - b.index);
        expect(fired).toEqual(expected.map(({ moment, index }) => `${index} at ${moment}`));
      }),
    );
  });
});
