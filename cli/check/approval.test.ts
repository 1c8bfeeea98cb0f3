import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ApprovalRequest } from '../../conformance/index.ts';
import { createTerminal } from '../terminal.ts';
import { askUser, decideByHook } from './approval.ts';

const REQUEST: ApprovalRequest = {
  appointment: '1001',
  decision: 'accepted',
  start: '2026-12-01T09:00:00+01:00',
  practitioner: 'Dr. Jansen\u001b[2J',
  timeoutMs: 10_000,
  signal: new AbortController().signal,
};

describe('the hook', () => {
  test('as a command gets id and decision as arguments, and all of it as variables', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-hook-'));
    const file = join(folder, 'seen');
    await decideByHook(
      `echo "$1 $2 $APPOINTMENT_ID $APPOINTMENT_DECISION $APPOINTMENT_START" > ${file}`,
      REQUEST,
      fetch,
    );
    expect(await readFile(file, 'utf8')).toBe('1001 accepted 1001 accepted 2026-12-01T09:00:00+01:00\n');
    await rm(folder, { recursive: true });
  });

  test('as a command gets names without the control characters that no variable can have', async () => {
    const named = { ...REQUEST, practitioner: 'Dr.\0 Jansen\u001b[2J' };
    await decideByHook('test "$APPOINTMENT_PRACTITIONER" = "Dr. Jansen[2J"', named, fetch);
  });

  test('as a command that fails, or takes too long, is an error', async () => {
    await expect(decideByHook('exit 7', REQUEST, fetch)).rejects.toThrow('the command ended with exit code 7');
    const short = { ...REQUEST, timeoutMs: 50 };
    await expect(decideByHook('exec sleep 60', short, fetch)).rejects.toThrow('did not end in time');
  });

  test('as a url gets them as JSON', async () => {
    const sent: unknown[] = [];
    const answering = (status: number): typeof fetch => {
      return async (url, init) => {
        sent.push([url, init?.method, JSON.parse(String(init?.body))]);
        return new Response('', { status });
      };
    };
    await decideByHook('https://ci.example/approve', REQUEST, answering(202));
    const { appointment, decision, start, practitioner } = REQUEST;
    expect(sent).toEqual([['https://ci.example/approve', 'POST', { appointment, decision, start, practitioner }]]);
    await expect(decideByHook('https://ci.example', REQUEST, answering(500))).rejects.toThrow('the URL returned 500');
    const cause = Object.assign(new Error(), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    const dead: typeof fetch = () => Promise.reject(new TypeError('fetch failed', { cause }));
    await expect(decideByHook('https://ci.example', REQUEST, dead)).rejects.toThrow(
      '--on-approval-needed: the certificate is signed by an unknown authority',
    );
  });

  test('gets no id that a shell could interpret', async () => {
    await expect(decideByHook('true', { ...REQUEST, appointment: '1; rm -rf .' }, fetch)).rejects.toThrow('id');
  });
});

describe('the user at the terminal', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** Creates a terminal with its output and its input. */
  function openTerminal(isTTY = true) {
    const input = Object.assign(new PassThrough(), { isTTY });
    const written: string[] = [];
    const output = { isTTY, columns: 100, write: (text: string) => written.push(text) };
    return { terminal: createTerminal(output, false), input, written: () => written.join('') };
  }

  test('gets a request with a countdown, and confirms with Enter', async () => {
    const { terminal, input, written } = openTerminal();
    const outcome = askUser(REQUEST, terminal, input);
    expect(written()).toContain(
      '>>>   Approve appointment 1001 in your XIS now: Tue 1 Dec 2026, 09:00 with Dr. Jansen\\u{1b}[2J.\n',
    );
    vi.advanceTimersByTime(3000);
    expect(written()).toMatch(/10 s left.*9 s left.*7 s left; press Enter when it is accepted $/s);
    input.write('\n');
    expect(await outcome).toBe('decided');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('need not confirm when the callback arrives first', async () => {
    const { terminal, input } = openTerminal();
    const ending = new AbortController();
    const outcome = askUser({ ...REQUEST, signal: ending.signal }, terminal, input);
    ending.abort();
    expect(await outcome).toBe('unknown');
    expect(vi.getTimerCount()).toBe(0);
  });

  test('gets a request without a terminal too, and the wait continues', async () => {
    const { terminal, input, written } = openTerminal(false);
    expect(await askUser({ ...REQUEST, decision: 'declined' }, terminal, input)).toBe('unknown');
    expect(written()).toMatch(/^>>> {3}Decline appointment 1001 .* Waits 10 s\.\n$/);
  });

  test('gets no request after the end of the run', async () => {
    const { terminal, input, written } = openTerminal();
    expect(await askUser({ ...REQUEST, signal: AbortSignal.abort() }, terminal, input)).toBe('unknown');
    expect(written()).toBe('');
  });
});
