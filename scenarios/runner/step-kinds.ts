import type { StepKind } from './step.ts';
import { StepError } from './step-error.ts';
import { callback, callbackEndpoint, pauseCallbacks, replay, resumeCallbacks } from './steps/callbacks.ts';
import { advance, assert, createParallelStep } from './steps/general.ts';
import { agendas, book, cancel, read, timeslots, types } from './steps/patient.ts';
import { approve, decline, practiceBooks, practiceCancels, practiceMoves } from './steps/practice.ts';
import { clearFaults, contention, fault, releaseSlot, takeSlot } from './steps/xis.ts';

const SINGLE_STEPS: readonly StepKind[] = [
  ...[types, agendas, timeslots, book, read, cancel],
  ...[approve, decline, practiceBooks, practiceMoves, practiceCancels],
  ...[advance, fault, clearFaults, contention, takeSlot, releaseSlot],
  ...[pauseCallbacks, resumeCallbacks, replay, callbackEndpoint, callback, assert],
];

/** Every kind of step. */
export const STEP_KINDS: readonly StepKind[] = [...SINGLE_STEPS, createParallelStep(SINGLE_STEPS)];

/**
 * Returns a kind of step by its name.
 * @throws StepError for an unknown name
 */
export function findStepKind(name: string): StepKind {
  const kind = STEP_KINDS.find((candidate) => candidate.name === name);
  if (!kind) throw new StepError(`do: expected a kind of step, got '${name}'`);
  return kind;
}
