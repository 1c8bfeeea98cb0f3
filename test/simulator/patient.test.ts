import { describe, expect } from 'vitest';
import { BSN_SYSTEM } from '../../fhir/bsn.ts';
import { searchsetSchema } from '../../fhir/resources/bundle.ts';
import { EMMA, SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { array, oneOf, openObject, string } from '../../schema/schema.ts';
import { validator } from '../../schema/validator.ts';
import { checkConfiguration } from '../../simulator/index.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const patientSchema = openObject({
  resourceType: oneOf(['Patient']),
  id: string({ minLength: 1 }),
  meta: openObject({ versionId: string({ minLength: 1 }) }),
  identifier: array(openObject({ system: string(), value: string() }), { minItems: 1 }),
  name: array(openObject({ text: string({ minLength: 1 }), family: string({ minLength: 1 }) }), { minItems: 1 }),
});

describe('GET /Patient', () => {
  xisTest('PT-1, PT-3, PT-4: the patient who is logged in, and no other patient', async ({ xis }) => {
    const { status, body } = await call(xis, 'GET', '/Patient');
    expect(status).toBe(200);
    expect(validator(searchsetSchema(patientSchema)).violations(body)).toEqual([]);
    expect(body.entry.map(({ resource }: { resource: object }) => resource)).toEqual([
      {
        resourceType: 'Patient',
        id: '1',
        meta: { versionId: '1' },
        identifier: [{ system: BSN_SYSTEM, value: EMMA.bsn }],
        name: [{ text: EMMA.display, family: 'de Boer', given: ['Emma'] }],
      },
    ]);
    expect(body.entry[0].fullUrl).toBe(`${xis.baseUrl}/Patient/1`);
    expect(xis.requests.find()[0]).toMatchObject({ operation: 'search-patient', found: 1 });
  });

  xisTest('PT-4: its id is what the patient of a booking refers to', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/Patient');
    const [slot] = await findSlots(xis, 'service-category=consult');
    const [patient, practitioner] = createBookingBody(slot as TestSlot).participant;
    const actor = { ...patient?.actor, reference: `Patient/${body.entry[0].resource.id}` };
    const participant = [{ ...patient, actor }, practitioner];
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot, { participant }) });
    expect(xis.appointments.get('1001').patient).toBe('Patient/1');
  });

  xisTest('PT-2: an empty searchset for a patient whom the practice does not know', async ({ xis }) => {
    xis.loggedInPatient.set('unknown');
    const { status, body } = await call(xis, 'GET', '/Patient');
    expect([status, body.type, body.total, body.entry]).toEqual([200, 'searchset', 0, undefined]);
  });

  xisTest('PT-1: another patient logs in, until a reset', async ({ xis }) => {
    const bsn = async () => (await call(xis, 'GET', '/Patient')).body.entry[0].resource.identifier[0].value;
    xis.loggedInPatient.set('2');
    expect([xis.loggedInPatient.get(), await bsn()]).toEqual(['2', '999900390']);
    expect(() => xis.loggedInPatient.set('3')).toThrow('unknown patient');
    expect(xis.loggedInPatient.get()).toBe('2');
    await xis.reset();
    expect([xis.loggedInPatient.get(), await bsn()]).toEqual(['1', EMMA.bsn]);
  });

  xisTest('PT-1: a patient who is known by a booking can log in', async ({ xis }) => {
    const patient = { reference: 'Patient/7', display: 'Sem', bsn: '999900687' };
    xis.appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient });
    xis.loggedInPatient.set('7');
    const [{ resource }] = (await call(xis, 'GET', '/Patient')).body.entry;
    expect([resource.id, resource.name]).toEqual(['7', [{ text: 'Sem', family: 'Sem' }]]);
  });

  xisTest('TR-8: parameters are unknown: ignored, or 400 with strict handling', async ({ xis }) => {
    expect((await call(xis, 'GET', '/Patient?identifier=x')).body.total).toBe(1);
    const strict = { headers: { Prefer: 'handling=strict' } };
    expect((await call(xis, 'GET', '/Patient?identifier=x', strict)).status).toBe(400);
  });

  xisTest('is an operation that a fault selects', async ({ xis }) => {
    xis.faults.add({ operation: 'search-patient', effect: { status: 503 } });
    expect((await call(xis, 'GET', '/Patient')).status).toBe(503);
    expect((await call(xis, 'GET', '/Schedule')).status).toBe(200);
  });

  xisTest('TR-9: is in the CapabilityStatement', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/metadata');
    expect(body.rest[0].resource).toContainEqual({ type: 'Patient', interaction: [{ code: 'search-type' }] });
  });

  xisTest('TR-15: no name and no BSN reach journal and control interface', async ({ xis, simulator }) => {
    await call(xis, 'GET', '/Patient');
    const admin = `${simulator.url}/__admin/organizations/${xis.agb}`;
    const texts = await Promise.all(['/requests', '/patient'].map(async (path) => (await fetch(admin + path)).text()));
    for (const text of texts) expect(text).not.toMatch(/Emma|de Boer|999900109/);
  });
});

describe('loggedInPatient', () => {
  xisTest('PT-1, PT-2: is set by the control interface', async ({ xis, simulator }) => {
    const url = `${simulator.url}/__admin/organizations/${xis.agb}/patient`;
    const put = async (patient: unknown) => {
      const response = await fetch(url, { method: 'PUT', body: JSON.stringify({ patient }) });
      const { patient: found } = (await response.json()) as { readonly patient?: string };
      return [response.status, found];
    };
    expect(await (await fetch(url)).json()).toEqual({ patient: '1' });
    expect(await put('2')).toEqual([200, '2']);
    expect(xis.loggedInPatient.get()).toBe('2');
    expect(await put('unknown')).toEqual([200, 'unknown']);
    expect((await put('3'))[0]).toBe(404);
    expect((await put(1))[0]).toBe(422);
    expect(xis.loggedInPatient.get()).toBe('unknown');
  });

  xisTest.for<[string | undefined, readonly { id: string }[], number]>([
    ['2', SMALL_PRACTICE.patients ?? [], 1],
    ['unknown', SMALL_PRACTICE.patients ?? [], 0],
    [undefined, [], 0],
  ])('PT-1, PT-2: %j is configured', async ([loggedInPatient, patients, total], { xis, simulator }) => {
    const agb = '82000001';
    const { loggedInPatient: _default, ...configuration } = xis.configuration();
    const patient = loggedInPatient === undefined ? {} : { loggedInPatient };
    const organization = await simulator.organizations.create({ ...configuration, agb, patients, ...patient });
    const { body } = await call({ ...xis, headers: { 'X-Organization-Identifier': agb } }, 'GET', '/Patient');
    expect([body.total, organization.loggedInPatient.get()]).toEqual([total, loggedInPatient ?? 'unknown']);
    await simulator.organizations.drop(agb);
  });

  xisTest('has to be one of the patients', ({ xis }) => {
    const [mistake] = checkConfiguration({ organizations: [{ ...xis.configuration(), loggedInPatient: '3' }] });
    expect(mistake).toEqual({
      path: ['organizations', 0, 'loggedInPatient'],
      message: "expected the id of one of patients, or unknown, got '3'",
    });
  });
});
