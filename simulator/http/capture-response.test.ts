import { describe, expect, it } from 'vitest';
import { jsonResponse } from '../interaction-result.ts';
import { captureResponse } from './capture-response.ts';
import { toResponse } from './send.ts';

/** A searchset of appointments as the simulator writes it, with a name in each. */
function searchsetOf(count: number, padding = '') {
  const entry = Array.from({ length: count }, (_, index) => ({
    fullUrl: `http://x/Appointment/${index}`,
    resource: { resourceType: 'Appointment', id: String(index), comment: `Emma de Boer ,{"fullUrl": ${padding}` },
  }));
  return { resourceType: 'Bundle', type: 'searchset', total: count, entry };
}

describe('the response that the journal keeps', () => {
  it('is redacted, with its media type and the headers that say something', () => {
    const appointment = { resourceType: 'Appointment', id: '1001', comment: 'Emma de Boer' };
    const headers = { Location: 'Appointment/1001', 'X-Other': 'Emma' };
    expect(captureResponse(jsonResponse(201, appointment, { headers }), 'create-appointment').response).toEqual({
      headers: { 'Content-Type': 'application/fhir+json; charset=utf-8', Location: 'Appointment/1001' },
      body: { resourceType: 'Appointment', id: '1001', comment: '[redacted]' },
    });
  });

  it('[TR-7] keeps the text of an error, unless a defect has changed it', () => {
    const problem = { problem: 'slot-taken', detail: 'Bearer abc' } as const;
    const diagnosticsOf = (notes: readonly string[]) => {
      const captured = captureResponse(toResponse({ ...problem, journal: { notes } }), 'create-appointment');
      const { issue } = (captured.response?.body ?? {}) as { issue: readonly [{ diagnostics: string }] };
      return issue[0].diagnostics;
    };
    expect(diagnosticsOf([])).toBe('ResourceConflict: the slot is no longer available. Bearer [token]');
    expect(diagnosticsOf(['defect auth-token-in-error'])).toBe('[redacted]');
  });

  it('has the first entries of a long searchset, and what is before them', () => {
    const { response } = captureResponse(jsonResponse(200, searchsetOf(1000)), 'search-appointment');
    expect(response).toMatchObject({ isExcerpt: true, body: { resourceType: 'Bundle', total: 1000 } });
    const { entry } = (response?.body ?? {}) as { entry: readonly { resource: unknown }[] };
    expect(entry.map(({ resource }) => resource)).toEqual(
      ['0', '1', '2'].map((id) => ({ resourceType: 'Appointment', id, comment: '[redacted]' })),
    );
  });

  it('has the entries that are whole, of a searchset with large ones', () => {
    const { response } = captureResponse(jsonResponse(200, searchsetOf(9, 'x'.repeat(7000))), 'search-appointment');
    expect(response).toMatchObject({ isExcerpt: true, body: { entry: { length: 2 } } });
    const none = captureResponse(jsonResponse(200, searchsetOf(9, 'x'.repeat(20_000))), 'search-appointment');
    expect(none.response).toMatchObject({ isExcerpt: true, body: { total: 9, entry: [] } });
  });

  it('has the length of a body that is not JSON, and of a long one that is no searchset', () => {
    const text = (body: string) =>
      captureResponse({ status: 200, head: body, parts: [] }, 'search-slot').response?.body;
    expect([text('<html>'), text(JSON.stringify({ id: 'x'.repeat(20_000) }))]).toEqual(['(6 bytes)', '(20009 bytes)']);
  });

  it('has no body where none was sent, and is absent after a reset of the connection', () => {
    expect(captureResponse({ status: 201, parts: [] }, 'create-appointment-response').response).toEqual({
      headers: {},
    });
    const reset = { status: 0, parts: [], distortion: { reset: true } };
    expect(captureResponse(reset, 'search-slot').response).toBeUndefined();
  });

  it('has the text of the first slots of a search, in any parts', () => {
    const slots = Array.from({ length: 5 }, (_, id) => ({ fullUrl: `http://x/Slot/${id}`, resource: { id } }));
    const written = slots.map((slot, index) => Buffer.from(`${index === 0 ? '' : ','}${JSON.stringify(slot)}`));
    for (const [parts, count] of [
      [[...written, Buffer.from(']}')], 3],
      [[Buffer.concat(written), Buffer.from(']}')], 3],
      [[...written.slice(0, 2), Buffer.from(']}')], 2],
    ] as const) {
      const { firstSlots, response } = captureResponse({ status: 200, head: '{"entry":[', parts }, 'search-slot');
      expect([JSON.parse(`[${firstSlots}]`), response?.isExcerpt]).toEqual([slots.slice(0, count), true]);
    }
  });

  it('has whole slots only, wherever a long one is cut', () => {
    for (let length = 0; length < 60; length++) {
      // The cut at 4000 bytes comes to be behind each character of the second slot, `]}` among them.
      const slots = ['x'.repeat(3900 + length), 'y'].map((text) => ({
        fullUrl: text,
        resource: { serviceType: [{ coding: [{ code: 'consult' }] }], end: '2027-01-11T09:10:00+01:00' },
      }));
      const text = slots.map((slot) => JSON.stringify(slot)).join(',');
      const response = { status: 200, head: '{"entry":[', parts: [Buffer.from(`${text}]}`)] };
      const { firstSlots } = captureResponse(response, 'search-slot');
      expect(slots).toEqual(expect.arrayContaining(JSON.parse(`[${firstSlots}]`)));
    }
  });
});
