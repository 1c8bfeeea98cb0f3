import type { StepKind } from './step.ts';
import { authorizationServer, clientSecret, login, rotateKeys } from './steps/authentication.ts';
import { callback, callbackEndpoint, pauseCallbacks, replay, resumeCallbacks } from './steps/callbacks.ts';
import { advance, assert, createParallelStep } from './steps/general.ts';
import { agendas, book, cancel, discover, read, timeslots, types } from './steps/patient.ts';
import { approve, decline, practiceBooks, practiceCancels, practiceMoves } from './steps/practice.ts';
import { clearFaults, contention, fault, releaseSlot, takeSlot } from './steps/xis.ts';

const SINGLE_STEPS: readonly StepKind[] = [
  ...[discover, types, agendas, timeslots, book, read, cancel],
  ...[approve, decline, practiceBooks, practiceMoves, practiceCancels],
  ...[login, authorizationServer, rotateKeys, clientSecret],
  ...[advance, fault, clearFaults, contention, takeSlot, releaseSlot],
  ...[pauseCallbacks, resumeCallbacks, replay, callbackEndpoint, callback, assert],
];

/** Every kind of step. */
export const STEP_KINDS: readonly StepKind[] = [...SINGLE_STEPS, createParallelStep(SINGLE_STEPS)];
