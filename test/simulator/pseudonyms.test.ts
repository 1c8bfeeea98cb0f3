import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Agb } from '../../fhir/agb.ts';
import { BSN_SYSTEM, isTestBsn } from '../../fhir/bsn.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { Bearer } from '../../oauth/bearer/validate.ts';
import { createOrganization } from '../../simulator/control/create-organization.ts';
import type { NewAppointmentInput } from '../../simulator/control/inputs.ts';
import { restoreWorld } from '../../simulator/control/snapshot/restore.ts';
import { takeSnapshot } from '../../simulator/control/snapshot/take.ts';
import type { BookingRequest } from '../../simulator/domain/booking/decide-booking.ts';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { createAppointmentResponse } from '../../simulator/interactions/appointment-response.ts';
import type { Interaction, InteractionRequest } from '../../simulator/interactions/interaction.ts';
import { searchPatient } from '../../simulator/interactions/patient.ts';
import { bookForPatient, mayAccess } from '../../simulator/interactions/token-patient.ts';
import { Simulation } from '../../simulator/simulation.ts';
import { createIdentities } from '../../simulator/store/identities.ts';
import type { AppendOptions, OwnedStore, Standing, StoredEntry } from '../../simulator/store/store.ts';
import type { World } from '../../simulator/world/world.ts';
import { createManualSystem, NINE } from '../support/time.ts';
import { createBookingBody, createCancellationBody, type TestSlot } from '../support/xis.ts';

const NINA = { reference: 'Patient/9', display: 'Nina Bakker', bsn: '999900687' };
const OTHER_BSN = '999900390';
const identities = createIdentities('a key of a sandbox');

/** A store that replaces each entry by the state after it, and keeps all that was written for the test. */
class CompactingStore implements OwnedStore {
  readonly kind = 'owned';
  readonly description = 'a store of a test';
  readonly written: string[] = [];
  readonly #organizations = new Map<Agb, { readonly standing: Standing; readonly whole: StoredEntry }>();

  async list() {
    return new Map([...this.#organizations].map(([agb, { standing }]) => [agb, standing]));
  }
  async read(agb: Agb) {
    const known = this.#organizations.get(agb);
    return known && [known.whole];
  }
  /** Its entries are deleted at once. */
  async readAfter() {
    return undefined;
  }
  async append(agb: Agb, entries: readonly StoredEntry[], { standing, whole: writeWhole }: AppendOptions) {
    const whole = writeWhole();
    this.written.push(...entries.map(({ json }) => json), whole.json);
    this.#organizations.set(agb, { standing, whole });
  }
  async drop(agb: Agb) {
    return this.#organizations.delete(agb);
  }
  async close() {}
}

let store: CompactingStore;
let simulation: Simulation;
const organization = () => createOrganization(simulation, worldOf().practice.agb);

function createSimulation(): Simulation {
  const system = createManualSystem(NINE, () => new Response(null, { status: 200 }));
  return new Simulation(system, undefined, { identities }, store);
}

beforeEach(async () => {
  store = new CompactingStore();
  simulation = createSimulation();
  await simulation.add({ ...SMALL_PRACTICE, agb: '10000001' });
});
afterEach(async () => {
  await simulation.close();
  expect(store.written.length).toBeGreaterThan(0);
  expect(store.written.join()).not.toContain(NINA.bsn);
});

function worldOf(): World {
  const [world] = simulation.organizations.worlds();
  if (!world) throw new Error('no organization');
  return world;
}

/** Creates an appointment; the clock of the practice begins at 07:00 on its day. */
const make = (patient: NewAppointmentInput['patient']) =>
  organization().appointments.make({ schedule: 'jansen', type: 'consult', start: 'next workday 09:00', patient });

async function deliverAll(): Promise<void> {
  organization().callbacks.set({ url: 'http://spreekuur.example' });
  await organization().clock.advance({ by: 'PT1S' });
  expect(
    organization()
      .deliveries.list()
      .map(({ state }) => state),
  ).not.toContain('waiting');
}

/** Creates an appointment, delivers its callback, and lets it pass. */
async function makePast(): Promise<void> {
  make(NINA);
  await deliverAll();
  await organization().clock.advance({ by: 'P8D' });
}

/** Reads the organization from the store again. Returns the BSN of the patient, if it was kept. */
async function reopen(): Promise<string | undefined> {
  const { agb } = worldOf().practice;
  await simulation.close();
  simulation = createSimulation();
  await simulation.organizations.start();
  await simulation.organizations.enter(agb);
  return worldOf().patients.get(NINA.reference)?.bsn;
}

function send(interaction: Interaction, changes: Partial<InteractionRequest>) {
  const operation = 'search-patient';
  const request = {
    operation,
    base: 'http://xis',
    rawQuery: '',
    hasOpenQuery: true,
    parameters: [],
    prefer: '',
  } as const;
  return interaction(worldOf(), { ...request, id: '', body: undefined, bearer: undefined, ...changes });
}

const bearerOf = (bsn: string): Bearer => ({ clientId: 'spreekuur', bsn, mayActFor: () => true, notes: [] });

describe('a store with pseudonyms', () => {
  test('CB-1, UP-1: keeps the BSN of a patient as long as a callback may need it', async () => {
    make(NINA);
    expect(await reopen()).toBe(NINA.bsn);
    organization().appointments.cancel('1001');
    // Its callback waits for a URL.
    expect(await reopen()).toBe(NINA.bsn);
    await deliverAll();
    expect(await reopen()).toBeUndefined();
    expect(worldOf().patients.get(NINA.reference)).toMatchObject({ pseudonym: identities.pseudonym(NINA.bsn) });
  });

  test('UP-1: keeps the BSN of a booked appointment until it is past', async () => {
    make(NINA);
    await deliverAll();
    expect(await reopen()).toBe(NINA.bsn);
    await organization().clock.advance({ by: 'P8D' });
    expect(await reopen()).toBeUndefined();
  });

  test('PT-1: keeps the BSN of the patient who is logged in', async () => {
    await makePast();
    organization().loggedInPatient.set('9');
    expect(await reopen()).toBe(NINA.bsn);
  });

  describe('recognizes a patient by the pseudonym', () => {
    beforeEach(async () => {
      await makePast();
      expect(await reopen()).toBeUndefined();
    });

    test('AP-10: a booking with another BSN is rejected, and one with the right BSN brings it back', async () => {
      expect(() => make({ ...NINA, bsn: OTHER_BSN })).toThrow('the practice knows another BSN');
      make({ ...NINA, display: 'N. Bakker' });
      expect(worldOf().patients.get(NINA.reference)).toEqual({
        reference: NINA.reference,
        name: NINA.display,
        bsn: NINA.bsn,
        origin: 'request',
      });
    });

    test('CB-1: a booking without BSN leaves the pseudonym, and its callback has a BSN that is made up', async () => {
      const { bsn, ...patient } = NINA;
      const { delivery } = make(patient);
      expect(worldOf().patients.get(NINA.reference)).toMatchObject({ pseudonym: identities.pseudonym(bsn) });
      const message = worldOf().deliveries.get(delivery ?? '')?.message;
      if (!message) throw new Error('no callback');
      const sent = JSON.stringify(worldOf().write(message));
      expect(isTestBsn(/"value":"(\d{9})"/.exec(sent)?.[1] ?? '')).toBe(true);
      expect(sent).not.toContain(bsn);
    });

    test('CN-4: only a cancellation with the right BSN is of the patient', () => {
      const cancel = (bsn: string) => send(createAppointmentResponse, { body: createCancellationBody('1001', bsn) });
      expect(cancel(OTHER_BSN)).toMatchObject({ problem: 'patient-differs' });
      expect(cancel(NINA.bsn)).toMatchObject({ problem: 'not-cancellable' });
    });

    test('AU-5: the token of the patient finds the patient', () => {
      const find = (bsn: string) => JSON.stringify(send(searchPatient, { bearer: bearerOf(bsn) }));
      expect(find(NINA.bsn)).toContain(NINA.display);
      expect(find(NINA.bsn)).toContain(NINA.bsn);
      expect(find(OTHER_BSN)).not.toContain(NINA.display);
    });

    test('AU-6: a token is for the own appointments and the own reference', () => {
      const record = worldOf().appointments.get('1001');
      if (!record) throw new Error('no appointment');
      expect(mayAccess(bearerOf(NINA.bsn), worldOf(), record)).toBe(true);
      expect(mayAccess(bearerOf(OTHER_BSN), worldOf(), record)).toBe(false);
      const bookAs = (bsn: string, reference: string) =>
        bookForPatient(bearerOf(bsn), worldOf(), { patient: { reference, display: 'N' } } as BookingRequest);
      expect(bookAs(NINA.bsn, NINA.reference)).toMatchObject({ patient: { bsn: NINA.bsn } });
      expect(bookAs(NINA.bsn, 'Patient/77')).toMatchObject({ problem: 'token-other-patient' });
      expect(bookAs(OTHER_BSN, NINA.reference)).toMatchObject({ problem: 'token-other-patient' });
    });
  });

  test('rejects practices and snapshots with a BSN that may be that of a person', async () => {
    const patients = [{ id: '1', bsn: '123456782' }];
    const adding = simulation.add({ ...SMALL_PRACTICE, agb: '10000002', patients });
    await expect(adding).rejects.toThrow(/^patients\[0\]\.bsn: expected a BSN for tests/);
    const { configuration, ...state } = await takeSnapshot(worldOf(), 'original');
    const snapshot = { ...state, configuration: { ...configuration, patients } };
    const restoring = restoreWorld(snapshot, simulation.dependencies);
    await expect(restoring).rejects.toThrow(/^configuration\.patients\[0\]\.bsn: expected a BSN for tests/);
  });

  test('AP-4, CN-3: no file of a folder has the BSN of a request, and its owner alone reads them', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-pseudonyms-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const start = () =>
      createSimulator({
        configuration: { organizations: [{ ...SMALL_PRACTICE, agb: '10000001' }] },
        store: { location: folder, identities: 'pseudonyms' },
        environment: { XIS_TESTKIT_STORE_KEY: 'a key of a sandbox' },
        port: 0,
      });
    const headers = { 'Content-Type': 'application/fhir+json', 'X-Organization-Identifier': '10000001' };
    const post = (xis: Simulator, path: string, body: unknown) =>
      fetch(xis.baseUrl + path, { method: 'POST', headers, body: JSON.stringify(body) });
    const first = await start();
    await first.listen();
    const found = await fetch(`${first.baseUrl}/Slot?service-category=consult&schedule=jansen`, { headers });
    const slot = ((await found.json()) as { entry: { resource: TestSlot }[] }).entry[0]?.resource as TestSlot;
    const [, practitioner] = createBookingBody(slot).participant;
    const identifier = { system: BSN_SYSTEM, value: NINA.bsn };
    const actor = { reference: NINA.reference, display: NINA.display, identifier, required: 'required' };
    const booking = createBookingBody(slot, { participant: [{ actor, status: 'accepted' }, practitioner] });
    expect((await post(first, '/Appointment', booking)).status).toBe(201);
    await first.close();
    const second = await start();
    await second.listen();
    expect((await post(second, '/AppointmentResponse', createCancellationBody('1001', OTHER_BSN))).status).toBe(403);
    expect((await post(second, '/AppointmentResponse', createCancellationBody('1001', NINA.bsn))).status).toBe(201);
    await second.close();
    const files = (await readdir(folder)).filter((name) => name.endsWith('.jsonl'));
    expect(files).toEqual(['10000001.jsonl']);
    const text = await readFile(join(folder, '10000001.jsonl'), 'utf8');
    expect(text).toContain(identities.pseudonym(NINA.bsn));
    expect(text).not.toContain(NINA.bsn);
    expect((await stat(join(folder, '10000001.jsonl'))).mode & 0o077).toBe(0);
  });
});
