import type { Stage } from './stage.ts';
import { type CommonInput, StepError } from './step.ts';

/** The appointment that a step is about. */
export function appointmentOf(stage: Stage, input: CommonInput & { readonly appointment?: string }): string {
  const { xis, view } = stage.house(input);
  const own = input.patient === undefined ? undefined : view(input.patient).appointment;
  const id = input.appointment ?? own ?? xis.appointments.list().at(-1)?.id;
  if (id === undefined) throw new StepError('there is no appointment yet');
  return id;
}
