import { expect, test } from 'vitest';
import type { CheckResult, Progress } from '../../conformance/index.ts';
import { reportProgress } from './progress.ts';
import { createTerminal } from './terminal.ts';

const RESULT: CheckResult = {
  id: 'slot-search/status',
  title: 'status=free finds only free slots',
  requirements: ['XX-1'],
  level: 'must',
  verdict: 'pass',
  message: 'all are free',
  subjects: 47,
  exchanges: ['x1'],
  durationMs: 3,
};

/** Returns the progress output of a run. */
function written(steps: readonly Progress[], isTTY: boolean): string {
  const parts: string[] = [];
  const output = { isTTY, columns: 100, write: (text: string) => parts.push(text) };
  const report = reportProgress(createTerminal(output, false));
  for (const step of steps) report(step);
  return parts.join('');
}

function finished(done: number, changes: Partial<CheckResult> = {}): Progress {
  return { kind: 'check-finished', result: { ...RESULT, ...changes }, done, total: 12 };
}

test('a completed check has a line, and a check without its options has no line', () => {
  const steps = [
    finished(1),
    finished(2, { verdict: 'not-applicable', message: 'left out by --only', exchanges: [] }),
    finished(3, { verdict: 'blocked', message: 'needs --allow-booking', exchanges: [] }),
    finished(4, { verdict: 'blocked', message: 'no slot is free', exchanges: ['x2'] }),
    finished(5, { verdict: 'fail', message: 'one is busy' }),
  ];
  expect(written(steps, false)).toBe(
    [
      'ok    1/12  slot-search/status  47 examined\n',
      '--    4/12  slot-search/status  no slot is free\n',
      'FAIL  5/12  slot-search/status  one is busy\n',
    ].join(''),
  );
});

test('on a terminal the running check is shown until it ends', () => {
  const started: Progress = { kind: 'check-started', id: 'slot-search/status', title: '', total: 12 };
  const [, shown = ''] = written([started, finished(1), { kind: 'cleaning-up' }], true)
    .split('\r\u001b[K')
    .slice(1);
  expect(shown).toBe('…     1/12  slot-search/status');
  expect(written([started, finished(1)], true).endsWith('47 examined\n')).toBe(true);
});

test('a warning before the first check has advice', () => {
  const note = { code: 'no-slots', seen: 'no free slot was found', advice: 'Open some slots.' } as const;
  expect(written([{ kind: 'preflight', notes: [note] }], false)).toBe(
    'note  no free slot was found\n      Open some slots.\n',
  );
});
