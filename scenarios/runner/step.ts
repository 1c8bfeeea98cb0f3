import type { Observation } from '../../engine/index.ts';
import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import { agbString } from '../../fhir/formats.ts';
import { object, oneOf, type Schema, type Static, string } from '../../schema/schema.ts';
import { type Expectation, expectationSchema } from './expectation.ts';
import type { Stage } from './stage.ts';

/** What came of a step, to be held against what is expected of it. */
export interface StepResult {
  readonly outcome: string;
  /** What the patient reads. */
  readonly text?: string | undefined;
  readonly observations?: readonly Observation[];
  readonly [key: string]: unknown;
}

/** What every step may have. */
export interface CommonInput {
  readonly do: string;
  readonly organization?: string;
  readonly patient?: string;
  readonly expect?: Expectation;
}

/** A kind of step that a scenario can have. */
export interface StepKind {
  readonly name: string;
  readonly schema: Schema<unknown>;
  /** The outcomes of a step that went well. */
  readonly good: readonly string[];
  run(stage: Stage, input: CommonInput): Promise<StepResult>;
}

/** A step that cannot be done at all, for instance because there is no such slot to choose. */
export class StepError extends XisTestkitError {
  override readonly name = 'StepError';
  readonly code = 'step-failed';
}

type Shape = Readonly<Record<string, Schema<unknown>>>;

/** What a kind of step is made of. */
export interface StepDefinition<R extends Shape, O extends Shape> {
  readonly name: string;
  readonly description: string;
  readonly required?: R;
  readonly optional?: O;
  /** The outcomes of a step that went well, then those of one that did not. */
  readonly good: readonly string[];
  readonly bad?: readonly string[];
  run(stage: Stage, input: CommonInput & Static<ReturnType<typeof object<R, O>>>): Promise<StepResult> | StepResult;
}

const organization = agbString({
  expected: 'the AGB code of one of the practices, in quotes',
  description: 'Which practice; without it the first.',
});
const note = string({ minLength: 1, maxLength: 500, description: 'For the reader.' });

/** The key of steps that a patient does. */
export const patientKey = {
  patient: string({ minLength: 1, maxLength: 40, description: 'Who; without it the first patient.' }),
};

/** Makes a kind of step; what it throws is for the runner. */
export function defineStep<R extends Shape = Record<never, never>, O extends Shape = Record<never, never>>({
  name,
  description,
  required,
  optional,
  good,
  bad = [],
  run,
}: StepDefinition<R, O>): StepKind {
  const schema = object(
    { do: oneOf([name], { description }), ...required },
    { organization, note, ...optional, expect: expectationSchema([...good, ...bad]) },
    { title: `Step: ${name}`, description },
  );
  return { name, schema, good, run: async (stage, input) => run(stage, input as never) };
}
