import type { StepKind } from './step.ts';
import { advance } from './steps/advance.ts';
import { agendas } from './steps/agendas.ts';
import { book } from './steps/book.ts';
import { callback } from './steps/callback.ts';
import { pauseCallbacks, replay, resumeCallbacks } from './steps/callbacks.ts';
import { cancel } from './steps/cancel.ts';
import { contention } from './steps/contention.ts';
import { approve, decline } from './steps/decide.ts';
import { clearFaults, fault } from './steps/fault.ts';
import { look } from './steps/look.ts';
import { make } from './steps/make.ts';
import { move } from './steps/move.ts';
import { parallelStep } from './steps/parallel.ts';
import { read } from './steps/read.ts';
import { releaseSlot, takeSlot } from './steps/slots.ts';
import { spreekuur } from './steps/spreekuur.ts';
import { timeslots } from './steps/timeslots.ts';
import { types } from './steps/types.ts';
import { withdraw } from './steps/withdraw.ts';

/** The patient's, the practitioner's, and those of clock, network and XIS. */
const SINGLE: readonly StepKind[] = [
  ...[types, agendas, timeslots, book, read, cancel],
  ...[approve, decline, make, move, withdraw],
  ...[advance, fault, clearFaults, contention, takeSlot, releaseSlot],
  ...[pauseCallbacks, resumeCallbacks, replay, spreekuur, callback, look],
];

/** Every kind of step. */
export const STEP_KINDS: readonly StepKind[] = [...SINGLE, parallelStep(SINGLE)];
