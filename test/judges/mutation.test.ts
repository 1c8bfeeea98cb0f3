import { describe, expect, test } from 'vitest';
import { formatMutation, mutateResponse, mutationsOf, operationOf, parseMutation, type Sample } from './mutation.ts';

const LIST = { entry: [{ resource: { start: '2027-01-12T09:00:00+01:00' } }, { resource: {} }], type: 'searchset' };

async function mutated(line: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  return mutateResponse(parseMutation(line), new Response(JSON.stringify(body), { status: 200, headers }));
}

describe('a mutation', () => {
  test.each([
    [
      'slots entry[*].resource.start without-offset',
      { entry: [{ resource: { start: '2027-01-12T09:00:00' } }, { resource: {} }], type: 'searchset' },
    ],
    ['slots entry[first] left-out', { entry: [{ resource: {} }], type: 'searchset' }],
    ['slots entry first-only', { entry: [LIST.entry[0]], type: 'searchset' }],
    ['slots type upper-case', { ...LIST, type: 'SEARCHSET' }],
    ['slots type reversed', LIST],
    ['slots missing left-out', LIST],
  ])('%s', async (line, expected) => {
    expect(await (await mutated(line, LIST)).json()).toEqual(expected);
  });

  test('changes status, headers and the whole body', async () => {
    expect((await mutated('slots http.status 204', LIST)).status).toBe(204);
    expect(await (await mutated('slots http.body no-body', LIST)).text()).toBe('');
    const headers = { location: 'Appointment/12', 'content-type': 'application/fhir+json' };
    const left = await mutated('created http.location left-out', {}, headers);
    expect([left.headers.get('location'), left.headers.get('content-type')]).toEqual([null, headers['content-type']]);
    const moved = await mutated('created http.location versioned', {}, headers);
    expect(moved.headers.get('location')).toBe('Appointment/12/_history/1');
  });

  test('is the same after it was formatted and parsed', () => {
    const sample: Sample = { status: 200, headers: { location: 'Slot/1' }, text: JSON.stringify(LIST) };
    const mutations = mutationsOf(new Map([['slots', sample]])).flat();
    expect(mutations.length).toBeGreaterThan(100);
    for (const mutation of mutations) expect(parseMutation(formatMutation(mutation))).toEqual(mutation);
  });

  test('every drawn change changes its response', async () => {
    const unchanged: string[] = [];
    const sample: Sample = { status: 418, headers: {}, text: JSON.stringify(LIST) };
    for (const mutation of mutationsOf(new Map([['slots', sample]])).flat()) {
      if (mutation.place.startsWith('http.')) continue;
      const line = formatMutation(mutation);
      const text = await (await mutated(line, LIST)).text();
      if (text === sample.text && !line.includes('[some]')) unchanged.push(line);
    }
    expect(unchanged).toEqual([]);
  });

  test('belongs to the responses of its operation alone', () => {
    const at = (method: string, path: string, status: number) =>
      operationOf(method, new URL(`http://x/fhir${path}`), status);
    expect(at('GET', '/Slot?status=free', 200)).toBe('slots');
    expect(at('GET', '/Slot?status=free', 400)).toBeUndefined();
    expect(at('GET', '/Appointment/12', 200)).toBe('read');
    expect(at('GET', '/Appointment/12', 404)).toBe('absent');
    expect(at('GET', '/Appointment?id=12', 200)).toBe('search');
    expect(at('POST', '/Appointment', 201)).toBe('created');
    expect(at('POST', '/Appointment', 409)).toBe('conflict');
    expect(at('POST', '/AppointmentResponse', 201)).toBe('cancelled');
    expect(at('GET', '/metadata', 200)).toBeUndefined();
  });
});
