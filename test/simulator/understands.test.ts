import { describe, expect } from 'vitest';
import { operationOutcomeSchema } from '../../fhir/resources/operation-outcome.ts';
import { validator } from '../../schema/validator.ts';
import { checkConfiguration, type OrganizationConfiguration } from '../../simulator/index.ts';
import type { TestOrganization } from '../../simulator/testing/vitest.ts';
import {
  xisTest as base,
  call,
  createBookingBody,
  createCancellationBody,
  findSlots,
  type ReadResponse,
  type TestSlot,
} from '../support/xis.ts';

const outcome = validator(operationOutcomeSchema);
type Understands = NonNullable<OrganizationConfiguration['understands']>;

let count = 0;

const xisTest = base.extend<{ understanding: (understands: Understands) => Promise<TestOrganization> }>({
  understanding: async ({ xis, simulator }, use) => {
    const agbs: string[] = [];
    await use(async (understands) => {
      const agb = String(81_000_000 + ++count);
      agbs.push(agb);
      const organization = await simulator.organizations.create({ ...xis.configuration(), agb, understands });
      const token = `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`;
      return { ...organization, baseUrl: xis.baseUrl, headers: { 'X-Organization-Identifier': token } };
    });
    for (const agb of agbs) await simulator.organizations.drop(agb);
  },
});

/** Asserts a status with an OperationOutcome whose text names the expected form. */
function expectRejection({ status, body }: ReadResponse, expected: number, text: string): void {
  expect([status, outcome.violations(body)]).toEqual([expected, []]);
  expect(body.issue[0].diagnostics).toContain(text);
}

const headersOf = (xis: TestOrganization) => ({
  token: { 'X-Organization-Identifier': xis.headers['X-Organization-Identifier'] ?? '' },
  code: { 'X-Organization-Identifier': xis.agb },
  former: { organisation_agb: xis.agb },
  other: { organization_agb: xis.agb },
});

describe('the organization header', () => {
  xisTest('TR-2: another name counts as a missing header', async ({ understanding }) => {
    const xis = await understanding({ organizationHeader: 'organisation_agb' });
    const { token, former, other } = headersOf(xis);
    expect((await call({ ...xis, headers: former }, 'GET', '/Slot')).status).toBe(200);
    expect((await call({ ...xis, headers: { ...token, ...former } }, 'GET', '/Slot')).status).toBe(200);
    for (const headers of [token, other])
      expectRejection(await call({ ...xis, headers }, 'GET', '/Slot'), 400, 'Expected organisation_agb: ');
    expect(xis.requests.find().map(({ problem }) => problem)).toEqual([
      undefined,
      undefined,
      'organization-missing',
      'organization-missing',
    ]);
  });

  xisTest.for(['token', 'code'] as const)('TR-2: a XIS that knows the %s only', async (format, { understanding }) => {
    const xis = await understanding({ organizationFormat: format });
    const { token, code } = headersOf(xis);
    const [right, wrong] = format === 'token' ? [token, code] : [code, token];
    expect((await call({ ...xis, headers: right }, 'GET', '/Slot')).status).toBe(200);
    const expected = format === 'token' ? '|{AGB code}.' : ': {AGB code}.';
    expectRejection(await call({ ...xis, headers: wrong }, 'GET', '/Slot'), 400, expected);
    expect(xis.requests.find().at(-1)?.problem).toBe('organization-unreadable');
  });
});

describe('a slot search', () => {
  const DATES = 'schedule.date=ge2027-01-12&schedule.date=le2027-01-12';
  const INSTANTS = 'schedule.date=ge2027-01-12T00:00:00%2B01:00&schedule.date=lt2027-01-12T23:00:00Z';

  xisTest.for<[Understands['dateFormat'], string, string, string]>([
    ['date', DATES, INSTANTS, 'dates only'],
    ['instant', INSTANTS, DATES, 'instants only'],
  ])('SL-9: a XIS that reads the form %s only', async ([dateFormat, right, wrong, text], { understanding }) => {
    const xis = await understanding(dateFormat === undefined ? {} : { dateFormat });
    const found = await call(xis, 'GET', `/Slot?${right}`);
    expect([found.status, found.body.total]).toEqual([200, 10]);
    const rejected = await call(xis, 'GET', `/Slot?${wrong}`);
    expectRejection(rejected, 400, text);
    expect(xis.requests.find().at(-1)?.problem).toBe('bad-date');
  });

  xisTest.for(['schedule.date', 'Schedule.date'] as const)(
    'SL-9, TR-8: a XIS that knows %s only ignores the other name',
    async (dateParameter, { understanding }) => {
      const xis = await understanding({ dateParameter });
      const all = (await findSlots(xis, '')).length;
      const other = dateParameter === 'schedule.date' ? 'Schedule.date' : 'schedule.date';
      expect(await findSlots(xis, DATES.replaceAll('schedule.date', dateParameter))).toHaveLength(10);
      expect(await findSlots(xis, DATES.replaceAll('schedule.date', other))).toHaveLength(all);
      const strict = { headers: { Prefer: 'handling=strict' } };
      const rejected = await call(xis, 'GET', `/Slot?${other}=ge2027-01-12`, strict);
      expectRejection(rejected, 400, dateParameter);
    },
  );
});

/** Moves `required` to where R4 has it. */
function toR4<Body extends ReturnType<typeof createBookingBody>>(body: Body) {
  const participant = body.participant.map(({ actor: { required, ...actor }, status }) => ({
    actor,
    required,
    status,
  }));
  return { ...body, participant };
}

const { actor, ...rest } = createCancellationBody('1001');
const CANCELLATIONS = {
  published: { actor, ...rest },
  r4: { resourceType: 'AppointmentResponse', ...rest, actor: { identifier: actor.reference.identifier[0] } },
};

describe('a booking', () => {
  xisTest.for([
    ['accepted', 'needs-action'],
    ['needs-action', 'accepted'],
  ] as const)('AP-4: a XIS that expects the practitioner %s rejects %s', async ([right, wrong], { understanding }) => {
    const xis = await understanding({ practitionerStatus: right });
    const [slot] = await findSlots(xis, 'service-category=consult');
    const book = (status: string) => {
      const [patient, practitioner] = createBookingBody(slot as TestSlot).participant;
      const body = createBookingBody(slot as TestSlot, { participant: [patient, { ...practitioner, status }] });
      return call(xis, 'POST', '/Appointment', { body });
    };
    expectRejection(await book(wrong), 422, `Expected ${right}.`);
    expect(xis.appointments.list()).toEqual([]);
    expect((await book(right)).status).toBe(201);
  });

  xisTest.for([
    ['published', 'r4', 'as Spreekuur.nl publishes it'],
    ['r4', 'published', 'as FHIR R4 has it'],
  ] as const)(
    'AP-4, CN-3: a XIS that understands the dialect %s rejects bodies of %s',
    async ([dialect, other, text], { understanding }) => {
      const xis = await understanding({ dialect });
      const [slot] = await findSlots(xis, 'service-category=consult');
      const published = createBookingBody(slot as TestSlot);
      const bookings = { published, r4: toR4(published) };
      expectRejection(await call(xis, 'POST', '/Appointment', { body: bookings[other] }), 422, text);
      expect((await call(xis, 'POST', '/Appointment', { body: bookings[dialect] })).status).toBe(201);
      expectRejection(await call(xis, 'POST', '/AppointmentResponse', { body: CANCELLATIONS[other] }), 422, text);
      expect(xis.appointments.get('1001').state).toBe('booked');
      expect((await call(xis, 'POST', '/AppointmentResponse', { body: CANCELLATIONS[dialect] })).status).toBe(201);
    },
  );
});

describe('an appointment', () => {
  xisTest('CN-1: a XIS that has the read only', async ({ understanding }) => {
    const xis = await understanding({ readBack: 'read' });
    const [slot] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect((await call(xis, 'GET', '/Appointment/1001')).status).toBe(200);
    const search = await call(xis, 'GET', '/Appointment?id=1001');
    expectRejection(search, 405, 'GET /Appointment/{id}');
    expect(search.headers.get('allow')).toBe('POST');
  });

  xisTest('CN-1: a XIS that has the search only', async ({ understanding }) => {
    const xis = await understanding({ readBack: ['search'] });
    const [slot] = await findSlots(xis, 'service-category=consult');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    expect((await call(xis, 'GET', '/Appointment?id=1001')).body.total).toBe(1);
    expectRejection(await call(xis, 'GET', '/Appointment/1001'), 404, 'GET /Appointment?id={id}');
  });
});

describe('the configuration', () => {
  xisTest('TR-6: belongs to one organization', async ({ xis, understanding }) => {
    await understanding({ organizationHeader: 'organisation_agb', dateFormat: 'date' });
    expect((await call(xis, 'GET', '/Slot?schedule.date=ge2027-01-12T00:00:00Z')).status).toBe(200);
  });

  xisTest.for([{ dateFormat: 'day' }, { dateFormat: [] }, { readBack: ['read', 'read'] }, { dialects: 'r4' }])(
    '%j is a mistake',
    (understands, { xis }) => {
      const [mistake] = checkConfiguration({ organizations: [{ ...xis.configuration(), understands }] });
      expect(mistake?.path.slice(0, 3)).toEqual(['organizations', 0, 'understands']);
    },
  );
});

describe('a callback', () => {
  xisTest.for<[string, object, (agb: string) => string]>([
    ['x-organization-identifier', {}, (agb) => `http://fhir.nl/fhir/NamingSystem/agb-z|${agb}`],
    ['x-organization-identifier', { organizationFormat: 'code' }, (agb) => agb],
    ['organization_agb', { organizationHeader: 'organization_agb', organizationFormat: 'code' }, (agb) => agb],
  ])('TR-2: has %s with %j', async ([name, settings, expected], { xis, callbackEndpoint }) => {
    xis.callbacks.set({ ...xis.callbacks.get(), ...settings });
    const [slot] = await findSlots(xis, 'service-category=gesprek');
    await call(xis, 'POST', '/Appointment', { body: createBookingBody(slot as TestSlot) });
    xis.approvals.approve('1001');
    await xis.deliveries.next();
    const { headers } = callbackEndpoint.received[0] ?? {};
    const used = Object.entries(headers ?? {}).filter(([header]) => /organi[sz]ation/.test(header));
    expect(used).toEqual([[name, expected(xis.agb)]]);
  });
});
