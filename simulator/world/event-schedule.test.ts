import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minutesAfterNine } from '../../test/support/time.ts';
import { EventSchedule, type Scheduled } from './event-schedule.ts';

interface Item extends Scheduled {
  readonly name: number;
}

const item = (name: number, minute: number, key?: string): Item => ({ name, at: minutesAfterNine(minute), key });

/** An addition with a minute and perhaps a key, the cancellation of a key, or the removal of the first item. */
const step = fc.oneof(
  fc.record({ minute: fc.nat({ max: 9 }), key: fc.option(fc.constantFrom('a', 'b', 'c')) }),
  fc.record({ cancel: fc.constantFrom('a', 'b', 'c') }),
  fc.constant('take' as const),
);

test('has the items in order after any additions, cancellations and takings', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const schedule = new EventSchedule<Item>();
      let expected: readonly Item[] = [];
      for (const [name, action] of steps.entries()) {
        if (action === 'take') {
          expect(schedule.takeFirst()).toEqual(expected[0]);
          expected = expected.slice(1);
        } else if ('cancel' in action) {
          schedule.cancel(action.cancel);
          expected = expected.filter(({ key }) => key !== action.cancel);
        } else {
          const added = item(name, action.minute, action.key ?? undefined);
          schedule.add(added);
          expected = [...expected, added].sort((a, b) => a.at - b.at || a.name - b.name);
        }
        expect(schedule.first()).toEqual(expected[0]);
      }
      expect(schedule.list()).toEqual(expected);
      expect(schedule.clear()).toEqual(expected);
      expect(schedule.first()).toBeUndefined();
    }),
  );
});

test('the steps for an item grow with the logarithm of their number', () => {
  const comparisonsFor = (count: number): number => {
    const schedule = new EventSchedule<Item>();
    for (let name = 0; name < count; name++) {
      schedule.add(item(name, (name * 7919) % count, `key ${name}`));
      if (name % 2 === 0) schedule.cancel(`key ${name}`);
    }
    while (schedule.takeFirst());
    return schedule.comparisons / count;
  };
  expect(comparisonsFor(16_000)).toBeLessThan(2 * comparisonsFor(1000));
});
