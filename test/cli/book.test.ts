import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';

const AGB = '70000001';

const test = base.extend<{ simulator: Simulator; book: (...args: string[]) => ReturnType<typeof runCli> }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  simulator: async ({}, use) => {
    const { clock: _running, ...practice } = SMALL_PRACTICE;
    const simulator = await createSimulator({ port: 0, configuration: { organizations: [{ ...practice, agb: AGB }] } });
    await simulator.listen();
    await use(simulator);
    await simulator.close();
  },
  book: async ({ simulator }, use) =>
    use((...args) => runCli(['book', '--xis', simulator.baseUrl, '--organization', AGB, ...args])),
});

describe('xis-testkit book', () => {
  test('books the first slot of the first type and agenda, and reports it', async ({ book, simulator }) => {
    const { code, stdout } = await book('--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^type {4}Consult\nagenda {2}Dr\. (Jansen|Smit)\nslot .*\nmade {4}appointment 1001\napproved: /,
    );
    expect(simulator.organization().appointments.list()).toHaveLength(1);
  });

  test('--json prints exactly one object', async ({ book }) => {
    const { code, stdout } = await book(
      '--json',
      '--type',
      'gesprek',
      '--agenda',
      'jansen',
      '--week',
      '2',
      '--slot',
      '2',
    );
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report).toMatchObject({ outcome: 'pending', appointmentId: '1001', slot: { schedule: 'jansen' } });
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(['outcome', 'appointmentId', 'slot', 'agendas', 'observations', 'exchanges']),
    );
    expect(report.exchanges.at(-1)).toMatchObject({ method: 'POST', status: 201 });
  });

  test('CB-4: --listen and --wait receive the decision of the practitioner', async ({ simulator, book }) => {
    const xis = simulator.organization();
    // The port must be known before the command listens, so this test takes a free one.
    const probe = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => probe.once('listening', resolve));
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    xis.callbacks.set({ url: `http://127.0.0.1:${port}` });
    const request = xis.requests.next({ operation: 'create-appointment' }, { timeoutMs: 15_000 });
    const booked = book('--json', '--type', 'gesprek', '--listen', String(port), '--wait', '15');
    await request;
    xis.approvals.decline('1001', 'Wij zijn vol.');
    const { code, stdout } = await booked;
    expect([code, JSON.parse(stdout).outcome]).toEqual([0, 'rejected']);
    expect(JSON.parse(stdout).text).toContain('Wij zijn vol.');
  });

  test.for<[string, object, number]>([
    ['conflict', { contention: { goneWhenBooked: { next: 1 } } }, 6],
    ['empty', { appointmentTypes: [], schedules: [] }, 5],
    ['empty', { closures: [{ from: 'today', to: 'in 8 weeks' }] }, 5],
    ['unknown', { faults: [{ operation: 'create-appointment', effect: { reset: true, stage: 'after' } }] }, 1],
    ['invalid', { unknownPatients: 'reject', patients: [] }, 1],
    ['failed', { faults: [{ operation: 'search-slot', effect: { body: 'html' } }] }, 1],
  ])('%s has its exit code', async ([outcome, changes, exit], { simulator }) => {
    const { clock: _running, ...practice } = SMALL_PRACTICE;
    await simulator.organizations.create({ ...practice, ...changes, agb: '70000002' });
    const { code, stdout } = await runCli(['book', '--xis', simulator.baseUrl, '--organization', '70000002', '--json']);
    expect([JSON.parse(stdout).outcome, code]).toEqual([outcome, exit]);
  });

  test('a server that is not a XIS, or does not run, is a failure reported in one line', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stdout, stderr } = await runCli(['book', '--xis', url, '--organization', AGB]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^failed: .*not JSON\n$/);
    await new Promise((resolve) => server.close(resolve));
    const gone = await runCli(['book', '--xis', url, '--organization', AGB]);
    expect([gone.code, gone.stdout]).toEqual([1, 'failed: the XIS refused the connection\n']);
  });

  test.for<[string, string[], RegExp]>([
    ['no url', ['--organization', AGB], /--xis/],
    ['an invalid url', ['--xis', 'xis', '--organization', AGB], /xis: expected an http/],
    ['an invalid AGB code', ['--xis', 'http://localhost:9', '--organization', '1'], /AGB code/],
    ['a week out of range', ['--xis', 'http://localhost:9', '--organization', AGB, '--week', '5'], /from 1 to 4/],
    ['an invalid header', ['--xis', 'http://localhost:9', '--organization', AGB, '--header', 'x'], /Name: value/],
  ])('%s is a wrong call: 2', async ([, args, message]) => {
    const { code, stderr } = await runCli(['book', ...args]);
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('a type that is not bookable is a usage error that lists the bookable types', async ({ book }) => {
    const { code, stderr } = await book('--type', 'x');
    expect([code, stderr]).toEqual([2, '--type x: not on offer, expected one of: consult, gesprek, visite\n']);
  });

  test('shows no BSN, token or reason', async ({ book }) => {
    const { stdout, stderr } = await book(
      '--json',
      '--patient-bsn',
      '999900109',
      '--token',
      'canary-token',
      '--reason',
      'canary-reason',
      '--patient-name',
      'Canaria',
    );
    for (const canary of ['999900109', 'canary', 'Canaria']) expect(stdout + stderr).not.toContain(canary);
  });
});
