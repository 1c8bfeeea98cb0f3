import { describe, expect } from 'vitest';
import { appointmentSchema } from '../../fhir/resources/appointment.ts';
import { searchsetSchema } from '../../fhir/resources/bundle.ts';
import { practitionerRoleSchema } from '../../fhir/resources/practitioner-role.ts';
import { scheduleSchema } from '../../fhir/resources/schedule.ts';
import { slotSchema } from '../../fhir/resources/slot.ts';
import { valueSetSchema } from '../../fhir/resources/value-set.ts';
import { SMALL_PRACTICE, TYPE_SYSTEM } from '../../fixtures/test/practices.ts';
import { validator } from '../../schema/validator.ts';
import type { TestPractice } from '../../simulator/testing/vitest.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

const r4Test = xisTest.extend<{ practice: TestPractice }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  practice: async ({}, use) => use({ ...SMALL_PRACTICE, dialect: 'r4' }),
});

describe('GET /ValueSet/BookableAppointmentTypes', () => {
  xisTest('AT-1: one ValueSet with all types', async ({ xis }) => {
    const { status, body } = await call(xis, 'GET', '/ValueSet/BookableAppointmentTypes');
    expect(status).toBe(200);
    expect(validator(valueSetSchema).violations(body)).toEqual([]);
    expect(body.compose.include).toEqual([
      {
        system: TYPE_SYSTEM,
        concept: [
          { code: 'consult', display: 'Consult' },
          { code: 'gesprek', display: 'Gesprek' },
          { code: 'visite', display: 'Visite' },
        ],
      },
    ]);
  });

  const codes = async (xis: Parameters<typeof call>[0], filter: string) => {
    const { body } = await call(
      xis,
      'GET',
      `/ValueSet/BookableAppointmentTypes?service-category=${encodeURIComponent(filter)}`,
    );
    return body.compose.include.flatMap(({ concept }: { concept: { code: string }[] }) =>
      concept.map(({ code }) => code),
    );
  };

  xisTest('AT-2: a category narrows the list to the types meant for it', async ({ xis }) => {
    expect(await codes(xis, 'http://linde.example/ns/channel|SPREEKUUR')).toEqual(['consult', 'gesprek']);
    expect(await codes(xis, 'http://linde.example/ns/channel|APP')).toEqual(['gesprek']);
    expect(await codes(xis, 'http://linde.example/ns/channel|APP,http://linde.example/ns/channel|SPREEKUUR')).toEqual([
      'consult',
      'gesprek',
    ]);
  });

  xisTest('AT-3: a filter that matches nothing is an empty ValueSet', async ({ xis }) => {
    const { status, body } = await call(
      xis,
      'GET',
      '/ValueSet/BookableAppointmentTypes?service-category=http://other|x',
    );
    expect([status, body.compose.include]).toEqual([200, []]);
    expect(validator(valueSetSchema).violations(body)).toEqual([]);
  });

  xisTest('AT-5: every concept is the service-category of its slots', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/ValueSet/BookableAppointmentTypes');
    for (const { system, concept } of body.compose.include) {
      for (const { code } of concept) {
        const found = await findSlots(xis, `service-category=${encodeURIComponent(`${system}|${code}`)}`);
        expect(found.length).toBeGreaterThan(0);
      }
    }
  });
});

describe('GET /Schedule and /PractitionerRole (PR)', () => {
  xisTest('PR: as published the Schedule is the entry', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/Schedule');
    expect(validator(searchsetSchema(scheduleSchema, { bare: true })).violations(body)).toEqual([]);
    expect(body.entry.map(({ id }: { id: string }) => id)).toEqual(['jansen', 'smit']);
    const visits = await call(xis, 'GET', `/Schedule?service-category=${TYPE_SYSTEM}|visite`);
    expect(visits.body.entry.map(({ id }: { id: string }) => id)).toEqual(['smit']);
    expect((await call(xis, 'GET', '/Schedule/smit')).body).toEqual(visits.body.entry[0]);
    expect((await call(xis, 'GET', '/Schedule/x')).status).toBe(404);
  });

  r4Test('PR: in R4 it is in a resource with a fullUrl', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/Schedule');
    expect(validator(searchsetSchema(scheduleSchema)).violations(body)).toEqual([]);
  });

  xisTest('PR: as published a PractitionerRole has name and speciality', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/PractitionerRole');
    expect(validator(searchsetSchema(practitionerRoleSchema('published'))).violations(body)).toEqual([]);
    expect((await call(xis, 'GET', '/PractitionerRole/smit')).body.name).toBe('Dr. Smit');
    expect((await call(xis, 'GET', '/PractitionerRole/x')).status).toBe(404);
  });

  r4Test('PR: in R4 it has specialty and no name', async ({ xis }) => {
    const { body } = await call(xis, 'GET', '/PractitionerRole');
    expect(validator(searchsetSchema(practitionerRoleSchema('r4'))).violations(body)).toEqual([]);
  });
});

describe('GET /Appointment', () => {
  xisTest('CN-1, CN-5, CN-6, CN-7: by id and by search, that appointment only', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=consult');
    const { body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    const found = await call(xis, 'GET', '/Appointment?id=1001');
    expect(validator(searchsetSchema(appointmentSchema('published'))).violations(found.body)).toEqual([]);
    expect(found.body.entry).toEqual([
      { fullUrl: `${xis.baseUrl}/Appointment/1001`, resource: body, search: { mode: 'match' } },
    ]);
    expect((await call(xis, 'GET', '/Appointment?_id=1001')).body.total).toBe(1);
    expect((await call(xis, 'GET', '/Appointment?id=1002')).body).toMatchObject({ total: 0 });
    expect((await call(xis, 'GET', '/Appointment/1002')).status).toBe(404);
  });

  xisTest('CN-1: a search without an id does not list all patients', async ({ xis }) => {
    const { status, body } = await call(xis, 'GET', '/Appointment');
    expect([status, body.issue[0].code]).toEqual([400, 'required']);
  });
});

describe('dialect r4', () => {
  r4Test('SL-3, AP-4: statuses and participants are as R4 has them', async ({ xis }) => {
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    const { body } = await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect(validator(appointmentSchema('r4')).violations(body)).toEqual([]);
    const taken = await call(xis, 'GET', `/Slot/${slot?.id}`);
    expect(taken.body.status).toBe('busy-tentative');
    expect(validator(slotSchema('r4')).violations(taken.body)).toEqual([]);
    expect(await findSlots(xis, 'status=busy-tentative')).toHaveLength(1);
    xis.approvals.decline('1001');
    const declined = await call(xis, 'GET', '/Appointment/1001');
    expect(declined.body.participant[1].status).toBe('declined');
  });
});

describe('GET /metadata', () => {
  xisTest('TR-9: a CapabilityStatement', async ({ simulator }) => {
    const response = await fetch(`${simulator.baseUrl}/metadata`);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      resourceType: 'CapabilityStatement',
      fhirVersion: '4.0.1',
      kind: 'instance',
    });
  });

  xisTest.for<[string, Readonly<Record<string, string>>, number]>([
    ['', { Accept: 'application/fhir+json' }, 200],
    ['', { Accept: 'application/fhir+xml, application/json;q=0.5' }, 200],
    ['', { Accept: 'application/fhir+xml' }, 406],
    ['?_format=json', { Accept: 'text/html' }, 200],
    ['?_format=xml', {}, 406],
    ['?_format=%zz', {}, 400],
  ])('TR-1: %s with %j returns %d, as everywhere else', async ([query, headers, status], { simulator }) => {
    for (const path of ['/metadata', '/Schedule']) {
      const agb = { 'X-Organization-Identifier': '01000001' };
      const response = await fetch(`${simulator.baseUrl}${path}${query}`, { headers: { ...agb, ...headers } });
      const { resourceType } = (await response.json()) as { readonly resourceType: string };
      expect([path, response.status, resourceType === 'OperationOutcome']).toEqual([path, status, status !== 200]);
    }
  });
});

describe('the other searches', () => {
  xisTest.for(['Schedule', 'PractitionerRole', 'Patient', 'Appointment?id=1001'])(
    'TR-8: GET /%s has a self link without unknown parameters, and _count=0 is the count alone',
    async (path, { xis }) => {
      const [slot] = await findSlots(xis, 'service-category=consult');
      await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
      const query = (more: string): string => `/${path}${path.includes('?') ? '&' : '?'}${more}`;
      const whole = await call(xis, 'GET', query('color=blue'));
      expect([whole.status, whole.body.link]).toEqual([200, [{ relation: 'self', url: `${xis.baseUrl}/${path}` }]]);
      expect(whole.body.total).toBe(whole.body.entry.length);
      expect(whole.body.total).toBeGreaterThan(0);
      const counted = await call(xis, 'GET', query('_count=0'));
      expect([counted.body.total, counted.body.entry ?? []]).toEqual([whole.body.total, []]);
    },
  );
});
