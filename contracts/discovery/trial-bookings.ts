import { type BookingPatient, createBookingEngine, type TypeCoding } from '../../engine/index.ts';
import { CannotSetUp } from '../verification/stage.ts';
import type { FreeSlot, FreeSlots, Reach } from './free-slots.ts';

/** Books for the test patient, and cancels all of it again. */
export interface TrialBookings {
  /** The BSN that cancelling takes. Throws CannotSetUp without one, so that nothing is booked that would stay. */
  bsn(): string;
  book(found: FreeSlot): Promise<{ readonly id: string; readonly isPending: boolean }>;
  /** Cancels what was booked, here or by an interaction. */
  cancelAll(alsoMade: readonly string[]): Promise<void>;
  /** A free slot of a type that is booked at once, that needs approval, or of either. */
  freeSlot(kind: 'at-once' | 'approval' | 'either'): Promise<FreeSlot>;
  /** What could not be cancelled: ids, or what is known. */
  readonly left: readonly string[];
}

export interface TrialBookingOptions {
  readonly reach: Reach;
  readonly patient: BookingPatient;
  /** Types that are known to be booked at once, and to need approval: then none is tried out. */
  readonly type?: string;
  readonly approvalType?: string;
}

interface Kinds {
  atOnce?: TypeCoding;
  approval?: TypeCoding;
}

/** As many types are tried out to learn which of them need approval. */
const MOST_TYPES = 8;
const COMMENT = 'Test by xis-testkit.';

export function createTrialBookings(slots: FreeSlots, options: TrialBookingOptions): TrialBookings {
  const { patient, type: atOnceType, approvalType } = options;
  const engine = createBookingEngine(options.reach);
  const made = new Set<string>();
  const lost: string[] = [];
  let kinds: Promise<Kinds> | undefined;

  const bsn = (): string => {
    if (patient.bsn !== undefined) return patient.bsn;
    throw new CannotSetUp('needs --patient-bsn: without it what is booked could not be cancelled');
  };

  const cancel = async (id: string): Promise<void> => {
    const result = await engine.cancel(id, { bsn: bsn() }, COMMENT);
    if (result.outcome !== 'failed') made.delete(id);
  };

  const book: TrialBookings['book'] = async ({ type, slot }) => {
    bsn();
    const result = await engine.book({ type, slot, patient, reason: COMMENT });
    if (result.outcome === 'approved' || result.outcome === 'pending') {
      made.add(result.appointmentId);
      return { id: result.appointmentId, isPending: result.outcome === 'pending' };
    }
    // It may have been made: nobody knows, and nothing can be cancelled (AP-12).
    if (result.outcome === 'unknown') lost.push(`perhaps one at ${slot.start}`);
    const why = 'diagnostics' in result ? `: ${result.diagnostics}` : 'error' in result ? `: ${result.error}` : '';
    throw new CannotSetUp(`a free slot of '${type.code}' could not be booked (${result.outcome}${why})`);
  };

  /** Books a slot of one type after the other, and cancels it, to learn which of them need approval. */
  const tryOut = async (): Promise<Kinds> => {
    const [atOnce] = atOnceType === undefined ? [] : await slots.types(atOnceType);
    const [approval] = approvalType === undefined ? [] : await slots.types(approvalType);
    const found: Kinds = { ...(atOnce ? { atOnce } : {}), ...(approval ? { approval } : {}) };
    if (atOnce && approval) return found;
    for (const type of (await slots.types()).slice(0, MOST_TYPES)) {
      if (found.atOnce && found.approval) break;
      const free = await slots.last(type);
      if (!free) continue;
      const { id, isPending } = await book(free);
      await cancel(id);
      if (isPending) found.approval ??= type;
      else found.atOnce ??= type;
    }
    return found;
  };

  return {
    bsn,
    book,
    async cancelAll(alsoMade) {
      for (const id of alsoMade) made.add(id);
      for (const id of made) await cancel(id);
    },
    async freeSlot(kind) {
      bsn();
      kinds ??= tryOut();
      const { atOnce, approval } = await kinds;
      const type = { 'at-once': atOnce, approval, either: atOnce ?? approval }[kind];
      const what = { 'at-once': 'is booked at once', approval: 'needs approval', either: 'can be booked' }[kind];
      const found = type && (await slots.last(type));
      if (!found) throw new CannotSetUp(`no type that ${what} has a free slot in the coming four weeks`);
      return found;
    },
    get left() {
      return [...made, ...lost];
    },
  };
}
