import { expect, test } from 'vitest';
import { validator } from '../../schema/validator.ts';
import { operationOutcomeSchema } from './operation-outcome.ts';

const outcomes = validator(operationOutcomeSchema);
const outcome = (issue: unknown) => ({ resourceType: 'OperationOutcome', issue });

test.each([
  ['TR-7: a conflict', outcome([{ severity: 'error', code: 'conflict', diagnostics: 'gone' }]), true],
  [
    'TR-7: several issues',
    outcome([
      { severity: 'error', code: 'value' },
      { severity: 'warning', code: 'value' },
    ]),
    true,
  ],
  ['TR-7: no issue', outcome([]), false],
  ['TR-7: a code outside FHIR', outcome([{ severity: 'error', code: 'gone' }]), false],
  ['TR-7: an issue without severity', outcome([{ code: 'value' }]), false],
])('%s is an OperationOutcome: %s', (_name, value, expected) => {
  expect(outcomes.accepts(value)).toBe(expected);
});
