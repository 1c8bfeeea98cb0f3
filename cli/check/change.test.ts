import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { ChangeRequest } from '../../conformance/index.ts';
import { createTerminal } from '../terminal.ts';
import { askForChange, changeByHook } from './change.ts';

const MOVE: ChangeRequest = {
  change: 'move',
  appointment: '1001',
  start: '2026-12-01T09:00:00+01:00',
  newStart: '2026-12-02T10:00:00+01:00',
  practitioner: 'Dr. Jansen\u001b[2J',
  type: 'consult',
  schedule: 'jansen',
  patient: 'Patient/1',
  timeoutMs: 10_000,
  signal: new AbortController().signal,
};
const { appointment: _appointment, newStart: _newStart, ...atStart } = MOVE;
const MAKE: ChangeRequest = { ...atStart, change: 'make' };

describe('UP-1: the hook of --on-change-needed', () => {
  test('as a command gets change and id as arguments, and all of it as variables', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-hook-'));
    const file = join(folder, 'seen');
    const command = `echo "$#:$1:$2:$APPOINTMENT_CHANGE:$APPOINTMENT_ID:$APPOINTMENT_NEW_START:$APPOINTMENT_TYPE:$APPOINTMENT_SCHEDULE:$APPOINTMENT_PATIENT" >> ${file}`;
    await changeByHook(command, MOVE, fetch);
    await changeByHook(command, MAKE, fetch);
    expect(await readFile(file, 'utf8')).toBe(
      [
        '2:move:1001:move:1001:2026-12-02T10:00:00+01:00:consult:jansen:Patient/1\n',
        '1:make::make:::consult:jansen:Patient/1\n',
      ].join(''),
    );
    await rm(folder, { recursive: true });
  });

  test('as a url gets it as JSON', async () => {
    const sent: unknown[] = [];
    const responding: typeof fetch = async (url, init) => {
      sent.push([url, JSON.parse(String(init?.body))]);
      return new Response('', { status: 202 });
    };
    await changeByHook('https://ci.example/change', MOVE, responding);
    const { timeoutMs: _timeout, signal: _signal, ...json } = MOVE;
    expect(sent).toEqual([['https://ci.example/change', json]]);
  });

  test('that fails is an error that names the option, and an id is no command', async () => {
    await expect(changeByHook('exit 7', MOVE, fetch)).rejects.toThrow(
      '--on-change-needed: the command ended with exit',
    );
    await expect(changeByHook('true', { ...MOVE, appointment: '1; rm -rf .' }, fetch)).rejects.toThrow('FHIR id');
  });
});

test.for<[ChangeRequest, string]>([
  [
    MOVE,
    'Move appointment 1001 in your XIS now, to Wed 2 Dec 2026, 10:00: Tue 1 Dec 2026, 09:00 with Dr. Jansen\\u{1b}[2J.',
  ],
  [
    { ...MOVE, change: 'cancel' },
    'Cancel appointment 1001 in your XIS now, as the practice: Tue 1 Dec 2026, 09:00 with Dr. Jansen\\u{1b}[2J.',
  ],
  [
    MAKE,
    'Make an appointment in your XIS now, for Patient/1: Tue 1 Dec 2026, 09:00 with Dr. Jansen\\u{1b}[2J, type consult.',
  ],
])('UP-1: the prompt of --on-change-needed ask: %#', async ([request, text]) => {
  const written: string[] = [];
  const output = { isTTY: false, columns: 200, write: (part: string) => written.push(part) };
  const outcome = await askForChange(request, createTerminal(output, false), new PassThrough());
  expect(outcome).toBe('unknown');
  expect(written.join('')).toBe(`>>>   ${text} Waits 10 s.\n`);
});

test('UP-1: Enter confirms a change on a terminal', async () => {
  const input = Object.assign(new PassThrough(), { isTTY: true });
  const written: string[] = [];
  const output = { isTTY: true, columns: 200, write: (part: string) => written.push(part) };
  const outcome = askForChange(MOVE, createTerminal(output, false), input);
  input.write('\n');
  expect(await outcome).toBe('changed');
  expect(written.join('')).toContain('10 s left; press Enter when it is moved');
});
