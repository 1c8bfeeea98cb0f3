import { expect, test, vi } from 'vitest';
import type { CheckResult, Progress } from '../../conformance/index.ts';
import { createTerminal } from '../terminal.ts';
import type { CheckSettings } from './options.ts';
import { cleanupHint, reportProgress } from './progress.ts';

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
function written(steps: readonly Progress[], isTTY: boolean, log: string[] = [], hasPrompt = false): string {
  const parts: string[] = [];
  const output = { isTTY, columns: 100, write: (text: string) => parts.push(text) };
  const report = reportProgress(createTerminal(output, false), {
    log: { write: (text) => log.push(text) },
    hasPrompt,
  });
  for (const step of steps) report(step);
  return parts.join('');
}

/** Returns the steps of a wait, one every five seconds. */
function waits(from: 'practice' | 'xis', text: string, seconds: number): readonly Progress[] {
  return Array.from({ length: seconds / 5 }, (_, index) => ({
    kind: 'waiting',
    from,
    text,
    remainingMs: (seconds - 5 * index) * 1000,
  }));
}

function finished(done: number, changes: Partial<CheckResult> = {}): Progress {
  return { kind: 'check-finished', result: { ...RESULT, ...changes }, done, total: 12 };
}

test('AU-1: the clean-up has the options of tokens of the run, quoted for a shell, and no secret', () => {
  const values = {
    issuer: 'https://login.example/realms/test',
    clientId: "spreekuur's",
    scope: 'fhir $(id)',
    token: 'token-canary',
    subjectToken: 'subject-canary',
    tokenCommand: 'command-canary',
    patientBsn: '999900109',
  } as unknown as CheckSettings['values'];
  const nameOf = (key: string): string => `--${key}`;
  expect(cleanupHint('run of today.jsonl', { values, nameOf })).toBe(
    'Appointments of this run may still be in the XIS. Cancel them with:\n' +
      "  xis-testkit check cleanup 'run of today.jsonl' --issuer https://login.example/realms/test" +
      " --clientId 'spreekuur'\\''s' --scope 'fhir $(id)'\n",
  );
  expect(cleanupHint('run.jsonl', { values: {}, nameOf })).toMatch(/cleanup run\.jsonl\n$/);
});

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

test('a wait without a terminal has a line at its start and every 30 seconds, each wait its own', () => {
  const log: string[] = [];
  const approval = waits('practice', 'the approval of appointment 1\u001b[2J', 70);
  const steps = [...approval, ...waits('xis', 'the callback about appointment 1', 20)];
  // The same wait again, as in a second run.
  expect(written([...steps, ...approval.slice(0, 2)], false, log)).toBe('');
  expect(log).toEqual([
    '      waits up to 70 s for the approval of appointment 1\\u{1b}[2J\n',
    '      waits up to 40 s for the approval of appointment 1\\u{1b}[2J\n',
    '      waits up to 10 s for the approval of appointment 1\\u{1b}[2J\n',
    '      waits up to 20 s for the callback about appointment 1\n',
    '      waits up to 70 s for the approval of appointment 1\\u{1b}[2J\n',
  ]);
});

test('a wait on a terminal counts down every second until it is over', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  try {
    const parts: string[] = [];
    const output = { isTTY: true, columns: 100, write: (text: string) => parts.push(text) };
    const report = reportProgress(createTerminal(output, false));
    report({ kind: 'check-started', id: 'callbacks/sent', title: '', total: 12 });
    report({ kind: 'waiting', from: 'xis', text: 'the callback', remainingMs: 2500 });
    vi.advanceTimersByTime(4000);
    report({ kind: 'waited' });
    vi.advanceTimersByTime(4000);
    expect(parts.join('').split('\r\u001b[K').slice(3)).toEqual([
      '      waits for the callback: 3 s left',
      '      waits for the callback: 2 s left',
      '      waits for the callback: 1 s left',
      '      waits for the callback: 0 s left',
      '      waits for the callback: 0 s left',
      '…     1/12  callbacks/sent',
    ]);
  } finally {
    vi.useRealTimers();
  }
});

test('a wait on a terminal is shown until something else is, and a prompt counts by itself', () => {
  const log: string[] = [];
  const steps = [...waits('practice', 'the approval', 10), ...waits('xis', 'the callback', 10)];
  const shown = written(steps, true, log, true);
  expect(shown.split('\r\u001b[K').slice(2)).toEqual([
    '      waits for the callback: 10 s left',
    '      waits for the callback: 5 s left',
  ]);
  expect(log).toEqual([]);
});

test('a check that does not apply has a line where it has looked at the XIS', () => {
  const skipped = finished(1, { verdict: 'not-applicable', message: 'no approval is needed' });
  expect(written([skipped], false)).toContain('no approval is needed\n');
});

test('a warning before the first check has advice', () => {
  const note = { code: 'no-slots', seen: 'no free slot\u202e was found', advice: 'Open some slots.' } as const;
  expect(written([{ kind: 'preflight', notes: [note] }], false)).toBe(
    'note  no free slot\\u{202e} was found\n      Open some slots.\n',
  );
});
