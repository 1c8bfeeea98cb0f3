import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test as base, describe, expect } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { CONSULT, createSearchset, createSlotResource } from '../../fixtures/test/resources.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';
import { startScriptedXis } from '../support/scripted-xis.ts';

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

/** Returns a slot of tomorrow, for a command that runs on the real clock. */
function createFutureSlot() {
  const tomorrow = new Date(Date.now() + 36 * 3_600_000).toISOString().slice(0, 10);
  return createSlotResource({ start: `${tomorrow}T11:00:00Z`, end: `${tomorrow}T11:10:00Z` });
}

describe('xis-testkit book', () => {
  test('books the first slot of the first type and agenda, and reports it', async ({ book, simulator }) => {
    const { code, stdout } = await book('--yes');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^type {4}Consult\nagenda {2}(Dr\. \w+)\nslot {4}(\w{3} \d+ .*, )(\d\d:\d\d)\nmade {4}appointment 1001\nwhen {4}\w+day .*, \3 to .*\nwith {4}\1\nat {6}.* \(70000001\)\napproved: /,
    );
    expect(simulator.organization().appointments.list()).toHaveLength(1);
  });

  test('says how to approve an appointment that waits for it', async ({ book, simulator }) => {
    const { stdout } = await book('--type', 'gesprek');
    const [, url = ''] = /^next {4}curl -X POST (\S+)$/m.exec(stdout) ?? [];
    expect(url).toBe(`${simulator.url}/__admin/organizations/${AGB}/approvals/1001/approve`);
    expect((await fetch(url, { method: 'POST' })).status).toBe(200);
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
    const request = xis.requests.next({ operation: 'create-appointment' }, { timeoutMs: 600_000 });
    const booked = book('--json', '--type', 'gesprek', '--listen', String(port), '--wait', '600');
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

  test('AG-5: --agenda any books the first free slot of all agendas', async ({ book }) => {
    const { code, stdout } = await book('--json', '--agenda', 'any');
    const { outcome, slot, agendas, exchanges } = JSON.parse(stdout);
    expect([code, outcome, slot.start]).toEqual([0, 'approved', agendas[0].firstFree]);
    expect(exchanges.filter(({ url }: { url: string }) => /[?&]schedule=/.test(url))).toEqual([]);
  });

  test('PT-2: a patient who is unknown in the XIS reads so, and the exit code is 5', async () => {
    const xis = await startScriptedXis();
    xis.respondWith({ body: createSearchset([]) });
    const connection = ['--xis', xis.url, '--organization', AGB, '--patient-bsn', '999900109'];
    const { code, stdout } = await runCli(['book', ...connection, '--language', 'nl']);
    await xis.close();
    expect([code, stdout]).toEqual([
      5,
      'unknown-patient: U bent bij deze praktijk niet bekend als patiënt. Neem contact op met de praktijk om een afspraak te maken.\n',
    ]);
    // Before the flow, only the forms that the XIS understands are found out.
    expect(xis.received.map(({ line }) => line)).toEqual([
      'GET /fhir/ValueSet/BookableAppointmentTypes',
      'GET /fhir/Patient',
    ]);
  });

  test('TR-2, SL-9, AP-4, CN-1: the open readings are options', async () => {
    const xis = await startScriptedXis();
    const concept = [CONSULT];
    xis.respondWith(
      {
        body: {
          resourceType: 'ValueSet',
          status: 'active',
          compose: { include: [{ system: CONSULT.system, concept }] },
        },
      },
      { body: createSearchset([createFutureSlot()]) },
      { body: createSearchset([createFutureSlot()]) },
      { status: 409 },
    );
    const forms = {
      'organization-header': 'organisation_agb',
      'organization-format': 'code',
      'date-format': 'date',
      'date-parameter': 'Schedule.date',
      'practitioner-status': 'needs-action',
      'read-back': 'search',
      dialect: 'r4',
    };
    const options = Object.entries(forms).flatMap(([name, value]) => [`--${name}`, value]);
    const { code } = await runCli(['book', '--xis', xis.url, '--organization', AGB, '--json', ...options]);
    await xis.close();
    expect(code).toBe(6);
    const [, search] = xis.received;
    expect([search?.headers['organisation_agb'], search?.headers['x-organization-identifier']]).toEqual([
      AGB,
      undefined,
    ]);
    expect(search?.line).toMatch(/&Schedule\.date=ge\d{4}-\d\d-\d\d&Schedule\.date=le\d{4}-\d\d-\d\d&/);
    expect(JSON.parse(xis.received.at(-1)?.text ?? '').participant[1]).toMatchObject({
      required: 'required',
      status: 'needs-action',
    });
  });

  test('a server that is not a XIS, or does not run, is a failure reported in one line', async () => {
    const server = createServer((_request, response) => response.end('hello')).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stdout, stderr } = await runCli(['book', '--xis', url, '--organization', AGB]);
    expect([code, stderr]).toEqual([1, '']);
    expect(stdout).toMatch(/^failed: the XIS returned 200 with an unreadable body: not JSON\. Check --xis: .*\n$/);
    await new Promise((resolve) => server.close(resolve));
    const gone = await runCli(['book', '--xis', url, '--organization', AGB]);
    expect(gone.code).toBe(1);
    expect(gone.stdout).toMatch(
      /^failed: the connection was refused \(ECONNREFUSED\)\. Check host and port of --xis, .*\n$/,
    );
  });

  test.for<[string, string[], RegExp]>([
    [
      'an unknown form',
      ['--xis', 'http://localhost:9', '--organization', AGB, '--date-format', 'week'],
      /instant, date/,
    ],
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
