import { type BookingEngine, type BookingPatient, createBookingEngine, type TypeCoding } from '../../engine/index.ts';
import type { Dialect } from '../../fhir/resources/dialect.ts';
import { redactUnlessCode } from '../../output/redaction.ts';
import { defined } from '../../schema/defined.ts';
import { StateNotApplicable, StateUnavailable } from '../verification/session.ts';
import type { FreeSlot, FreeSlots } from './free-slots.ts';
import { sendCancellation } from './send-cancellation.ts';
import type { OptionNames, Target } from './target.ts';

/** A test patient with a BSN, which cancellations need. */
export type TestPatient = BookingPatient & { readonly bsn: string };

export interface TrialBookingOptions {
  readonly target: Target;
  readonly nameOption: OptionNames;
  readonly patient?: BookingPatient;
  /** A type without approval and one with approval; default: found by trial bookings. */
  readonly type?: string;
  readonly approvalType?: string;
}

type Kind = 'at-once' | 'approval' | 'either';

/** The results of the trial bookings. */
interface TrialResults {
  atOnce?: TypeCoding;
  approval?: TypeCoding;
  /** A type whose free slot the XIS did not book, and the reason. */
  rejected?: { readonly type: TypeCoding; readonly reason: string };
  /** Whether a slot of every type was booked. */
  isComplete: boolean;
}

/** The maximum number of types with a trial booking. */
const MAX_TYPES = 8;
/** The maximum number of bookings of one slot. A slot that is still free then is double booked, which the contract shows. */
const MAX_PLACES = 4;
const COMMENT = 'Test by xis-testkit.';

/** Books appointments for the test patient, and cancels them. */
export function createTrialBookings(slots: FreeSlots, options: TrialBookingOptions) {
  const { target, nameOption, patient, type: atOnceType, approvalType } = options;
  // A response without a decision counts as approved: the contract itself shows what is wrong with it.
  const createEngine = (dialect: Dialect, { transport }: Pick<Target, 'transport'> = target): BookingEngine =>
    createBookingEngine({ ...target, transport, dialect, answerWithoutBody: 'approved' });
  const { dialect: requested = 'published' } = target;
  const otherDialect: Dialect = requested === 'published' ? 'r4' : 'published';
  // A dialect that the XIS rejects is a finding of the contract, and does not keep the rest from being verified.
  let dialect = requested;
  const booked = new Set<string>();
  /** Appointments whose cancellation failed; it is not retried. */
  const stuck = new Set<string>();
  const unidentified: string[] = [];
  let isResponseLost = false;
  let trials: Promise<TrialResults> | undefined;

  const testPatient = (): TestPatient => {
    const { reference, display, bsn } = patient ?? {};
    if (reference === undefined || display === undefined || bsn === undefined) {
      throw new StateUnavailable(
        `needs ${nameOption('patient.reference')} and ${nameOption('patient.bsn')}, to book and to cancel`,
      );
    }
    if (stuck.size > 0) {
      throw new StateUnavailable('an appointment could not be cancelled, so no further appointment is booked');
    }
    if (isResponseLost) {
      throw new StateUnavailable('the response to a booking was lost, so no further appointment is booked');
    }
    return { reference, display, bsn };
  };

  const cancel = async (id: string): Promise<void> => {
    const bsn = patient?.bsn ?? '';
    // An appointment is cancelled also when nothing else is sent any longer.
    const engine = createEngine(dialect, { transport: target.transport.cleanUp });
    // The status of the appointment outweighs the response to the cancellation (CN-3).
    const isCancelled = async (isAccepted: boolean): Promise<boolean> => {
      const now = await engine.read(id);
      return now.outcome === 'found' ? now.appointment.status === 'cancelled' : isAccepted;
    };
    booked.delete(id);
    if (await isCancelled((await engine.cancel(id, { bsn }, COMMENT)).outcome === 'cancelled')) return;
    for (const form of [requested, otherDialect]) {
      if (await isCancelled(await sendCancellation(target, form, { id, bsn, comment: COMMENT }))) return;
    }
    stuck.add(id);
  };

  const book = async ({ type, slot }: FreeSlot): Promise<{ readonly id: string; readonly isPending: boolean }> => {
    const { reference, display } = testPatient();
    const request = { type, slot, patient: { reference, display }, reason: COMMENT };
    const first = await createEngine(dialect).book(request);
    const second = first.outcome === 'rejected' ? await createEngine(otherDialect).book(request) : first;
    const isOther = second !== first && ['approved', 'pending', 'conflict'].includes(second.outcome);
    if (isOther) dialect = otherDialect;
    const result = isOther ? second : first;
    if (result.outcome === 'approved' || result.outcome === 'pending') {
      booked.add(result.appointmentId);
      return { id: result.appointmentId, isPending: result.outcome === 'pending' };
    }
    const status = 'status' in result ? result.status : undefined;
    const isUnknown = result.outcome === 'unknown' && result.slotNow !== 'free';
    isResponseLost ||= isUnknown;
    // The XIS may have created it, without a known id to cancel it by (AP-12).
    if (isUnknown || (status ?? 0) >= 500) unidentified.push(`possibly one at ${slot.start}`);
    const { isTransport = false, problem = undefined } = 'error' in result ? result : {};
    const reason =
      isTransport && 'error' in result ? result.error : status === undefined ? result.outcome : `status ${status}`;
    throw new StateUnavailable(`a free slot of '${redactUnlessCode(type.code)}' could not be booked: ${reason}`, {
      isTransport,
      problem,
    });
  };

  /** Books and cancels a slot of each type, to find types with and without approval. */
  const runTrials = async (): Promise<TrialResults> => {
    const [atOnce] = atOnceType === undefined ? [] : await slots.types(atOnceType);
    const [approval] = approvalType === undefined ? [] : await slots.types(approvalType);
    const results: TrialResults = { ...defined({ atOnce, approval }), isComplete: true };
    if (atOnce && approval) return results;
    const types = await slots.types();
    results.isComplete = types.length <= MAX_TYPES;
    for (const type of types.slice(0, MAX_TYPES)) {
      if (results.atOnce && results.approval) break;
      const free = await slots.last(type);
      results.isComplete &&= free !== undefined;
      if (!free) continue;
      try {
        const { id, isPending } = await book(free);
        await cancel(id);
        if (isPending) results.approval ??= type;
        else results.atOnce ??= type;
      } catch (error) {
        if (!(error instanceof StateUnavailable) || error.isTransport) throw error;
        results.rejected ??= { type, reason: error.message };
      }
    }
    return results;
  };

  /** Throws the reason why no slot of a kind was found. */
  const throwUnavailable = async (kind: Kind, { rejected, isComplete }: TrialResults): Promise<never> => {
    if (rejected) throw new StateUnavailable(rejected.reason);
    // Throws where the XIS has no usable free slot.
    await slots.any();
    // A XIS may have no approval workflow, or approve everything (AP-4).
    throw new (isComplete ? StateNotApplicable : StateUnavailable)(
      kind === 'approval'
        ? `no appointment type with free slots needs approval: give one that does with ${nameOption('approvalType')}`
        : `all appointment types with free slots need approval: give one that does not with ${nameOption('type')}`,
    );
  };

  const freeSlot = async (kind: Kind): Promise<FreeSlot> => {
    testPatient();
    // A fault of transport in a trial is over, perhaps, when the next state needs it.
    trials ??= runTrials().catch((error) => {
      trials = undefined;
      throw error;
    });
    const results = await trials;
    const { atOnce, approval, rejected } = results;
    // A rejected type is booked again by the contract, which shows what is wrong with the response.
    const type = { 'at-once': atOnce ?? rejected?.type, approval, either: atOnce ?? approval }[kind];
    const free = type && (await slots.last(type));
    return free ?? throwUnavailable(kind, results);
  };

  return {
    /** Returns the test patient; throws StateUnavailable where an appointment could not be cancelled. */
    patient: testPatient,
    book,
    /** Books a slot until it is no longer free: two slots alike are two places (AP-2). */
    async take(free: FreeSlot): Promise<void> {
      for (let place = 0; place < MAX_PLACES; place++) {
        await book(free);
        if (!(await slots.isFree(free))) return;
      }
    },
    /** Finds a free slot of a type without approval, with approval, or of either. */
    freeSlot,
    /** Returns the id of a booked appointment, which may be one that could not be cancelled. */
    async bookedAppointment(): Promise<string> {
      const [stuckBefore] = stuck;
      if (stuckBefore !== undefined) return stuckBefore;
      const free = await freeSlot('either').catch((error) => error);
      // A trial booking may have become stuck.
      const [stuckNow] = stuck;
      if (stuckNow !== undefined) return stuckNow;
      if (free instanceof Error) throw free;
      return (await book(free)).id;
    },
    /** Cancels the appointments that were booked here, and those that an interaction created. */
    async cancelAll(created: readonly string[]): Promise<void> {
      for (const id of created) booked.add(id);
      for (const id of booked) await cancel(id);
    },
    /** The appointments that could not be cancelled: ids, or descriptions where the id is unknown. */
    get notCancelled(): readonly string[] {
      return [...[...booked, ...stuck].map((id) => redactUnlessCode(id)), ...unidentified];
    },
  };
}
