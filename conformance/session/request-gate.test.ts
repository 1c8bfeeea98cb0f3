import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../test/support/runs.ts';
import { createRequestGate } from './request-gate.ts';

/** Creates an act whose end is up to the test. */
function createAct() {
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { ended, end: () => end() };
}

/** Lets everything happen that waits for nothing else. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('requests pass in their order, never more than the limit, whichever ends first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 8 }), fc.array(fc.nat(20), { maxLength: 20 }), async (limit, ends) => {
      const gate = createRequestGate(limit);
      const acts = ends.map(() => createAct());
      const begun: number[] = [];
      let under = 0;
      let most = 0;
      const passed = acts.map(({ ended }, index) =>
        gate.pass(async () => {
          begun.push(index);
          most = Math.max(most, ++under);
          await ended;
          under--;
        }),
      );
      for (const end of ends) {
        acts[end % ends.length]?.end();
        await settle();
      }
      for (const { end } of acts) end();
      await Promise.all(passed);
      expect(begun).toEqual(acts.map((_, index) => index));
      expect(most).toBe(Math.min(limit, acts.length));
    }),
    { numRuns: runs(30) },
  );
});

test('a request has company when another one was under way at any time during it', async () => {
  const gate = createRequestGate(2);
  const [first, second, third] = [createAct(), createAct(), createAct()];
  const company: boolean[] = [];
  const pass = ({ ended }: { readonly ended: Promise<void> }) =>
    gate.pass(async (passage) => {
      await ended;
      company.push(passage.hasCompany);
    });
  const passed = [pass(first)];
  first.end();
  await Promise.all(passed);
  passed.push(pass(second), pass(third));
  second.end();
  third.end();
  await Promise.all(passed);
  expect(company).toEqual([false, true, true]);
});

test('a request that passes again is the next one', async () => {
  const gate = createRequestGate(1);
  const first = createAct();
  const begun: string[] = [];
  const pass = (name: string, isAgain = false) =>
    gate.pass(async () => {
      begun.push(name);
      await first.ended;
    }, isAgain);
  const passed = [pass('first'), pass('second'), pass('again', true)];
  first.end();
  await Promise.all(passed);
  expect(begun).toEqual(['first', 'again', 'second']);
});

test('a narrowed gate lets those under way end, and then one after another pass, alone', async () => {
  const gate = createRequestGate(3);
  const acts = Array.from({ length: 5 }, () => createAct());
  const begun: boolean[] = [];
  const passed = acts.map(({ ended }, index) =>
    gate.pass(async (passage) => {
      begun[index] = passage.hasCompany;
      await ended;
      begun[index] = passage.hasCompany;
    }),
  );
  gate.narrow();
  acts[0]?.end();
  acts[1]?.end();
  await settle();
  expect(begun).toHaveLength(3);
  acts[2]?.end();
  await settle();
  expect(begun).toHaveLength(4);
  for (const { end } of acts) end();
  await Promise.all(passed);
  expect(begun).toEqual([true, true, true, false, false]);
});

test('an act that throws gives up its place', async () => {
  const gate = createRequestGate(1);
  await expect(gate.pass(() => Promise.reject(new Error('canary')))).rejects.toThrow('canary');
  expect(await gate.pass(async () => 1)).toBe(1);
});
