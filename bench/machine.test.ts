import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ProcessorTime, parseProcess, parseProcessorTime, shareOfOthers, sumTree } from './machine.ts';

const STAT = `cpu  100 20 30 400 50 6 7 8 90 10
cpu0 50 10 15 200 25 3 4 4 45 5
intr 1234
`;

describe('/proc/stat', () => {
  it('counts idle time and waiting for a disk as not busy, and the time of guests only once', () => {
    expect(parseProcessorTime(STAT)).toEqual({ busy: 171, total: 621 });
  });
});

describe('/proc/<id>/stat', () => {
  const line = (id: number, name: string, parent: number) =>
    `${id} (${name}) S ${parent} 9 9 0 -1 4194304 1 2 3 4 100 20 3 4 20 0 11 0 5 6`;

  it('has the parent, and the time of the process and of its children that ended', () => {
    expect(parseProcess(line(17, 'node', 3))).toEqual({ id: 17, parent: 3, ticks: 127 });
  });

  it('may have parentheses and spaces in the name of the program', () => {
    const names = fc.string({ unit: fc.constantFrom('a', ' ', '(', ')', '1', 'R'), maxLength: 15 });
    fc.assert(
      fc.property(names, (name) => {
        expect(parseProcess(line(17, name, 3))).toEqual({ id: 17, parent: 3, ticks: 127 });
      }),
      { numRuns: 50 },
    );
  });
});

describe('the time of a process and all below it', () => {
  it('has no other process', () => {
    const processes = [
      { id: 1, parent: 0, ticks: 1000 },
      { id: 5, parent: 1, ticks: 1 },
      { id: 6, parent: 5, ticks: 20 },
      { id: 7, parent: 6, ticks: 300 },
      { id: 8, parent: 1, ticks: 4000 },
    ];
    expect(sumTree(5, processes)).toBe(321);
    expect(sumTree(9, processes)).toBe(0);
  });
});

describe('the share of other work', () => {
  const time = (busy: number, total: number, own: number): ProcessorTime => ({ busy, total, own });

  it('is the busy time less that of the benchmark, of the time of all cores', () => {
    expect(shareOfOthers(time(1000, 5000, 10), time(1100, 5200, 60))).toBe(0.25);
    expect(shareOfOthers(time(0, 0, 0), time(100, 200, 100))).toBe(0);
  });

  it('is between 0 and 1, also where ticks are rounded or no time passed', () => {
    expect(shareOfOthers(time(0, 0, 0), time(99, 200, 101))).toBe(0);
    expect(shareOfOthers(time(5, 9, 5), time(5, 9, 5))).toBe(0);
    expect(shareOfOthers(time(0, 0, 1), time(200, 200, 0))).toBe(1);
  });
});
