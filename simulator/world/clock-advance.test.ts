import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { plus } from '../../fhir/instant.ts';
import { clockOf, event, MINUTE, minute, NINE } from '../../test/support/clock.ts';

describe('an advance', () => {
  test('does everything in order, each at its own moment, and tells what came of it', async () => {
    const { clock } = clockOf({ fire: ({ subject }) => (subject === 'nothing' ? undefined : `${subject} done`) });
    clock.schedule(minute(20), event('c'));
    clock.schedule(minute(10), event('a'));
    clock.schedule(minute(10), event('b', 'attempt'));
    clock.schedule(minute(15), event('nothing'));
    clock.schedule(minute(31), event('d'));
    expect(await clock.advance(minute(30))).toEqual([
      { ...event('a'), at: minute(10), result: 'a done' },
      { ...event('b', 'attempt'), at: minute(10), result: 'b done' },
      { ...event('c'), at: minute(20), result: 'c done' },
    ]);
    expect([clock.now(), clock.frozen]).toEqual([minute(30), true]);
    expect(clock.scheduled().map(({ subject }) => subject)).toEqual(['d']);
  });

  test('waits until one has settled before the next begins', async () => {
    const steps: string[] = [];
    const { clock } = clockOf({
      fire: async ({ subject }) => {
        steps.push(`${subject} begins`);
        await new Promise(setImmediate);
        steps.push(`${subject} ends`);
        return 'done';
      },
    });
    clock.schedule(minute(1), event('a'));
    clock.schedule(minute(1), event('b'));
    await clock.advance(minute(1));
    expect(steps).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('does what is scheduled on the way, when it falls due before the end', async () => {
    const { clock, fired } = clockOf({
      fire: async ({ subject }) => {
        await Promise.resolve();
        if (Number(subject) < 5) clock.schedule(plus(clock.now(), 10 * MINUTE), event(String(Number(subject) + 1)));
        return 'done';
      },
    });
    clock.schedule(minute(0), event('1'));
    await clock.advance(minute(30));
    expect(fired).toEqual(['1 at 0', '2 at 10', '3 at 20', '4 at 30']);
    expect(clock.scheduled()).toEqual([{ ...event('5'), at: minute(40) }]);
  });

  test('first waits for what was due before it, and is still under way', async () => {
    let finish = (): void => {};
    const { clock, fired } = clockOf({
      fire: ({ subject }) =>
        subject === 'slow'
          ? new Promise((resolve) => {
              finish = () => resolve('done at last');
            })
          : 'done',
    });
    clock.schedule(NINE, event('slow'));
    await new Promise(setImmediate);
    clock.schedule(minute(1), event('next'));
    const advanced = clock.advance(minute(1));
    await new Promise(setImmediate);
    expect(fired).toEqual(['slow at 0']);
    finish();
    await advanced;
    expect(fired).toEqual(['slow at 0', 'next at 1']);
  });

  test('never goes back', async () => {
    const { clock } = clockOf();
    await clock.advance(minute(-10));
    expect(clock.now()).toBe(NINE);
  });

  test('comes after the one before it', async () => {
    const { clock, fired } = clockOf({ fire: () => new Promise((resolve) => setImmediate(() => resolve('done'))) });
    clock.schedule(minute(5), event('a'));
    clock.schedule(minute(15), event('b'));
    const [first, second] = await Promise.all([clock.advance(minute(10)), clock.advance(minute(20))]);
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(fired).toEqual(['a at 5', 'b at 15']);
  });

  test('that fails does not keep the next from coming', async () => {
    const { clock } = clockOf({
      fire: ({ subject }) => {
        if (subject === 'bad') throw new Error('broken');
        return 'done';
      },
    });
    clock.schedule(minute(1), event('bad'));
    clock.schedule(minute(2), event('good'));
    await expect(clock.advance(minute(1))).rejects.toThrow('broken');
    expect(await clock.advance(minute(2))).toMatchObject([{ subject: 'good' }]);
  });

  test('of a practice that never comes to rest ends with an error', async () => {
    const { clock } = clockOf({
      fire: ({ subject }) => {
        clock.schedule(clock.now(), event(subject));
        return undefined;
      },
    });
    clock.schedule(minute(1), event('again'));
    await expect(clock.advance(minute(2))).rejects.toThrow('more than 100000 events');
    await clock.close();
  });

  test('does any events by their moments, and at equal moments in the order in which they were scheduled', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 30 }), async (moments) => {
        const { clock, fired } = clockOf();
        const advanced = clock.advance(NINE);
        moments.forEach((moment, index) => {
          clock.schedule(minute(moment), event(String(index)));
        });
        await advanced;
        await clock.advance(minute(20));
        const expected = moments
          .map((moment, index) => ({ moment, index }))
          .sort((a, b) => a.moment - b.moment || a.index - b.index);
        expect(fired).toEqual(expected.map(({ moment, index }) => `${index} at ${moment}`));
      }),
    );
  });
});
