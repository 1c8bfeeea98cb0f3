import type { Violation } from '../../schema/explain-errors.ts';
import type { Schema } from '../../schema/schema.ts';
import { type Validator, validator } from '../../schema/validator.ts';
import { anyExpectationSchema } from './expectation.ts';
import { STEP_KINDS } from './step-kinds.ts';

type Properties = Readonly<Record<string, Schema<unknown>>>;

/**
 * The validators of a kind of step. Compiling the expectation again for each kind took most of the start of a run, so `whole`
 * is for a step with a mistake only.
 */
interface StepValidators {
  /** Of the step, and of its expectation the outcome only. */
  readonly step: Validator<unknown>;
  readonly whole: Validator<unknown>;
}

const expectation = validator(anyExpectationSchema);
const kinds: ReadonlyMap<string, StepValidators> = new Map(
  STEP_KINDS.map(({ name, schema }) => [name, createValidators(schema)]),
);

/** The names of all kinds of step. */
export const STEP_NAMES: readonly string[] = [...kinds.keys()];

/** Returns the violations of a step by the schema of its kind, without those of nested steps; undefined for an unknown kind. */
export function validateStep(step: Readonly<Record<string, unknown>>): readonly Violation[] | undefined {
  const validators = kinds.get(String(step['do']));
  if (!validators) return undefined;
  const isValid =
    validators.step.accepts(step) && (step['expect'] === undefined || expectation.accepts(step['expect']));
  return isValid ? [] : validators.whole.violations(step);
}

function createValidators(schema: Schema<unknown>): StepValidators {
  const { expect = {}, steps, ...own } = schema['properties'] as Properties;
  // Nested steps are validated by their own kind.
  const properties = { ...own, ...(steps && { steps: { ...steps, items: {} } }) };
  const { outcome } = expect['properties'] as Properties;
  return {
    step: validator({ ...schema, properties: { ...properties, expect: { type: 'object', properties: { outcome } } } }),
    whole: validator({ ...schema, properties: { ...properties, expect } }, { all: true }),
  };
}
