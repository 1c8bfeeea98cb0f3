import { describe, expect, test } from 'vitest';
import { createExchange, createFailedCheck, createReport } from '../../../fixtures/test/reports/sample.ts';
import { formatIds, formatResult } from '../../../output/sequence-diagram.ts';
import { groupExchanges, renderFlow } from './sequence-diagram.ts';

const BASE = 'https://xis.example/fhir';
const exchanges = [
  createExchange({ id: 'x1', url: `${BASE}/Slot?status=free&service-category=urn%3Aa%7Cb` }),
  createExchange({ id: 'x2', url: `${BASE}/Slot` }),
  createExchange({ id: 'x3', url: `${BASE}/Slot?schedule.date=x`, status: 400 }),
  createExchange({ id: 'x4', method: 'POST', url: `${BASE}/Appointment`, status: 0 }),
  createExchange({
    id: 'x5',
    direction: 'from-xis',
    method: 'POST',
    url: 'http://localhost:1/AppointmentResponse',
    status: 201,
  }),
  createExchange({ id: 'x6', url: `${BASE}/Slot?status=free&service-category=urn%3Aa%7Cb` }),
];

describe('the flow', () => {
  test('groups exchanges that differ only in the query, and marks the evidence of a failed check', () => {
    const arrows = groupExchanges(createReport([createFailedCheck({ exchanges: ['x2'] })], { exchanges }));
    expect(
      arrows.map((arrow) => [arrow.first.from < arrow.first.to, arrow.label, formatResult(arrow), formatIds(arrow)]),
    ).toEqual([
      [true, 'GET /Slot', '✕ 200 (2)', 'x1 to x2'],
      [true, 'GET /Slot?schedule.date=x', '400', 'x3'],
      [true, 'POST /Appointment', 'no response', 'x4'],
      [false, 'POST /AppointmentResponse', '201', 'x5'],
      [true, 'GET /Slot?status=free&service-category=urn:a|b', '200', 'x6'],
    ]);
  });

  test('has an arrow for each request and one for its response, each with a link to the exchange', () => {
    const { html } = renderFlow(createReport([], { exchanges })).body;
    const arrows = [
      ...html.matchAll(/<g class="step plain (\S+) (\S+)">.*?href="#(.*?)".*?<span>(.*?)<.*?<line x1="(.*?)%"/gs),
    ];
    const [left, right] = ['1.5', '98.5'];
    expect(arrows.map((match) => match.slice(1))).toEqual([
      ['request', 'to-xis', 'exchange-x1', 'GET /Slot', left],
      ['response', 'from-xis', 'exchange-x2', '200 (2)', right],
      ['request', 'to-xis', 'exchange-x3', 'GET /Slot?schedule.date=x', left],
      ['response', 'from-xis', 'exchange-x3', '400', right],
      ['request', 'to-xis', 'exchange-x4', 'POST /Appointment: no response', left],
      ['request', 'from-xis', 'exchange-x5', 'POST /AppointmentResponse', right],
      ['response', 'to-xis', 'exchange-x5', '201', left],
      ['request', 'to-xis', 'exchange-x6', 'GET /Slot?status=free&amp;service-category=urn:a|b', left],
      ['response', 'from-xis', 'exchange-x6', '200', right],
    ]);
  });

  test('is a group of links, and has a list with the same content', () => {
    const { html } = renderFlow(createReport([], { exchanges })).body;
    expect(html).toContain('role="group" aria-label="Sequence diagram of 6 exchanges');
    expect(html.match(/<li>/g)).toHaveLength(6);
    expect(html).toContain('XIS to Spreekuur.nl: POST /AppointmentResponse, 201, 38 ms');
  });

  test('shows a long request in full in the tooltip', () => {
    const url = `${BASE}/Slot?status=free&service-category=${'x'.repeat(300)}`;
    const { html } = renderFlow(createReport([], { exchanges: [createExchange({ url })] })).body;
    expect(html).toContain(`title="x1: GET ${url.slice(BASE.length).replace('&', '&amp;')}"`);
  });

  test('closes the arrows of a long run', () => {
    const many = Array.from({ length: 40 }, (_, index) =>
      createExchange({ id: `x${index}`, url: `${BASE}/Appointment/${index}` }),
    );
    expect(renderFlow(createReport([], { exchanges: many })).body.html).toContain('<summary>28 more pairs</summary>');
  });
});
