import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { CATEGORY, CHECKED_PRACTICE, SECOND_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';

/** The other form of each open reading that a command finds out. */
const understands = {
  organizationHeader: 'organisation_agb',
  organizationFormat: 'code',
  dateFormat: 'date',
  dateParameter: 'Schedule.date',
  readBack: 'search',
} as const;
const ORGANIZATION = ['--organization', '01000001', '--category', CATEGORY];
const PATIENT = ['--patient-reference', 'Patient/1', '--patient-bsn', '999900109'];

let simulator: Simulator;
let folder: string;
beforeAll(async () => {
  const [{ clock: _frozen, ...practice }, { clock: _also, ...second }] = [CHECKED_PRACTICE, SECOND_PRACTICE];
  const organizations = [
    { ...practice, understands, agb: '01000001' },
    { ...second, understands, agb: '01000002' },
  ];
  simulator = await createSimulator({ port: 0, configuration: { organizations } });
  await simulator.listen();
  folder = await mkdtemp(join(tmpdir(), 'xis-testkit-forms-'));
});
beforeEach(() => simulator.organization('01000001').reset());
afterAll(async () => {
  await simulator.close();
  await rm(folder, { recursive: true, force: true });
});

const open = () =>
  simulator
    .organization('01000001')
    .appointments.list()
    .filter(({ state }) => state !== 'cancelled');

describe('TR-2, SL-9, CN-1: of a XIS that knows the other form of each open reading', () => {
  test('check finds the forms, and the XIS is conformant', async () => {
    const file = join(folder, 'report.json');
    const options = ['--other-organization', '01000002', '--allow-booking', ...PATIENT];
    const withoutCallbacks = ['--skip', 'callback', '--skip', 'approval', '--json', file];
    const { code, stdout } = await runCli([
      'check',
      simulator.baseUrl,
      ...ORGANIZATION,
      ...options,
      ...withoutCallbacks,
    ]);
    expect(stdout).toContain("understands 'organisation_agb: 01000001'");
    expect(stdout).toContain('understands Schedule.date with a date');
    const { target } = JSON.parse(await readFile(file, 'utf8'));
    expect(target.forms).toMatchObject(understands);
    expect([code, open()]).toEqual([0, []]);
  });

  test('verify finds the forms, and no interaction fails', async () => {
    const { code, stdout } = await runCli(['verify', simulator.baseUrl, ...ORGANIZATION, ...PATIENT]);
    expect(stdout).toMatch(/^TR-2: .*'code' in organisation_agb/);
    expect(stdout).toMatch(/^SL-9: .*'date' in Schedule\.date/m);
    expect([code, open()]).toEqual([0, []]);
  });

  test('check cleanup finds the forms, and cancels what a run has left', async () => {
    const organization = simulator.organization('01000001');
    const [tomorrow] = new Date(Date.parse(organization.clock.now()) + 86_400_000).toISOString().split('T');
    const made = organization.appointments.make({
      schedule: 'jansen',
      type: 'consult',
      start: `${tomorrow}T03:00:00Z`,
      patient: 'Patient/1',
      comment: 'Testafspraak (xt-1)',
    });
    const { id, start, end, practitioner, type } = made.appointment;
    const at = new Date(start).toISOString();
    const booking = { key: 'b1', at, id: 'xt-1', start, end, practitioner, type: `urn:types|${type}` };
    const records = [
      { record: 'run', baseUrl: simulator.baseUrl, organization: '01000001', at },
      { record: 'asked', ...booking },
      { record: 'made', key: 'b1', appointment: id },
    ];
    const file = join(folder, 'run.jsonl');
    await writeFile(file, records.map((record) => `${JSON.stringify(record)}\n`).join(''));
    const { code, stdout } = await runCli(['check', 'cleanup', file, '--patient-bsn', '999900109']);
    expect(stdout).toMatch(/^cancelled/);
    expect([code, open()]).toEqual([0, []]);
  });

  test('book finds the forms, and books', async () => {
    const { code, stdout } = await runCli([
      'book',
      '--xis',
      simulator.baseUrl,
      ...ORGANIZATION,
      ...PATIENT,
      '--yes',
      '--json',
    ]);
    const report = JSON.parse(stdout);
    expect([code, report.outcome]).toEqual([0, 'approved']);
    expect(report.notes).toEqual([
      expect.stringContaining("understands 'organisation_agb: 01000001'"),
      expect.stringContaining('understands Schedule.date with a date'),
    ]);
    expect(open()).toHaveLength(1);
  });
});
