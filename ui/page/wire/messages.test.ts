import { describe, expect, test } from 'vitest';
import type { AppointmentView, DeliveryProgressView, RequestView } from '../../../simulator/index.ts';
import { matchesFilter, parseFilter } from './filter.ts';
import { formatUrl, type Happened, listMessages, type WireMessage } from './messages.ts';

const AT = '2027-01-11T09:00:00+01:00';
const LATER = '2027-01-11T09:05:00+01:00';
const LANES = ['patient', 'spreekuur', 'xis', 'practitioner'];

function createRequest(id: number, changes: Partial<RequestView> = {}): RequestView {
  return {
    id,
    at: AT,
    method: 'GET',
    url: '/fhir/Slot?status=free',
    status: 200,
    durationMs: 2,
    operation: 'search-slot',
    ...changes,
  };
}

/** A booking of the appointment; one with another status makes no appointment. */
function createBooking(id: number, changes: Partial<RequestView> = {}): RequestView {
  return createRequest(id, {
    method: 'POST',
    url: '/fhir/Appointment',
    status: 201,
    operation: 'create-appointment',
    ...(changes.status === undefined && { appointment: '1001' }),
    ...changes,
  });
}

type HistoryEvent = AppointmentView['history'][number];
const MADE: HistoryEvent = { at: AT, state: 'pending', by: 'patient', what: 'made' };
const ACCEPTED: HistoryEvent = { at: AT, state: 'booked', by: 'practitioner', what: 'accepted' };

function createAppointment(history: readonly HistoryEvent[]): AppointmentView {
  return {
    id: '1001',
    version: history.length,
    state: 'booked',
    madeBy: 'patient',
    schedule: 'jansen',
    practitioner: 'PractitionerRole/jansen',
    type: 'consult',
    start: LATER,
    end: LATER,
    patient: 'Patient/p1',
    history,
  };
}

function createDelivery(id: string, changes: Partial<DeliveryProgressView> = {}): DeliveryProgressView {
  return {
    id,
    operation: 'send-appointment-response',
    appointment: '1001',
    tells: 'accepted',
    state: 'delivered',
    createdAt: AT,
    attempts: [{ at: AT, status: 201 }],
    ...changes,
  };
}

function list(
  { requests = [], deliveries = [] }: Partial<Happened>,
  history?: readonly HistoryEvent[],
): readonly WireMessage[] {
  const appointments = new Map(history ? [['1001', createAppointment(history)]] : []);
  return listMessages({ requests, deliveries, appointments });
}

/** Formats messages as `from > to: label result`. */
function format(messages: readonly WireMessage[]): readonly string[] {
  return messages.map(({ from, to, label, result }) => `${LANES[from]} > ${LANES[to]}: ${label} ${result}`.trim());
}

describe('the messages', () => {
  test('of a booking that is approved are those of the published flow, at one instant too [CB-4] [AP-11]', () => {
    const happened = {
      requests: [createRequest(1), createBooking(2), createRequest(3)],
      deliveries: [createDelivery('1')],
    };
    expect(format(list(happened, [MADE, ACCEPTED]))).toEqual([
      'spreekuur > xis: GET /Slot?status=free 200',
      'patient > spreekuur: books',
      'spreekuur > xis: POST /Appointment 201',
      'xis > practitioner: asks for approval',
      'spreekuur > patient: pending',
      'practitioner > xis: approves',
      'xis > spreekuur: POST /AppointmentResponse (accepted) 201',
      'spreekuur > patient: approved',
      'spreekuur > xis: GET /Slot?status=free 200',
    ]);
  });

  test('of a booking without approval confirm it at once [AP-20]', () => {
    expect(format(list({ requests: [createBooking(1)] }, [{ ...MADE, state: 'booked' }]))).toEqual([
      'patient > spreekuur: books',
      'spreekuur > xis: POST /Appointment 201',
      'xis > practitioner: new appointment',
      'spreekuur > patient: booked',
    ]);
  });

  test('of a booking of a taken slot say so to the patient, and nothing to the practitioner [AP-7]', () => {
    const request = createBooking(1, { status: 409, problem: 'slot-taken' });
    expect(format(list({ requests: [request] }))).toEqual([
      'patient > spreekuur: books',
      'spreekuur > xis: POST /Appointment 409',
      'spreekuur > patient: timeslot taken',
    ]);
  });

  test('of a booking without a response say nothing to the patient: the outcome is unknown [AP-12]', () => {
    const messages = list({ requests: [createBooking(1, { status: 0 })] });
    expect(format(messages).slice(1)).toEqual(['spreekuur > xis: POST /Appointment connection reset']);
    expect(messages[1]?.isBroken).toBe(true);
  });

  test('of a change and a cancellation by the practitioner have a callback each [UP-2]', () => {
    const moved: HistoryEvent = { at: AT, state: 'booked', by: 'practitioner', what: 'moved' };
    const cancelled: HistoryEvent = { at: LATER, state: 'cancelled', by: 'practitioner', what: 'cancelled' };
    const update = { operation: 'send-appointment-update', attempts: [{ at: AT, status: 200 }] } as const;
    const deliveries = [
      createDelivery('1'),
      createDelivery('2', { ...update, tells: 'booked' }),
      createDelivery('3', { ...update, tells: 'cancelled', attempts: [{ at: LATER, status: 200 }] }),
    ];
    const messages = list({ requests: [createBooking(1)], deliveries }, [MADE, ACCEPTED, moved, cancelled]);
    expect(format(messages).slice(4)).toEqual([
      'practitioner > xis: approves',
      'xis > spreekuur: POST /AppointmentResponse (accepted) 201',
      'spreekuur > patient: approved',
      'practitioner > xis: moves',
      'xis > spreekuur: PUT /Appointment/1001 (booked) 200',
      'spreekuur > patient: changed',
      'practitioner > xis: cancels',
      'xis > spreekuur: PUT /Appointment/1001 (cancelled) 200',
      'spreekuur > patient: cancelled',
    ]);
  });

  test('of a cancellation by the patient come after the decision before it [CN-3]', () => {
    const cancel = createBooking(2, { url: '/fhir/AppointmentResponse', operation: 'create-appointment-response' });
    const history = [MADE, ACCEPTED, { ...MADE, state: 'cancelled', what: 'cancelled' }];
    const happened = { requests: [createBooking(1), cancel], deliveries: [createDelivery('1')] };
    expect(format(list(happened, history)).slice(4)).toEqual([
      'practitioner > xis: approves',
      'xis > spreekuur: POST /AppointmentResponse (accepted) 201',
      'spreekuur > patient: approved',
      'patient > spreekuur: cancels',
      'spreekuur > xis: POST /AppointmentResponse 201',
      'spreekuur > patient: cancelled',
    ]);
  });

  test('of a callback have each attempt, and notify the patient once [CB-5] [CB-6]', () => {
    const attempts = [
      { at: AT, error: 'connection refused' },
      { at: AT, status: 503 },
      { at: LATER, status: 201 },
      { at: LATER, status: 201 },
    ];
    const messages = list({ deliveries: [createDelivery('1', { attempts })] });
    expect(messages.map(({ result, label, isBroken }) => [result || label, isBroken])).toEqual([
      ['no response', true],
      ['503', true],
      ['201', false],
      ['approved', false],
      ['201', false],
    ]);
  });

  test('have an order of arrival for one instant, and their time before that', () => {
    const requests = [createBooking(1), createRequest(2), createRequest(3, { at: LATER })];
    const appointments = new Map([['1001', createAppointment([MADE, ACCEPTED])]]);
    const seenLater = (id: string) => (id.startsWith('appointment') ? 1 : 0);
    const messages = listMessages({ requests, deliveries: [], appointments }, seenLater);
    expect(messages.map(({ id }) => id).slice(-3)).toEqual(['request 2', 'appointment 1001, change 2', 'request 3']);
  });
});

describe('the filter', () => {
  const messages = list(
    {
      requests: [
        createRequest(1, { url: '/fhir/Slot?schedule=<script>alert(1)</script>' }),
        createBooking(2),
        createBooking(3, { status: 409, body: { comment: 'Knee <b>hurts</b>' } }),
      ],
      deliveries: [createDelivery('1')],
    },
    [MADE, ACCEPTED],
  );
  const select = (query: Readonly<Record<string, string>>) =>
    messages.filter((message) => matchesFilter(message, parseFilter(query))).map(({ id }) => id);

  test('selects by kind, appointment, patient and problem', () => {
    expect(select({ kind: 'search' })).toEqual(['request 1']);
    expect(select({ kind: 'nonsense' })).toHaveLength(messages.length);
    expect(select({ appointment: '1001', kind: 'callback' })).toEqual([
      'delivery 1, attempt 1',
      'delivery 1, attempt 1, after',
    ]);
    expect(select({ patient: 'Patient/p1', kind: 'practice' })).toEqual(['appointment 1001, change 2']);
    expect(select({ problems: '1' })).toEqual(['request 3']);
  });

  test('selects by text of a URL, of a body and of a label, as it is', () => {
    expect(select({ text: '<SCRIPT>alert(1)' })).toEqual(['request 1']);
    expect(select({ text: 'knee <b>' })).toEqual(['request 3']);
    expect(select({ text: 'asks for' })).toEqual(['request 2, notice']);
  });
});

test('a URL is readable and below the FHIR base', () => {
  expect(formatUrl('/fhir/Slot?service-category=urn%3Aa%7Cb&x=%20')).toBe('/Slot?service-category=urn:a|b&x=%20');
});
