import type { ServerResponse } from 'node:http';
import { describe, expect, vi } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { CONSULT, createSearchset, createSlotResource } from '../../fixtures/test/resources.ts';
import { createSimulator } from '../../simulator/index.ts';
import { startCli } from '../support/cli.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { type ScriptedXis, scriptedTest as test } from '../support/scripted-xis.ts';

const AGB = '70000001';
const TYPES = {
  resourceType: 'ValueSet',
  status: 'active',
  compose: { include: [{ system: CONSULT.system, concept: [CONSULT] }] },
};
/** The forms of a XIS, so that nothing is sent to find them out. */
const FORMS = [
  ...['--organization-header', 'X-Organization-Identifier', '--organization-format', 'token'],
  ...['--date-format', 'instant', '--date-parameter', 'schedule.date'],
];
const SIGNALS = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

/** Starts `book --json`. */
function startBook(url: string, ...args: readonly string[]) {
  return startCli(['book', '--xis', url, '--organization', AGB, '--json', ...args]);
}

/** Starts `book`; resolves when the XIS has the request that creates the appointment, whose response the test sends. */
async function bookUpToTheRequest(xis: ScriptedXis) {
  const tomorrow = new Date(Date.now() + 36 * 3_600_000).toISOString().slice(0, 10);
  const slot = createSlotResource({ start: `${tomorrow}T11:00:00Z`, end: `${tomorrow}T11:10:00Z` });
  const search = { body: createSearchset([slot]) };
  const requested = new Promise<ServerResponse>((resolve) => {
    xis.respondWith({ body: TYPES }, search, search, (_request, response) => resolve(response));
  });
  const run = startBook(xis.url, ...FORMS);
  return { run, response: await requested };
}

describe('book that is interrupted', () => {
  test.for(SIGNALS)(
    'by %s while forms are found out exits with %i, and has booked nothing',
    async ([signal, code], { xis }) => {
      xis.respondWith('hang');
      const run = startBook(xis.url);
      await vi.waitFor(() => expect(xis.received).toHaveLength(1), PATIENCE_MS);
      const ended = await run.stop(signal);
      expect([ended.code, ended.stderr]).toEqual([code, '']);
      expect(JSON.parse(ended.stdout)).toMatchObject({
        outcome: 'interrupted',
        text: 'Nothing was booked.',
        appointmentId: null,
      });
    },
  );

  test('CB-4: while it waits for the practitioner, it says that the appointment is booked', async () => {
    const { clock: _running, ...practice } = SMALL_PRACTICE;
    const simulator = await createSimulator({ port: 0, configuration: { organizations: [{ ...practice, agb: AGB }] } });
    await simulator.listen();
    const connection = ['--xis', simulator.baseUrl, '--organization', AGB];
    const run = startCli(['book', ...connection, '--type', 'gesprek', '--listen', '0', '--wait', '86400']);
    await run.printed(/^asked {3}appointment 1001$/m);
    const { code, stdout } = await run.stop('SIGINT');
    await simulator.close();
    expect([code, stdout]).toEqual([
      130,
      expect.stringMatching(/\ninterrupted: Appointment 1001 is booked, and not cancelled\.\n$/),
    ]);
  });

  test('AP-12: while the booking is under way, it waits for the response and reports the appointment', async ({
    xis,
  }) => {
    const { run, response } = await bookUpToTheRequest(xis);
    run.interrupt('SIGTERM');
    await run.printed(/^interrupted: waits for the response of the XIS; interrupt again to end at once\n$/, 'stderr');
    response.writeHead(201, { Location: `${xis.url}/Appointment/1001` }).end();
    const { code, stdout } = await run.ended;
    expect([code, JSON.parse(stdout)]).toEqual([
      143,
      expect.objectContaining({
        outcome: 'interrupted',
        text: 'Appointment 1001 is booked, and not cancelled.',
        appointmentId: '1001',
      }),
    ]);
  });

  test('twice while the booking is under way, it says at once that the appointment may be in the XIS', async ({
    xis,
  }) => {
    const { run } = await bookUpToTheRequest(xis);
    run.interrupt('SIGINT');
    await run.printed(/interrupt again/, 'stderr');
    const { code, stdout } = await run.stop('SIGINT');
    expect([code, JSON.parse(stdout).text]).toEqual([
      130,
      'The appointment may be in the XIS: look up its slot there.',
    ]);
    expect(JSON.parse(stdout).slot.start).toMatch(/T11:00:00Z$/);
  });
});
