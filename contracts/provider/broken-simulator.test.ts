import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realSystem } from '../../engine/index.ts';
import { pactPath } from '../pacts.ts';
import type { InteractionResult } from '../verification/report.ts';
import { verify } from '../verification/verify.ts';
import { startPractice } from './simulator-states.ts';

let practice: Awaited<ReturnType<typeof startPractice>>;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.close());

interface Answered {
  status: number;
  readonly headers: Record<string, string>;
  /** A Buffer is sent as it is. */
  // biome-ignore lint/suspicious/noExplicitAny: a break reaches into bodies of every shape
  body: any;
}

/** One deviation of the simulator, in one interaction. */
interface Break {
  readonly what: string;
  readonly interaction: string;
  /** The state in which the simulator deviates. */
  readonly state: string;
  readonly method?: string;
  /** The path in which it deviates; default: each. */
  readonly path?: string;
  /** Changes the request, for instance to omit a filter. */
  readonly asked?: (query: URLSearchParams) => void;
  /** Changes the response. */
  readonly answered?: (response: Answered) => void;
  /** The path of the mismatch or warning in the report. */
  readonly where: string;
  /** The outcome of the interaction; default: it fails. A XIS that is warned about, or lacks something optional, is right. */
  readonly outcome?: 'warned' | 'not-applicable';
}

const TYPES = 'a request for the appointment types';
const OF_CATEGORY = `${TYPES} of a service category`;
const SLOTS = 'a request for the free slots of the coming four weeks';
const WEEK = "a request for the free slots of an agenda's week";
const BOOKING = 'an appointment for a free slot';

const BREAKS: readonly Break[] = [
  {
    what: 'AT-1: a concept has no code',
    interaction: TYPES,
    state: 'appointment types',
    answered: ({ body }) => delete body.compose.include[0].concept[1].code,
    where: '$.compose.include[0].concept[1]',
  },
  {
    what: 'AT-1: types come as a Bundle',
    interaction: OF_CATEGORY,
    state: 'appointment types for a service category',
    answered: (response) => {
      response.body = { resourceType: 'Bundle', entry: [{ resource: response.body }] };
    },
    where: '$',
  },
  {
    what: 'AT-2, AT-3: the service category is ignored',
    interaction: `${OF_CATEGORY} that has none`,
    state: 'no appointment types for a service category',
    asked: (query) => query.delete('service-category'),
    where: '$.compose.include',
  },
  {
    what: 'SL-2: the last slot has no schedule',
    interaction: SLOTS,
    state: 'free slots',
    answered: ({ body }) => delete body.entry.at(-1).resource.schedule,
    where: '.resource',
  },
  {
    what: 'SL-4: times have no offset',
    interaction: SLOTS,
    state: 'free slots',
    answered: ({ body }) => {
      for (const { resource } of body.entry) resource.start = resource.start.slice(0, 19);
    },
    where: '.resource.start',
  },
  {
    what: 'SL-8: the appointment type is ignored',
    interaction: SLOTS,
    state: 'free slots',
    asked: (query) => query.delete('service-category'),
    where: '.resource.serviceCategory',
  },
  {
    what: 'SL-10: slots that are taken are shown as well',
    interaction: SLOTS,
    state: 'free slots',
    asked: (query) => query.delete('status'),
    where: '.resource.status',
  },
  {
    what: 'SL-9: the dates are ignored',
    interaction: WEEK,
    state: 'an agenda with free slots',
    asked: (query) => query.delete('schedule.date'),
    where: '.resource.start',
  },
  {
    what: 'SL-6: slots name no practitioner',
    interaction: WEEK,
    state: 'an agenda with free slots',
    answered: ({ body }) => {
      for (const { resource } of body.entry) resource.extension = [{ url: 'urn:other', valueString: 'x' }];
    },
    where: '.resource.extension',
  },
  {
    what: 'SL-11: the agenda is ignored',
    interaction: `${WEEK} that has none`,
    state: 'an agenda without free slots',
    asked: (query) => query.delete('schedule'),
    where: '$.entry',
  },
  {
    what: 'SL-1: nothing found is 404',
    interaction: 'a request for the free slots of four weeks that have none',
    state: 'no free slots',
    answered: (response) => {
      response.status = 404;
    },
    where: 'status',
  },
  {
    what: 'AP-5: a created appointment is 200',
    interaction: BOOKING,
    state: 'a free slot',
    answered: (response) => {
      response.status = 200;
    },
    where: 'status',
  },
  {
    what: 'AP-5: a created appointment has no Location',
    interaction: BOOKING,
    state: 'a free slot',
    answered: ({ headers }) => delete headers['location'],
    where: 'header Location',
  },
  {
    what: 'AP-4: what waits for approval is said to be accepted',
    interaction: `${BOOKING} that needs approval`,
    state: 'a free slot that needs approval',
    answered: ({ body }) => {
      body.participant[1].status = 'accepted';
    },
    where: '$.participant',
  },
  {
    what: 'AP-7: a conflict is 400',
    interaction: 'an appointment for a slot that has been taken',
    state: 'a slot that has been taken',
    answered: (response) => {
      response.status = 400;
    },
    where: 'status',
  },
  {
    what: 'AP-16: a conflict has another code',
    interaction: 'an appointment for a slot that has been taken',
    state: 'a slot that has been taken',
    answered: ({ body }) => {
      body.issue[0].code = 'processing';
    },
    where: '$.issue',
    outcome: 'warned',
  },
  {
    what: 'AP-16: a conflict has no body',
    interaction: 'an appointment for a slot that has been taken',
    state: 'a slot that has been taken',
    answered: (response) => {
      response.body = undefined;
    },
    where: 'body',
    outcome: 'warned',
  },
  {
    what: 'TR-10: an error is application/json',
    interaction: 'an appointment for a slot that has been taken',
    state: 'a slot that has been taken',
    answered: ({ headers }) => {
      headers['content-type'] = 'application/json';
    },
    where: 'header Content-Type',
    outcome: 'warned',
  },
  {
    what: 'AP-19: a time without a slot is booked all the same',
    interaction: 'an appointment at a time that has no slot',
    state: 'no slot at that time',
    answered: (response) => {
      response.status = 201;
    },
    where: 'status',
    outcome: 'warned',
  },
  {
    what: 'AP-19: a time without a slot is 500',
    interaction: 'an appointment at a time that has no slot',
    state: 'no slot at that time',
    answered: (response) => {
      response.status = 500;
    },
    where: 'status',
    outcome: 'warned',
  },
  {
    what: 'TR-7: a time without a slot is 404 without a body',
    interaction: 'an appointment at a time that has no slot',
    state: 'no slot at that time',
    answered: (response) => {
      response.status = 404;
      response.body = undefined;
    },
    where: 'body',
    outcome: 'warned',
  },
  {
    what: 'AT-3: a category that is not known is 404',
    interaction: `${OF_CATEGORY} that has none`,
    state: 'no appointment types for a service category',
    answered: (response) => {
      response.status = 404;
    },
    where: 'status',
    outcome: 'warned',
  },
  {
    what: 'SL-4: an offset is no offset',
    interaction: WEEK,
    state: 'an agenda with free slots',
    answered: ({ body }) => {
      for (const { resource } of body.entry) resource.end = resource.end.replace(/:(\d\d)$/, '$1');
    },
    where: '.resource.end',
  },
  {
    what: 'SL-6: the reference to a practitioner has no type',
    interaction: WEEK,
    state: 'an agenda with free slots',
    answered: ({ body }) => {
      for (const { resource } of body.entry) resource.extension[0].valueReference.reference = 'jansen';
    },
    where: '.resource.extension',
  },
  {
    what: 'TR-14: bytes are not UTF-8',
    interaction: 'a request for the free slots of four weeks that have none',
    state: 'no free slots',
    answered: (response) => {
      response.body = Buffer.from('{"resourceType":"Bundle","type":"searchset","text":"praktijk één"}', 'latin1');
    },
    where: 'body',
    outcome: 'warned',
  },
  {
    what: 'AP-5: a created appointment has no body',
    interaction: `${BOOKING} that needs approval`,
    state: 'a free slot that needs approval',
    answered: (response) => {
      response.body = undefined;
    },
    where: 'body',
  },
  {
    what: 'SL-4: a stored appointment has a decimal comma',
    interaction: BOOKING,
    state: 'a free slot',
    answered: ({ body }) => {
      body.start = body.start.replace(':00+', ':00,000+');
    },
    where: '$.start',
  },
  {
    what: 'CN-7: the id is ignored',
    interaction: 'a search for an appointment that is not there',
    state: 'no such appointment',
    path: '/Appointment',
    answered: ({ body }) => {
      body.entry = [{ resource: { resourceType: 'Appointment', id: '1' } }];
    },
    where: 'appointment[0].id',
  },
  {
    what: 'CN-6: a search for an appointment that is not there is 400',
    interaction: 'a search for an appointment that is not there',
    state: 'no such appointment',
    path: '/Appointment',
    answered: (response) => {
      response.status = 400;
    },
    where: 'status',
    outcome: 'warned',
  },
  {
    what: 'CN-5: an appointment is found by no search',
    interaction: 'a search for an appointment by its id',
    state: 'a booked appointment',
    method: 'GET',
    answered: ({ body }) => delete body.entry,
    where: 'response',
    outcome: 'warned',
  },
  {
    what: 'CN-1: there is no search by id',
    interaction: 'a search for an appointment by its id',
    state: 'a booked appointment',
    method: 'GET',
    answered: (response) => {
      if (Array.isArray(response.body.entry)) response.status = 501;
    },
    where: '',
    outcome: 'not-applicable',
  },
  {
    what: 'PT-1: the patient is not found',
    interaction: 'a request for the patient',
    state: 'the patient is known',
    answered: ({ body }) => delete body.entry,
    where: '$',
  },
  {
    what: 'PT-2: a patient who is not known is 404',
    interaction: 'a request for a patient who is not known',
    state: 'the patient is not known',
    answered: (response) => {
      response.status = 404;
    },
    where: 'status',
  },
  {
    what: 'CN-3: a cancellation is 200',
    interaction: 'a cancellation by the patient',
    state: 'a booked appointment',
    method: 'POST',
    answered: (response) => {
      response.status = 200;
    },
    where: 'status',
  },
];

/** Rounds of breaks. A round has at most one break of an interaction, so that one verification can show all of them. */
const ROUNDS: Break[][] = [];
for (const breakage of BREAKS) {
  const round = ROUNDS.find((breakages) => breakages.every(({ interaction }) => interaction !== breakage.interaction));
  if (round) round.push(breakage);
  else ROUNDS.push([breakage]);
}

/** Verifies the simulator with the breaks of a round. */
async function verifiedWith(breaks: readonly Break[]) {
  let current = '';
  const fetchBroken: typeof fetch = async (input, init) => {
    const url = new URL(String(input));
    const meant = breaks.find(
      ({ state, method, path }) =>
        state === current &&
        (method === undefined || init?.method === method) &&
        (path === undefined || url.pathname.endsWith(path)),
    );
    meant?.asked?.(url.searchParams);
    const response = await fetch(url, init);
    if (!meant?.answered) return response;
    const text = await response.text();
    const answered = {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === '' ? undefined : JSON.parse(text),
    };
    meant.answered(answered);
    const { body } = answered;
    return new Response(body === undefined ? null : Buffer.isBuffer(body) ? body : JSON.stringify(body), answered);
  };
  return verify({
    provider: 'xis',
    baseUrl: practice.baseUrl,
    states: {
      ...practice.states,
      setUp(name, params) {
        current = name;
        return practice.states.setUp(name, params);
      },
    },
    source: { kind: 'files', files: [pactPath('xis')] },
    hasCategory: true,
    hasPatient: true,
    system: { ...realSystem, fetch: fetchBroken },
  });
}

describe.each(ROUNDS)('a simulator that deviates in one interaction (round %#)', (...breaks) => {
  let failed: readonly InteractionResult[];
  beforeAll(async () => {
    const { interactions } = await verifiedWith(breaks);
    failed = interactions.filter(({ outcome }) => outcome !== 'verified');
  });

  test.each(breaks)('$what', ({ interaction, where, outcome = 'failed' }) => {
    const result = failed.find(({ description }) => description === interaction);
    expect(result?.outcome).toBe(outcome);
    if (outcome === 'not-applicable') return expect(result?.reason).toMatch(/returns the appointment$/);
    const [first] = (outcome === 'failed' ? result?.mismatches : result?.warnings) ?? [];
    expect(first?.where).toContain(where);
    expect(first?.message).toMatch(/^(expected|lacks|is missing)/);
  });

  test('deviates in no other interaction, and shows nothing of the patient', () => {
    expect(failed.map(({ description }) => description).sort()).toEqual(
      breaks.map((breakage) => breakage.interaction).sort(),
    );
    expect(JSON.stringify(failed)).not.toMatch(/Emma|999900109/);
  });
});
