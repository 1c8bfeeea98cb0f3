import { anyOf, integer, string } from '../../../schema/schema.ts';
import { ControlError, momentString, type Organization } from '../../../simulator/index.ts';
import type { PracticeUnderTest, ScenarioContext } from '../context.ts';
import type { StepInput } from '../scenario.ts';
import type { StepResult } from '../step.ts';
import { StepError } from '../step-error.ts';

/** The key of the patient who acts. */
export const patientKey = {
  patient: string({ minLength: 1, maxLength: 40, description: 'The patient; default: the first.' }),
};

/** The keys of a patient's choices on the way to a slot. */
export const choiceKeys = {
  type: string({
    minLength: 1,
    maxLength: 200,
    description: 'The code of an appointment type; default: the last choice, or the first type.',
  }),
  agenda: anyOf([integer({ minimum: 1 }), string({ minLength: 1, maxLength: 64 })], {
    expected: "the id of a schedule, a number from 1, or 'any'",
    description: 'The agenda, by the id of its schedule or its number from 1, or `any` (AG-5); default: the first.',
  }),
  week: integer({ minimum: 1, maximum: 4, default: 1, description: 'The week, 1 to 4.' }),
};

export const slotKey = anyOf([integer({ minimum: 1 }), string({ minLength: 1, maxLength: 64 })], {
  expected: "a number from 1, a start such as '2027-01-12 09:00', or the id of a slot",
  description: 'A slot that the patient sees, by its number from 1, its start or its id.',
});

export const appointmentKey = string({
  minLength: 1,
  maxLength: 64,
  expected: "the id of an appointment, in quotes: '1001'",
  description: "The id of an appointment; default: the patient's last, or the practice's newest. The first id is 1001.",
});

/** The practitioner's comment for the patient. */
export const commentKey = string({
  minLength: 1,
  maxLength: 1000,
  description: "The practitioner's comment for the patient.",
});

/** Defines a key for a moment, such as a start. */
export function momentKey(description: string) {
  return momentString({
    expected: "a moment such as '2027-01-12 09:00' or 'next workday 09:00'",
    description,
  });
}

/** Returns the id of a step's appointment: the given one, the patient's last, or the practice's newest. */
export function findAppointment(
  context: ScenarioContext,
  input: StepInput & { readonly appointment?: string },
): string {
  const { xis, view } = context.practice(input);
  const lastBooked = input.patient === undefined ? undefined : view(input.patient).appointment;
  const id = input.appointment ?? lastBooked ?? xis.appointments.list().at(-1)?.id;
  if (id === undefined) throw new StepError('appointment: the practice has no appointments yet');
  return id;
}

/** Runs a command at the XIS; a rejected one has the outcome `refused`. */
export async function runCommand(
  { use }: PracticeUnderTest,
  command: (xis: Organization) => unknown,
): Promise<StepResult> {
  try {
    const view = await use(command);
    return { outcome: 'done', ...(typeof view === 'object' ? view : {}) };
  } catch (error) {
    if (error instanceof ControlError) return { outcome: 'refused', error: error.message };
    throw error;
  }
}
