import { expect } from 'vitest';
import { formatHar } from '../../conformance/index.ts';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { checkTest as test } from '../support/check.ts';
import type { Distortion } from '../support/distort.ts';

const CANARIES = [
  'Kanarie van Dijk',
  '999900109',
  'token-canary',
  'header-canary',
  'Hoofdpijn van een kanarie',
  'Dr. Kanarie',
];
const [name = '', bsn = '', token = '', key = '', words = '', practitioner = ''] = CANARIES;

/** A XIS that repeats the data of the patient in every field. */
const TALKATIVE: Distortion = {
  body: (body) => {
    body.text = { div: name };
    body.software = { name: `${name} ${bsn}`, version: token };
    body.link = [{ relation: 'self', url: `http://xis.example/Slot?patient=${encodeURIComponent(name)}&bsn=${bsn}` }];
    for (const [index, { resource, ...entry }] of (body.entry ?? []).entries()) {
      if (resource?.resourceType !== 'Slot') continue;
      Object.assign(resource, { comment: words });
      // Each change fails a check, whose message has the value.
      if (index === 2)
        Object.assign(resource, { id: '', status: name, serviceCategory: bsn, schedule: { reference: name } });
      if (index === 3) Object.assign(resource, { start: `${name} ${bsn}`, end: bsn, extension: [{ url: words }] });
      if (index === 4) Object.assign(entry, { fullUrl: name });
    }
  },
  response: ({ status, text }) => {
    if (status < 400) return undefined;
    // The report keeps the error text of the XIS, without known secrets.
    const leak = `${name} ${name.toUpperCase()} ${bsn} 9999.00.109 ${bsn}x ${key} ${token} Bearer ${token}`;
    const issue = [{ severity: 'error', code: `${name} ${bsn}`, diagnostics: leak, details: { text: leak } }];
    return {
      text: status === 400 ? `${text} ${words} ${bsn}` : JSON.stringify({ resourceType: 'OperationOutcome', issue }),
    };
  },
};

test('a report has no BSN, token, secret, name or text of a patient, for any response of the XIS', async ({
  check,
}) => {
  const events: unknown[] = [];
  const report = await check({
    practice: {
      schedules: SMALL_PRACTICE.schedules.map((schedule) => ({
        ...schedule,
        practitioner: { id: 'jansen', name: practitioner },
      })),
    },
    options: {
      patient: { reference: 'Patient/1', display: name, bsn },
      token,
      headers: { 'X-Api-Key': key },
      onProgress: (progress) => void events.push(progress),
    },
    distortion: TALKATIVE,
  });
  expect(report.counts.fail).toBeGreaterThan(5);
  const everything = `${JSON.stringify([report, events])}${formatHar(report)}`;
  const leaks = CANARIES.flatMap((canary) => [canary, encodeURIComponent(canary)]).filter((text) =>
    everything.includes(text),
  );
  expect(leaks).toEqual([]);
  expect(everything).not.toMatch(/KANARIE|9999\.00\.109/);
  expect(everything).toContain('[bsn] [bsn] [bsn]x [redacted]');
});

test('TR-2, AU-1: every request has the organization and a fresh token', async ({ check }) => {
  const seen: (string | undefined)[] = [];
  let tokenCount = 0;
  await check({
    options: {
      only: ['appointment-types'],
      token: async () => `token-${++tokenCount}`,
      headers: { 'X-Organization-Identifier': 'x' },
    },
    distortion: {
      headers: (headers) => void seen.push(`${headers['authorization']} ${headers['x-organization-identifier']}`),
    },
  });
  expect(seen.length).toBeGreaterThan(3);
  for (const [index, headers] of seen.entries()) {
    expect(headers).toMatch(/^Bearer token-\d+ http:\/\/fhir\.nl\/fhir\/NamingSystem\/agb-z\|8\d{7}$/);
    expect(seen.indexOf(headers)).toBe(index);
  }
});
