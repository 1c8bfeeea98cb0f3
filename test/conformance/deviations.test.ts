import { describe, expect } from 'vitest';
import { CHECKS } from '../../conformance/index.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import type { OrganizationConfiguration } from '../../simulator/index.ts';
import { checkTest as test } from '../support/check.ts';
import { type Distortion, eachSlot, withoutParameters } from '../support/distort.ts';

let lastOrganization = '';
let isOther = false;

/** Answers the other organization of a test, which has an odd AGB code, with what the first one has. */
function asTheOther(headers: Record<string, string>): void {
  const organization = headers['x-organization-identifier'] ?? '';
  isOther = /[13579]$/.test(organization);
  if (isOther) headers['x-organization-identifier'] = lastOrganization;
  else lastOrganization = organization;
}

/** Changes the ValueSet of appointment types. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
function types(change: (valueSet: any) => void): Distortion {
  return { body: (body, path) => void (path.startsWith('/ValueSet') && change(body)) };
}

/** Changes the Bundle that a search is answered with. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
function bundle(change: (bundle: any) => void, of = '/Slot'): Distortion {
  return { body: (body, path) => void (path === of && change(body)) };
}

/** Changes how each date of a search for slots is understood. */
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
const refused = (status: number) => ({ status, text: OUTCOME });
const isFrom = (name: string, value: string): boolean => name === 'schedule.date' && value.startsWith('ge');
const isTo = (name: string, value: string): boolean => name === 'schedule.date' && value.startsWith('le');

/** The organization that was named last, by which another is served. */

/** A deviation for each check, made between it and a XIS that is right. */
const DEVIATIONS: Readonly<Record<string, Distortion>> = {
  'transport/media-type': { response: () => ({ mediaType: 'application/json' }) },
  'transport/capability-statement': { response: (_, path) => (path === '/metadata' ? refused(404) : undefined) },
  'transport/unknown-parameter': {
    response: (_, path, query) => (path === '/Slot' && query.has('xis-testkit-unknown') ? refused(400) : undefined),
  },
  'transport/strict': { headers: (headers) => void delete headers['prefer'] },
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
      path.startsWith('/ValueSet') && query.get('service-category')?.includes('none') ? refused(404) : undefined,
  },
  'appointment-types/code-finds-slots': types((set) => {
    for (const { concept } of set.compose.include) for (const one of concept ?? []) one.code = one.code.toUpperCase();
  }),
  'slot-search/bundle-type': bundle((body) => {
    body.type = 'collection';
  }),
  'slot-search/full-url': bundle((body) => void delete body.entry?.[3]?.fullUrl),
  'slot-search/nothing-found': {
    response: ({ text }, path) => (path === '/Slot' && !text.includes('"entry"') ? refused(404) : undefined),
  },
  'slot-search/service-category': withoutParameters((name) => name === 'service-category'),
  'slot-search/from': withoutParameters(isFrom),
  'slot-search/to': withoutParameters(isTo),
  'slot-search/from-inclusive': dates((date) => date.replace(/^ge/, 'gt')),
  'slot-search/flow-spelling': withoutParameters((name) => name === 'Schedule.date'),
  'slot-search/date-precision': dates((date) => date.replace(/^le(\d{4}-\d\d-\d\d)$/, 'lt$1')),
  'slot-search/instant-precision': dates((date) => date.replace(/^(le\d{4}-\d\d-\d\d)T.*$/, '$1')),
  'slot-search/offset': dates((date) => date.replace(/[+-]\d\d:\d\d$/, 'Z')),
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
  'slot-search/empty-value': withoutParameters((_, value) => value === ''),
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
  'slot-shape/status': eachSlot((slot) => void (slot.status !== 'free' && Object.assign(slot, { status: 'booked' }))),
  'slot-shape/offset': eachSlot((slot, index) => {
    if (index % 10 === 4) slot.start = slot.start.replace(/[+-]\d\d:\d\d$/, '');
  }),
  'slot-shape/seconds': eachSlot((slot) => {
    slot.start = slot.start.replace(/(T\d\d:\d\d):00/, '$1');
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
  'tenants/missing-organization': {
    headers: (headers) => {
      lastOrganization = headers['x-organization-identifier'] ?? lastOrganization;
      headers['x-organization-identifier'] = lastOrganization;
    },
  },
  'tenants/unknown-organization': {
    headers: (headers) => {
      if (headers['x-organization-identifier']?.endsWith('99999998')) {
        headers['x-organization-identifier'] = lastOrganization;
      } else lastOrganization = headers['x-organization-identifier'] ?? lastOrganization;
    },
  },
  'tenants/slots-apart': {
    headers: asTheOther,
    // What it has itself comes beside it.
    body: (body, path) => {
      if (isOther && path === '/Slot') body.entry.push({ resource: { ...body.entry[0].resource, id: 'its-own' } });
    },
  },
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

/** A practice in which each deviation can be seen. */
function practiceFor(id: string): Partial<OrganizationConfiguration> {
  const schedules = SMALL_PRACTICE.schedules.map((one) => ({ ...one, busyShare: 0.3 }));
  if (id.startsWith('slot-search/next')) return { schedules, answers: { pageSize: 50 } };
  if (id !== 'slot-shape/local-time') return { schedules };
  const breaks = [{ from: '12:30', to: '13:30' }];
  const hours = [{ days: 'workdays', from: '08:00', to: '17:00', type: 'gesprek' }] as const;
  return { schedules: schedules.slice(0, 1).map((one) => ({ ...one, hours, breaks })) };
}

const READING = CHECKS.filter(({ needs }) => needs.every((need) => need === 'other-organization'));

describe('a check that only reads finds the deviation that it is there for', () => {
  for (const { id, title, clauses, level } of READING) {
    test(`${clauses.join(', ')}: ${title} (${id})`, async ({ check }) => {
      const distortion = DEVIATIONS[id];
      if (!distortion) throw new Error(`there is no deviation for ${id}`);
      const { checks } = await check({ practice: practiceFor(id), distortion, options: { only: [id] } });
      const result = checks.find((one) => one.id === id);
      expect(result).toMatchObject({ verdict: level === 'must' ? 'fail' : 'warn' });
      expect(result?.exchanges.length).toBeGreaterThan(0);
    });
  }
});

test('TR-6: two practices that have the very same slots may be copies of one another: it cannot be told', async ({
  check,
}) => {
  const id = 'tenants/slots-apart';
  const { checks } = await check({ distortion: { headers: asTheOther }, options: { only: [id] } });
  expect(checks.find((one) => one.id === id)).toMatchObject({
    verdict: 'blocked',
    message: expect.stringContaining('set otherOrganization to one with another agenda'),
  });
});
