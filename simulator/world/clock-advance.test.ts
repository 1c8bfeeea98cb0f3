import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { createEvent, createTestClock, MINUTE, minutesAfterNine, NINE } from '../../test/support/time.ts';

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
    expect(await clock.advance(minutesAfterNine(30))).toEqual([
      { ...createEvent('a'), at: minutesAfterNine(10), result: 'a done' },
      { ...createEvent('b', 'attempt'), at: minutesAfterNine(10), result: 'b done' },
      { ...createEvent('c'), at: minutesAfterNine(20), result: 'c done' },
    ]);
    expect([clock.now(), clock.frozen]).toEqual([minutesAfterNine(30), true]);
    expect(clock.scheduled().map(({ subject }) => subject)).toEqual(['d']);
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
    expect([first.length, second.length]).toEqual([1, 1]);
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
    expect(await clock.advance(minutesAfterNine(2))).toMatchObject([{ subject: 'good' }]);
  });

  test('of a practice with endless events ends with an error', async () => {
    const { clock } = createTestClock({
      fire: ({ subject }) => {
        clock.schedule(clock.now(), createEvent(subject));
        return undefined;
      },
    });
    clock.schedule(minutesAfterNine(1), createEvent('again'));
    await expect(clock.advance(minutesAfterNine(2))).rejects.toThrow('more than 100000 events');
    await clock.close();
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
