import { describe, expect, test } from 'vitest';
import { createOutput, type Sink } from './output.ts';

type Done = Parameters<Sink['write']>[1];

/** Opens an output whose reader takes each text when the test says so. */
function openOutput(maxUnread?: number) {
  const pending: { readonly text: string | Uint8Array; readonly done: Done }[] = [];
  const errors: (string | undefined)[] = [];
  const read: (string | Uint8Array)[] = [];
  const output = createOutput(
    { write: (text, done) => pending.push({ text, done }) },
    ({ code }) => errors.push(code),
    maxUnread,
  );
  const take = (): void => {
    for (const { text, done } of pending.splice(0)) {
      read.push(text);
      done();
    }
  };
  const lose = (code: string): void => {
    for (const { done } of pending.splice(0)) done(Object.assign(new Error(code), { code }));
  };
  return { output, errors, read, pending, take, lose };
}

const note = (dropped: number): string => `[${dropped} dropped]\n`;

describe('output', () => {
  test('that is not read holds a bounded log, and has the number of dropped lines when it is read again', () => {
    const { output, read, take, pending } = openOutput(100);
    for (let line = 0; line < 1000; line++) output.log(`line ${String(line).padStart(3, '0')}\n`, note);
    expect(pending).toHaveLength(12);
    take();
    output.log('last\n', note);
    output.log('very last\n', note);
    take();
    expect(read.slice(11)).toEqual(['line 011\n', '[988 dropped]\nlast\n', 'very last\n']);
  });

  test('keeps a result of any size', () => {
    const { output, read, take } = openOutput(100);
    for (let part = 0; part < 50; part++) output.write('a part of the result\n');
    take();
    expect([read.length, output.isIncomplete]).toEqual([50, false]);
  });

  test('that cannot be written is incomplete, with one error', () => {
    const { output, errors, lose } = openOutput();
    output.write('a');
    output.write('b');
    lose('ENOSPC');
    expect([output.isIncomplete, errors]).toEqual([true, ['ENOSPC']]);
  });

  test('whose reader has gone is not incomplete', () => {
    const { output, errors, lose } = openOutput();
    output.write('a');
    lose('EPIPE');
    expect([output.isIncomplete, errors]).toEqual([false, []]);
  });

  test('a log that cannot be written is no incomplete result, and its lines are counted', () => {
    const { output, errors, lose, take, read } = openOutput();
    output.log('a\n', note);
    output.log('b\n', note);
    lose('ENOSPC');
    output.log('c\n', note);
    lose('ENOSPC');
    output.log('d\n', note);
    take();
    expect([output.isIncomplete, errors, read]).toEqual([false, ['ENOSPC'], ['[3 dropped]\nd\n']]);
  });

  test('is drained when everything is read or lost', async () => {
    const { output, take, lose } = openOutput();
    await output.drained();
    const order: string[] = [];
    output.write('a');
    const drained = output.drained().then(() => order.push('drained'));
    order.push('read');
    take();
    await drained;
    output.write('b');
    const lost = output.drained();
    lose('EPIPE');
    await lost;
    expect(order).toEqual(['read', 'drained']);
  });

  test('is not waited for without a reader after an interruption', async () => {
    const { output, pending } = openOutput();
    output.write('a');
    await output.drained(1);
    expect(pending).toHaveLength(1);
  });
});
