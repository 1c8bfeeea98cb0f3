import { type BookingPatient, createBookingEngine, type TypeCoding } from '../../engine/index.ts';
import { shown } from '../../output/redaction.ts';
import { CannotSetUp } from '../verification/stage.ts';
import type { FreeSlot, FreeSlots, Reach } from './free-slots.ts';
import { sendCancellation } from './send-cancellation.ts';

/** A test patient whose appointments can be cancelled. */
export type TestPatient = BookingPatient & { readonly bsn: string };

/** Books for the test patient, and cancels all of it again. */
export interface TrialBookings {
  /** The test patient. Throws CannotSetUp where nothing may be booked, because it would stay. */
  patient(): TestPatient;
  book(found: FreeSlot): Promise<{ readonly id: string; readonly isPending: boolean }>;
  /** The id of an appointment that is booked: one that could not be cancelled will do. */
  booked(): Promise<string>;
  /** Cancels what was booked, here or by an interaction. */
  cancelAll(alsoMade: readonly string[]): Promise<void>;
  /** A free slot of a type that is booked at once, that needs approval, or of either. */
  freeSlot(kind: Kind): Promise<FreeSlot>;
  /** What could not be cancelled: ids, or what is known. */
  readonly left: readonly string[];
}

export interface TrialBookingOptions {
  readonly reach: Reach;
  readonly patient?: BookingPatient;
  /** Types that are known to be booked at once, and to need approval: then none is tried out. */
  readonly type?: string;
  readonly approvalType?: string;
}

type Kind = 'at-once' | 'approval' | 'either';

/** What has become of the types that were tried out. */
interface Tried {
  atOnce?: TypeCoding;
  approval?: TypeCoding;
  /** A type whose free slot the XIS would not book, and what it said. */
  refused?: { readonly type: TypeCoding; readonly why: string };
}

/** As many types are tried out to learn which of them need approval. */
const MOST_TYPES = 8;
const COMMENT = 'Test by xis-testkit.';

export function createTrialBookings(slots: FreeSlots, options: TrialBookingOptions): TrialBookings {
  const { reach, patient, type: atOnceType, approvalType } = options;
  // An answer that does not say otherwise counts as booked at once: what is wrong with it, the contract says.
  const engine = createBookingEngine({ ...reach, answerWithoutBody: 'approved' });
  const made = new Set<string>();
  /** Could not be cancelled; tried once. */
  const stuck = new Set<string>();
  const lost: string[] = [];
  let tried: Promise<Tried> | undefined;

  const testPatient = (): TestPatient => {
    const { reference, display, bsn } = patient ?? {};
    if (reference === undefined || display === undefined || bsn === undefined) {
      const [referenceName, bsnName] = [reach.nameOption('patient.reference'), reach.nameOption('patient.bsn')];
      throw new CannotSetUp(`requires ${referenceName} and ${bsnName}, to book and to cancel again`);
    }
    if (stuck.size > 0) throw new CannotSetUp('an appointment could not be cancelled, so nothing more is booked');
    return { reference, display, bsn };
  };

  const cancel = async (id: string): Promise<void> => {
    const bsn = patient?.bsn ?? '';
    let isTaken = (await engine.cancel(id, { bsn }, COMMENT)).outcome === 'cancelled';
    // What the appointment says goes before what was answered to the cancellation (CN-3).
    const isCancelled = async (): Promise<boolean> => {
      const now = await engine.read(id);
      return now.outcome === 'found' ? now.appointment.status === 'cancelled' : isTaken;
    };
    made.delete(id);
    if (await isCancelled()) return;
    isTaken = await sendCancellation(reach, id, bsn, COMMENT);
    if (!(await isCancelled())) stuck.add(id);
  };

  const book: TrialBookings['book'] = async ({ type, slot }) => {
    const { reference, display } = testPatient();
    const result = await engine.book({ type, slot, patient: { reference, display }, reason: COMMENT });
    if (result.outcome === 'approved' || result.outcome === 'pending') {
      made.add(result.appointmentId);
      return { id: result.appointmentId, isPending: result.outcome === 'pending' };
    }
    const status = 'status' in result ? result.status : undefined;
    // It may have been made: nobody knows, and nothing can be cancelled (AP-12).
    if (result.outcome === 'unknown' || (status ?? 0) >= 500) lost.push(`perhaps one at ${slot.start}`);
    const why = status === undefined ? result.outcome : `status ${status}`;
    throw new CannotSetUp(`a free slot of '${shown(type.code)}' could not be booked: ${why}`);
  };

  /** Books a slot of one type after the other, and cancels it, to learn which of them need approval. */
  const tryOut = async (): Promise<Tried> => {
    const [atOnce] = atOnceType === undefined ? [] : await slots.types(atOnceType);
    const [approval] = approvalType === undefined ? [] : await slots.types(approvalType);
    const found: Tried = { ...(atOnce ? { atOnce } : {}), ...(approval ? { approval } : {}) };
    if (atOnce && approval) return found;
    for (const type of (await slots.types()).slice(0, MOST_TYPES)) {
      if (found.atOnce && found.approval) break;
      const free = await slots.last(type);
      if (!free) continue;
      try {
        const { id, isPending } = await book(free);
        await cancel(id);
        if (isPending) found.approval ??= type;
        else found.atOnce ??= type;
      } catch (error) {
        if (!(error instanceof CannotSetUp)) throw error;
        found.refused ??= { type, why: error.message };
      }
    }
    return found;
  };

  /** Why no type of a kind was found. */
  const whyNone = async (kind: Kind, { refused }: Tried): Promise<CannotSetUp> => {
    if (refused) return new CannotSetUp(refused.why);
    // Says so where no slot is free, or none can be used.
    await slots.any();
    return new CannotSetUp(
      kind === 'approval'
        ? `no appointment type with free slots needs approval: set ${reach.nameOption('approvalType')} to one that does`
        : `every appointment type with free slots needs approval: set ${reach.nameOption('type')} to one that does not`,
    );
  };

  const freeSlot: TrialBookings['freeSlot'] = async (kind) => {
    testPatient();
    tried ??= tryOut();
    const all = await tried;
    const { atOnce, approval, refused } = all;
    // One that was refused is asked for once more: the contract says what is wrong with the answer.
    const type = { 'at-once': atOnce ?? refused?.type, approval, either: atOnce ?? approval }[kind];
    const found = type && (await slots.last(type));
    if (!found) throw await whyNone(kind, all);
    return found;
  };

  return {
    patient: testPatient,
    book,
    freeSlot,
    async booked() {
      const [kept] = stuck;
      if (kept !== undefined) return kept;
      const found = await freeSlot('either').catch((error) => error);
      // To learn which types need approval, one may have been booked that stays.
      const [since] = stuck;
      if (since !== undefined) return since;
      if (found instanceof Error) throw found;
      return (await book(found)).id;
    },
    async cancelAll(alsoMade) {
      for (const id of alsoMade) made.add(id);
      for (const id of made) await cancel(id);
    },
    get left() {
      return [...[...made, ...stuck].map((id) => shown(id)), ...lost];
    },
  };
}
