import { describe, expect } from 'vitest';
import { CHECKS } from '../../conformance/index.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { OrganizationConfiguration } from '../../simulator/index.ts';
import { checkTest as test } from '../support/check.ts';
import { type Distortion, eachSlot, withoutParameters } from '../support/distort.ts';

const ORGANIZATION = 'x-organization-identifier';

/** Replaces some organizations by the organization of the request before. */
function replaceOrganization(isReplaced: (organization: string | undefined) => boolean): Distortion {
  let previous = '';
  return {
    headers: (headers) => {
      const organization = headers[ORGANIZATION];
      if (isReplaced(organization)) headers[ORGANIZATION] = previous;
      else previous = organization ?? previous;
    },
  };
}

/** Returns the slots of the first organization to the second, whose AGB code is odd. */
const serveFirstToSecond = () => replaceOrganization((organization = '') => /[13579]$/.test(organization));

/** Returns the slots of the first organization to the second, and adds a slot that only the second has. */
function addFirstToSecond(): Distortion {
  let isSecond = false;
  const { headers } = serveFirstToSecond();
  return {
    headers: (sent) => {
      isSecond = /[13579]$/.test(sent[ORGANIZATION] ?? '');
      headers?.(sent);
    },
    body: (body, path) => {
      if (isSecond && path === '/Slot') body.entry.push({ resource: { ...body.entry[0].resource, id: 'second' } });
    },
  };
}

/** Changes the ValueSet of appointment types. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
function types(change: (valueSet: any) => void): Distortion {
  return { body: (body, path) => void (path.startsWith('/ValueSet') && change(body)) };
}

/** Changes the Bundle of the response to a search. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
function bundle(change: (bundle: any) => void, searched = '/Slot'): Distortion {
  return { body: (body, path) => void (path === searched && change(body)) };
}

/** Changes each date of a search for slots. */
function dates(change: (date: string) => string): Distortion {
  return {
    query: (query, path) => {
      if (path !== '/Slot') return;
      const changed = query.getAll('schedule.date').map(change);
      query.delete('schedule.date');
      for (const date of changed) query.append('schedule.date', date);
    },
  };
}

const DAY_MS = 86_400_000;
const OFFSET = /[+-]\d\d:\d\d$/;
const OUTCOME = JSON.stringify({ resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'invalid' }] });
const rejected = (status: number) => ({ status, text: OUTCOME });
const isFrom = (name: string, value: string): boolean => /^schedule\.date$/i.test(name) && value.startsWith('ge');
const isTo = (name: string, value: string): boolean => /^schedule\.date$/i.test(name) && value.startsWith('le');

/** A deviation for each check, between the check and a conformant XIS. A function keeps the state of one test. */
const DEVIATIONS: Readonly<Record<string, Distortion | (() => Distortion)>> = {
  'transport/media-type': { response: () => ({ mediaType: 'application/json' }) },
  'transport/other-media-type': {
    response: (_, path) => (path === '/metadata' ? { mediaType: 'application/json' } : undefined),
  },
  'transport/utf-8': { response: () => ({ mediaType: 'application/fhir+json; charset=iso-8859-1' }) },
  'transport/capability-statement': { response: (_, path) => (path === '/metadata' ? rejected(404) : undefined) },
  'transport/unknown-parameter': {
    response: (_, path, query) => (path === '/Slot' && query.has('xis-testkit-unknown') ? rejected(400) : undefined),
  },
  'transport/strict': { headers: (headers) => void delete headers['prefer'] },
  'patient/found': bundle((body) => {
    body.entry[0].resource.identifier[0].value = '999900390';
  }, '/Patient'),
  'patient/alone': bundle((body) => {
    body.entry.push({ resource: { ...body.entry[0].resource, id: 'x' } });
  }, '/Patient'),
  'patient/identifier': bundle((body) => void delete body.entry[0].resource.identifier, '/Patient'),
  'appointment-types/value-set': types((set) => {
    const valueSet = { ...set };
    for (const key of Object.keys(set)) delete set[key];
    Object.assign(set, { resourceType: 'Bundle', type: 'searchset', entry: [{ resource: valueSet }] });
  }),
  'appointment-types/status': types((set) => {
    set.status = 'final';
  }),
  'appointment-types/system': types((set) => void delete set.compose.include[0].system),
  'appointment-types/concept': types((set) => void delete set.compose.include[0]?.concept?.[0]?.display),
  'appointment-types/category-filter': {
    query: (query, path) => void (path.startsWith('/ValueSet') && query.delete('service-category')),
  },
  'appointment-types/empty-filter': {
    response: (_, path, query) =>
      path.startsWith('/ValueSet') && query.get('service-category')?.includes('none') ? rejected(404) : undefined,
  },
  'appointment-types/code-finds-slots': types((set) => {
    for (const { concept: concepts = [] } of set.compose.include)
      for (const concept of concepts) concept.code = concept.code.toUpperCase();
  }),
  'slot-search/bundle-type': bundle((body) => {
    body.type = 'collection';
  }),
  'slot-search/full-url': bundle((body) => void delete body.entry?.[3]?.fullUrl),
  'slot-search/nothing-found': {
    response: ({ text }, path) => (path === '/Slot' && !text.includes('"entry"') ? rejected(404) : undefined),
  },
  'slot-search/service-category': withoutParameters((name) => name === 'service-category'),
  'slot-search/from': withoutParameters(isFrom),
  'slot-search/to': withoutParameters(isTo),
  'slot-search/from-inclusive': dates((date) => date.replace(/^ge/, 'gt')),
  'slot-search/date-precision': dates((date) => date.replace(/^le(\d{4}-\d\d-\d\d)$/, 'lt$1')),
  'slot-search/instant-precision': dates((date) => date.replace(/^(le\d{4}-\d\d-\d\d)T.*$/, '$1')),
  'slot-search/offset': dates((date) => date.replace(/[+-]\d\d:\d\d$/, 'Z')),
  'slot-search/other-offset': dates((date) => date.replace('+05:30', '+05:00')),
  'slot-search/status': withoutParameters((name) => name === 'status'),
  'slot-search/schedule': withoutParameters((name) => name === 'schedule'),
  'slot-search/schedule-reference': {
    query: (query) => void (query.get('schedule')?.startsWith('Schedule/') && query.set('schedule', 'nobody')),
  },
  'slot-search/combined': withoutParameters(
    (name, _, query) =>
      (name === 'status' || name === 'service-category') &&
      [...query.keys()].findLast((key) => key === 'status' || key === 'service-category') !== name,
  ),
  'slot-search/to-with-schedule': withoutParameters((name, value, query) => isTo(name, value) && query.has('schedule')),
  'slot-search/comma': {
    query: (query, path) =>
      void (path === '/Slot' && query.get('schedule')?.includes(',') && query.set('schedule', 'x')),
  },
  'slot-search/malformed-date': withoutParameters((_, value) => value === 'ge2026-13-45'),
  'slot-search/empty-value': {
    response: (_, path, query) => (path === '/Slot' && query.get('schedule') === '' ? rejected(400) : undefined),
  },
  'slot-search/next-links': bundle((body) => {
    const next = { relation: 'next', url: `${body.link[0].url.split('/Slot')[0]}/Slot/nothing` };
    body.link = [next];
  }),
  'slot-search/next-complete': bundle((body) => {
    if (body.link.some(({ relation }: { relation: string }) => relation === 'next')) body.entry.pop();
  }),
  'slot-search/weeks': {
    query: (query, path) => {
      const [from = '', to = ''] = query.getAll('schedule.date').map((date) => date.slice(2, 12));
      if (path !== '/Slot' || Date.parse(to) - Date.parse(from) !== 7 * DAY_MS) return;
      query.append('schedule.date', `lt${new Date(Date.parse(to) - DAY_MS).toISOString().slice(0, 10)}`);
    },
  },
  'slot-shape/id': eachSlot((slot, index) => void (index === 20 && delete slot.id)),
  'slot-shape/status': eachSlot((slot, index) => void (index === 3 && Object.assign(slot, { status: 'available' }))),
  'slot-shape/offset': eachSlot((slot, index) => {
    if (index % 10 === 4) slot.start = slot.start.replace(/[+-]\d\d:\d\d$/, '');
  }),
  'slot-shape/seconds': eachSlot((slot) => {
    slot.start = slot.start.replace(/(T\d\d:\d\d):00/, '$1');
  }),
  'slot-shape/instant': eachSlot((slot) => {
    slot.end = slot.end.replace(/:(\d\d)$/, '$1');
  }),
  'slot-shape/start-before-end': eachSlot(
    (slot, index) => void (index === 20 && Object.assign(slot, { end: slot.start })),
  ),
  'slot-shape/local-time': eachSlot((slot) => {
    slot.start = slot.start.replace(OFFSET, 'Z');
    slot.end = slot.end.replace(OFFSET, 'Z');
  }),
  'slot-shape/category': eachSlot((slot) => void delete slot.serviceCategory[0].coding[0].system),
  'slot-shape/category-listed': eachSlot((slot) => {
    slot.serviceCategory[0].coding[0].code += '-intern';
  }),
  'slot-shape/practitioner': eachSlot((slot) => {
    slot.extension = [{ url: 'urn:room', valueString: '1' }];
  }),
  'slot-shape/practitioner-name': eachSlot((slot) => void delete slot.extension[0].valueReference.display),
  'slot-shape/extension-url': eachSlot((slot) => {
    slot.extension[0].url = 'urn:other';
  }),
  'slot-shape/schedule': eachSlot((slot, index) => void (index === 20 && delete slot.schedule)),
  'slot-shape/schedule-reference': eachSlot((slot) => {
    slot.schedule.reference = slot.schedule.reference.replace('Schedule/', '');
  }),
  'slot-shape/unique-ids': bundle((body) => {
    if (body.entry?.length > 5) body.entry[5].resource.id = body.entry[4].resource.id;
  }),
  'slot-shape/no-overlap': eachSlot((slot) => {
    slot.end = slot.end.replace(/:(\d)0:00/, ':$15:00');
  }),
  'slot-shape/not-past': bundle((body) => {
    const [first] = body.entry ?? [];
    if (!first) return;
    const resource = {
      ...first.resource,
      id: 'x',
      start: '2027-01-08T09:00:00+01:00',
      end: '2027-01-08T09:10:00+01:00',
    };
    body.entry.push({ fullUrl: 'urn:x', resource });
  }),
  'tenants/missing-organization': () => replaceOrganization((organization) => organization === undefined),
  'tenants/unknown-organization': () =>
    replaceOrganization((organization) => organization?.endsWith('99999998') ?? false),
  'tenants/slots-apart': addFirstToSecond,
  'errors/outcome': {
    response: ({ status }) => (status >= 400 ? { mediaType: 'text/plain', text: 'Error' } : undefined),
  },
  'errors/code': {
    response: ({ status, text }) =>
      status >= 400 ? { text: text.replace(/"code":"[a-z-]+"/, '"code":"processing"') } : undefined,
  },
  'errors/stack-trace': {
    response: ({ status, text }) =>
      status >= 400 ? { text: text.replace(/"diagnostics":"/, '$&at nl.xis.Agenda.find(Agenda.java:42) ') } : undefined,
  },
  'cancellation/unknown-read': {
    response: ({ status }, path) =>
      status === 404 && path.startsWith('/Appointment/')
        ? { status: 200, text: '{"resourceType":"Appointment"}' }
        : undefined,
  },
  'other-reads/schedules': bundle((body) => void delete body.entry[0].actor, '/Schedule'),
  'other-reads/practitioner-roles': bundle((body) => void delete body.entry[0].resource.id, '/PractitionerRole'),
};

/** Returns a practice that shows the deviation of a check. */
function practiceFor(id: string): Partial<OrganizationConfiguration> {
  const schedules = SMALL_PRACTICE.schedules.map((schedule) => ({ ...schedule, busyShare: 0.3 }));
  if (id.startsWith('slot-search/next')) return { schedules, answers: { pageSize: 50 } };
  if (id !== 'slot-shape/local-time') return { schedules };
  const breaks = [{ from: '12:30', to: '13:30' }];
  const hours = [{ days: 'workdays', from: '08:00', to: '17:00', type: 'gesprek' }] as const;
  return { schedules: schedules.slice(0, 1).map((schedule) => ({ ...schedule, hours, breaks })) };
}

const READ_CHECKS = CHECKS.filter(({ needs }) => needs.every((need) => need === 'other-organization'));

describe('a check that only reads detects its deviation', () => {
  for (const { id, title, clauses } of READ_CHECKS) {
    test(`${clauses.join(', ')}: ${title} (${id})`, async ({ check }) => {
      const deviation = DEVIATIONS[id];
      if (!deviation) throw new Error(`no deviation for ${id}`);
      const distortion = typeof deviation === 'function' ? deviation() : deviation;
      const { checks } = await check({ practice: practiceFor(id), distortion, options: { only: [id] } });
      const result = checks.find((check) => check.id === id);
      expect(result).toMatchObject({ level: expect.any(String), verdict: result?.level === 'must' ? 'fail' : 'warn' });
      expect(result?.exchanges.length).toBeGreaterThan(0);
    });
  }
});

test('TR-6: two practices with equal slots may be copies, so the check is blocked', async ({ check }) => {
  const id = 'tenants/slots-apart';
  const { checks } = await check({ distortion: serveFirstToSecond(), options: { only: [id] } });
  expect(checks.find((check) => check.id === id)).toMatchObject({
    verdict: 'blocked',
    message: expect.stringContaining('set otherOrganization to one with another agenda'),
  });
});
