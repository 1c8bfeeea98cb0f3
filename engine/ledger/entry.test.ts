import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../test/support/runs.ts';
import {
  applyCancellation,
  applyResponse,
  applyUpdate,
  type LedgerEntry,
  type LedgerState,
  type Transition,
  type Update,
} from './entry.ts';

const entry = (state: LedgerState, changes: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id: '12',
  state,
  start: '2027-01-12T09:00:00+01:00',
  end: '2027-01-12T09:10:00+01:00',
  origin: 'patient',
  patient: 'Patient/1',
  lastUpdate: undefined,
  ...changes,
});
const update = (changes: Partial<Update> = {}): Update => ({
  id: '12',
  status: 'booked',
  start: '2027-01-12T09:00:00+01:00',
  end: '2027-01-12T09:10:00+01:00',
  patient: 'Patient/1',
  content: 'nine',
  ...changes,
});
const TEN = { start: '2027-01-12T10:00:00+01:00', end: '2027-01-12T10:10:00+01:00', content: 'ten' };
/** Describes a transition in a word or two. */
const describeTransition = (transition: Transition) =>
  transition.kind === 'changed' ? `${transition.entry.state}, ${transition.notify}` : transition.kind;

describe('the practitioner’s decision', () => {
  test.each([
    ['CB-4: pending and accepted', 'pending', 'accepted', 'approved, approved'],
    ['CB-4: pending and declined', 'pending', 'declined', 'rejected, rejected'],
    ['CB-5: approved and accepted again', 'approved', 'accepted', 'unchanged'],
    ['CB-5: rejected and declined again', 'rejected', 'declined', 'unchanged'],
    ['CB-5: approved and declined', 'approved', 'declined', 'contradiction'],
    ['CB-5: rejected and accepted', 'rejected', 'accepted', 'contradiction'],
    ['CB-5: cancelled and accepted', 'cancelled', 'accepted', 'contradiction'],
    ['CB-5: cancelled and declined', 'cancelled', 'declined', 'contradiction'],
  ] as const)('%s', (_name, state, response, expected) => {
    expect(describeTransition(applyResponse(entry(state), response))).toBe(expected);
  });

  test('CB-5: on an unknown appointment', () => {
    expect(applyResponse(undefined, 'accepted')).toEqual({ kind: 'unknown' });
  });
});

describe('an update by the XIS', () => {
  test('UP-2: booked and unknown is new, and approved', () => {
    const transition = applyUpdate(undefined, update());
    expect(transition).toEqual({
      kind: 'changed',
      notify: 'new',
      entry: entry('approved', { origin: 'xis', lastUpdate: 'nine' }),
    });
  });

  test('UP-2: cancelled and unknown is about nothing', () => {
    expect(describeTransition(applyUpdate(undefined, update({ status: 'cancelled' })))).toBe('unknown');
  });

  test.each([
    ['UP-2: approved and moved', 'approved', TEN, 'approved, modified'],
    ['UP-2: pending and moved', 'pending', TEN, 'approved, modified'],
    ['UP-2: pending and booked as it was', 'pending', {}, 'approved, modified'],
    ['UP-3: approved and booked as it was', 'approved', {}, 'unchanged'],
    [
      'UP-3: approved and booked at that moment in another offset',
      'approved',
      { start: '2027-01-12T08:00:00Z', end: '2027-01-12T08:10:00Z' },
      'unchanged',
    ],
    ['UP-2: approved and cancelled', 'approved', { status: 'cancelled' }, 'cancelled, cancelled'],
    ['UP-2: pending and cancelled', 'pending', { status: 'cancelled' }, 'cancelled, cancelled'],
    ['UP-3: cancelled and cancelled again', 'cancelled', { status: 'cancelled' }, 'unchanged'],
    ['UP-3: rejected and cancelled', 'rejected', { status: 'cancelled' }, 'unchanged'],
    ['UP-2: cancelled and booked again', 'cancelled', TEN, 'contradiction'],
    ['UP-2: rejected and booked', 'rejected', TEN, 'contradiction'],
  ] as const)('%s', (_name, state, changes, expected) => {
    expect(describeTransition(applyUpdate(entry(state), update(changes)))).toBe(expected);
  });

  test('UP-3: a repeated update is unchanged, and an update back to the previous state is a change', () => {
    const moved = applyUpdate(entry('approved'), update(TEN));
    if (moved.kind !== 'changed') throw new Error('expected a change');
    expect(moved.entry).toMatchObject({ start: TEN.start, end: TEN.end });
    expect(describeTransition(applyUpdate(moved.entry, update(TEN)))).toBe('unchanged');
    expect(describeTransition(applyUpdate(moved.entry, update()))).toBe('approved, modified');
  });
});

test.each([
  ['pending', 'cancelled'],
  ['approved', 'cancelled'],
  ['cancelled', 'cancelled'],
  ['rejected', 'rejected'],
] as const)('CN-3: an appointment that was %s is %s when the patient cancels', (state, expected) => {
  expect(applyCancellation(entry(state)).state).toBe(expected);
});

/** The legal transitions of an appointment. */
const LEGAL: Readonly<Record<LedgerState, readonly LedgerState[]>> = {
  pending: ['pending', 'approved', 'rejected', 'cancelled'],
  approved: ['approved', 'cancelled'],
  rejected: ['rejected'],
  cancelled: ['cancelled'],
};

const messages = fc.array(
  fc.oneof(
    fc.constantFrom('accepted' as const, 'declined' as const).map((answer) => ({ answer })),
    fc.record({
      status: fc.constantFrom('booked' as const, 'cancelled' as const),
      content: fc.constantFrom('nine', 'ten'),
    }),
    fc.constant('patient cancels' as const),
  ),
  { maxLength: 12 },
);

describe('for any order of decisions, cancellations and updates', () => {
  test('CB-5, UP-2, UP-3: every step is legal, the end states are ends, and every notification is of a change', () => {
    const starts = fc.constantFrom(undefined, entry('pending'), entry('approved'));
    fc.assert(
      fc.property(starts, messages, (first, all) => {
        let now: LedgerEntry | undefined = first;
        for (const message of all) {
          const before = now;
          if (message === 'patient cancels') {
            now = now && applyCancellation(now);
          } else {
            const times = 'content' in message && message.content === 'ten' ? TEN : { content: 'nine' };
            const transition =
              'answer' in message
                ? applyResponse(now, message.answer)
                : applyUpdate(now, update({ ...times, status: message.status }));
            if (transition.kind === 'changed') {
              now = transition.entry;
              expect(now).not.toEqual(before);
              expect(transition.notify === 'new').toBe(before === undefined);
              // A repeated message changes nothing.
              const again =
                'answer' in message
                  ? applyResponse(now, message.answer)
                  : applyUpdate(now, update({ ...times, status: message.status }));
              expect(again.kind).toBe('unchanged');
            }
          }
          if (before) expect(LEGAL[before.state]).toContain(now?.state);
          expect(now === undefined).toBe(before === undefined && now === undefined);
        }
      }),
      { numRuns: runs(100) },
    );
  });

  test('CB-4, CB-5: a pending appointment is settled once, by the first that settles it', () => {
    const responses = fc.array(fc.constantFrom('accepted' as const, 'declined' as const), { minLength: 1 });
    fc.assert(
      fc.property(responses, (all) => {
        let now = entry('pending');
        const notified: string[] = [];
        for (const response of all) {
          const transition = applyResponse(now, response);
          if (transition.kind !== 'changed') continue;
          now = transition.entry;
          notified.push(transition.notify);
        }
        const settled = all[0] === 'accepted' ? 'approved' : 'rejected';
        expect([now.state, notified]).toEqual([settled, [settled]]);
      }),
    );
  });
});
