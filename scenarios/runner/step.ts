import type { Observation } from '../../engine/index.ts';
import { agbString } from '../../fhir/formats.ts';
import { object, oneOf, type Schema, type Static, string } from '../../schema/schema.ts';
import type { ScenarioContext } from './context.ts';
import { expectationSchema } from './expectation.ts';
import type { StepInput } from './scenario.ts';
import { StepError } from './step-error.ts';

/** The result of a step, to be compared with its expectation. */
export interface StepResult {
  readonly outcome: string;
  /** The text for the patient. */
  readonly text?: string | undefined;
  readonly observations?: readonly Observation[];
  readonly [key: string]: unknown;
}

/** A kind of step: its schema and what it does. */
export interface StepKind {
  readonly name: string;
  readonly schema: Schema<unknown>;
  /** The outcomes of success. */
  readonly good: readonly string[];
  run(context: ScenarioContext, input: StepInput): Promise<StepResult>;
}

type Shape = Readonly<Record<string, Schema<unknown>>>;

/** The definition of a kind of step. */
export interface StepDefinition<R extends Shape, O extends Shape> {
  readonly name: string;
  readonly description: string;
  readonly required?: R;
  readonly optional?: O;
  /** The outcomes of success. */
  readonly good: readonly string[];
  /** The other outcomes. */
  readonly bad?: readonly string[];
  run(
    context: ScenarioContext,
    input: StepInput & Static<ReturnType<typeof object<R, O>>>,
  ): Promise<StepResult> | StepResult;
}

const organization = agbString({
  expected: 'the AGB code of one of the practices, in quotes',
  description: 'The practice; default: the first.',
});
const note = string({ minLength: 1, maxLength: 500, description: 'A note for the reader.' });

/** Defines a kind of step. The type of the input follows from the schemas of its keys. */
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
  return { name, schema, good, run: async (context, input) => run(context, input as never) };
}

/**
 * Returns one of some kinds of step by its name.
 * @throws StepError for an unknown name
 */
export function findStepKind(kinds: readonly StepKind[], name: string): StepKind {
  const kind = kinds.find((candidate) => candidate.name === name);
  if (!kind) throw new StepError(`do: expected a kind of step, got '${name}'`);
  return kind;
}
