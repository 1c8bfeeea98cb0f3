import type { IssueCode, OperationOutcome } from '../../fhir/resources/operation-outcome.ts';
import { PROBLEMS, type Problem } from '../problem.ts';

/** Returns the issue code of a status that a fault injects (TR-13). */
function issueCodeOf(status: number): IssueCode {
  const codes: Readonly<Record<number, IssueCode>> = {
    401: 'login',
    403: 'forbidden',
    404: 'not-found',
    408: 'timeout',
    409: 'conflict',
    429: 'throttled',
    504: 'timeout',
  };
  return codes[status] ?? (status >= 500 ? 'exception' : 'invalid');
}

/** Converts a problem to its status and OperationOutcome. */
export function toOutcome(problem: Problem): { readonly status: number; readonly body: OperationOutcome } {
  const kind = PROBLEMS[problem.problem];
  const status = problem.status ?? kind.status;
  const code = problem.code ?? (problem.status === undefined ? kind.code : issueCodeOf(status));
  return {
    status,
    body: {
      resourceType: 'OperationOutcome',
      issue: [
        {
          severity: 'error',
          code,
          diagnostics: problem.detail === undefined ? kind.text : `${kind.text} ${problem.detail}`,
          ...(problem.expression === undefined ? {} : { expression: [problem.expression] }),
        },
      ],
    },
  };
}
