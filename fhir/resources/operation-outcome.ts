import { array, oneOf, openObject, type Static, string } from '../../schema/schema.ts';

/** The issue types of TR-7, and those of HTTP's own errors that it does not name. */
const issueCodeSchema = oneOf([
  'invalid',
  'structure',
  'required',
  'value',
  'login',
  'expired',
  'forbidden',
  'not-found',
  'not-supported',
  'conflict',
  'too-long',
  'throttled',
  'exception',
  'transient',
  'timeout',
]);

export type IssueCode = Static<typeof issueCodeSchema>;

/** An OperationOutcome, the body of every error response (TR-7). */
export const operationOutcomeSchema = openObject({
  resourceType: oneOf(['OperationOutcome']),
  issue: array(
    openObject(
      { severity: oneOf(['fatal', 'error', 'warning', 'information']), code: issueCodeSchema },
      { diagnostics: string(), expression: array(string()) },
    ),
    { minItems: 1 },
  ),
});

export type OperationOutcome = Static<typeof operationOutcomeSchema>;
