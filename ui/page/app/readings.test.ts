import { expect, test } from 'vitest';
import { createReadings } from './readings.ts';

function createState() {
  const ends: (() => void)[] = [];
  const seen: string[] = [];
  const readings = createReadings(async (isLatest) => {
    const number = ends.length;
    await new Promise<void>((resolve) => ends.push(resolve));
    if (isLatest()) seen.push(`reading ${number}`);
  });
  const end = async (number: number): Promise<void> => {
    ends[number]?.();
    await new Promise(setImmediate);
  };
  return { readings, seen, end };
}

test('an older reading that ends after a newer one changes nothing', async () => {
  const { readings, seen, end } = createState();
  readings.begin();
  readings.begin();
  await end(1);
  await end(0);
  expect(seen).toEqual(['reading 1']);
});

test('an older reading that ends before a newer one changes nothing, and what happened meanwhile waits for the newer one', async () => {
  const { readings, seen, end } = createState();
  readings.begin();
  const applied = readings.settle().then(() => seen.push('events'));
  readings.begin();
  await end(0);
  expect(seen).toEqual([]);
  await end(1);
  await applied;
  expect(seen).toEqual(['reading 1', 'events']);
  await readings.settle();
});

test('after the stop no reading counts', async () => {
  const { readings, seen, end } = createState();
  readings.begin();
  readings.stop();
  await end(0);
  await readings.settle();
  expect([readings.isStopped, seen]).toEqual([true, []]);
});
