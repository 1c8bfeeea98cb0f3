import { ControlError } from '../../simulator/index.ts';
import type { StepResult } from './step.ts';

/** Does something at the XIS; what it will not do is an outcome like any other. */
export function controlled(act: () => unknown): StepResult {
  try {
    const view = act();
    return { outcome: 'done', ...(typeof view === 'object' ? view : {}) };
  } catch (error) {
    if (error instanceof ControlError) return { outcome: 'refused', error: error.message };
    throw error;
  }
}
