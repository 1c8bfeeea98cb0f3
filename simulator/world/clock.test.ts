import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Instant, plus } from '../../fhir/instant.ts';
import { createManualSystem } from '../../test/support/manual-system.ts';
import { at } from '../../test/support/rules.ts';
import { type DueEvent, type Fire, OrganizationClock } from './clock.ts';

const NINE = at('2026-11-23T09:00:00Z');
const MINUTE = 60_000;
const minute = (minutes: number): Instant => plus(NINE, minutes * MINUTE);
const event = (subject: string, kind: DueEvent['kind'] = 'decide'): DueEvent => ({ kind, subject });

/** A clock that starts at nine, on a machine that shows another time, and what it has fired. */
function clockOf({ frozen = true, fire }: { readonly frozen?: boolean; readonly fire?: Fire } = {}) {
  const system = createManualSystem(at('2030-01-01T00:00:00Z'));
  const fired: string[] = [];
  const clock: OrganizationClock = new OrganizationClock(
    system,
    (due) => {
      fired.push(`${due.subject} at ${(clock.now() - NINE) / MINUTE}`);
      return fire ? fire(due) : 'done';
    },
    { now: NINE, frozen },
  );
  return { system, clock, fired };
}

describe('a frozen clock', () => {
  test('stands still while real time passes', () => {
    const { system, clock } = clockOf();
    system.pass(MINUTE);
    expect(clock.now()).toBe(NINE);
    expect(clock.state()).toEqual({ now: NINE, frozen: true });
    expect(system.timers).toBe(0);
  });

  test('does what is due now at once, and nothing that is still to come', async () => {
    const { clock, fired } = clockOf();
    clock.schedule(minute(1), event('later'));
    clock.schedule(NINE, event('now'));
    clock.schedule(minute(-1), event('overdue'));
    await clock.settled();
    expect(fired).toEqual(['overdue at 0', 'now at 0']);
    expect(clock.due()).toEqual([{ ...event('later'), at: minute(1) }]);
  });

  test('does what is overdue when it is set to a later moment', async () => {
    const { clock, fired } = clockOf();
    clock.schedule(minute(5), event('a'));
    clock.freeze(minute(10));
    await clock.settled();
    expect(fired).toEqual(['a at 10']);
  });

  test('runs on from where it stands', () => {
    const { system, clock } = clockOf();
    system.pass(10 * MINUTE);
    clock.run();
    system.pass(MINUTE);
    expect([clock.now(), clock.frozen]).toEqual([minute(1), false]);
    clock.freeze();
    system.pass(MINUTE);
    expect(clock.now()).toBe(minute(1));
  });
});

describe('a running clock', () => {
  test('keeps its distance from real time, and does what falls due, one timer at a time', async () => {
    const { system, clock, fired } = clockOf({ frozen: false });
    clock.schedule(minute(2), event('b'));
    clock.schedule(minute(1), event('a'));
    clock.schedule(minute(60 * 24 * 60), event('in two months'));
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
    clock.schedule(minute(10), event('a'));
    system.pass(9 * MINUTE);
    expect(fired).toEqual([]);
    system.pass(MINUTE);
    expect(fired).toEqual(['a']);
  });

  test('starts at the real time, unless configured, and goes on after an advance', async () => {
    const system = createManualSystem(NINE);
    const clock = new OrganizationClock(system, () => undefined, {});
    expect([clock.now(), clock.frozen]).toEqual([NINE, false]);
    await clock.advance(minute(30));
    system.pass(MINUTE);
    expect([clock.now(), clock.frozen]).toEqual([minute(31), false]);
  });
});

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
    expect(clock.due().map(({ subject }) => subject)).toEqual(['d']);
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
    expect(clock.due()).toEqual([{ ...event('5'), at: minute(40) }]);
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

describe('what is to happen', () => {
  test('can be taken back, by kind and subject', async () => {
    const { clock, fired } = clockOf();
    clock.schedule(minute(1), event('a'));
    clock.schedule(minute(2), event('a', 'attempt'));
    clock.schedule(minute(3), event('b'));
    clock.cancel('decide', 'a');
    await clock.advance(minute(5));
    expect(fired).toEqual(['a at 2', 'b at 3']);
  });

  test('may be a call of a request, which is made instead', async () => {
    const { clock, fired } = clockOf();
    const called: Instant[] = [];
    clock.schedule(minute(1), event('search-slot', 'answer'), () => called.push(clock.now()));
    expect(await clock.advance(minute(2))).toMatchObject([{ kind: 'answer', result: 'answered' }]);
    expect([called, fired]).toEqual([[minute(1)], []]);
  });
});

describe('a clock that is closed', () => {
  test('answers the requests that wait on it, and forgets the rest', async () => {
    const { system, clock, fired } = clockOf({ frozen: false });
    let answered = 0;
    clock.schedule(minute(1), event('search-slot', 'answer'), () => answered++);
    clock.schedule(minute(1), event('a'));
    await clock.close();
    expect(answered).toBe(1);
    expect([system.timers, clock.due()]).toEqual([0, []]);
    clock.schedule(minute(1), event('search-slot', 'answer'), () => answered++);
    clock.schedule(NINE, event('b'));
    system.pass(5 * MINUTE);
    expect([answered, fired, system.timers]).toEqual([2, [], 0]);
  });

  test('waits for what is under way', async () => {
    let finish = (): void => {};
    let finished = false;
    const { clock } = clockOf({
      fire: () =>
        new Promise((resolve) => {
          finish = () => {
            finished = true;
            resolve('done');
          };
        }),
    });
    clock.schedule(NINE, event('a'));
    await new Promise(setImmediate);
    const closed = clock.close();
    finish();
    await closed;
    expect(finished).toBe(true);
  });
});
