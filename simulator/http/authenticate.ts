import type { IncomingMessage } from 'node:http';
import type { Agb } from '../../fhir/agb.ts';
import { readAuthorization } from '../../oauth/bearer/read-authorization.ts';
import type { Bearer, BearerRejection, BearerValidator } from '../../oauth/bearer/validate.ts';
import type { RequestDefects } from '../defects/request-defects.ts';
import type { InboundOperation } from '../domain/fault/rule.ts';
import type { Problem, ProblemId } from '../problem.ts';

/** The operations that need the token of a patient; the others take that of a client alone as well (AU-1, AU-11). */
const PATIENT_OPERATIONS: ReadonlySet<InboundOperation> = new Set([
  'search-patient',
  'create-appointment',
  'read-appointment',
  'search-appointment',
  'create-appointment-response',
]);

const PROBLEMS: Readonly<Record<BearerRejection['reason'], ProblemId>> = {
  missing: 'token-missing',
  several: 'token-several',
  malformed: 'token-invalid',
  invalid: 'token-invalid',
  expired: 'token-expired',
  'insufficient-scope': 'token-scope',
  'keys-unavailable': 'token-keys',
};

/** A request whose token is validated. */
interface TokenSubject {
  readonly request: IncomingMessage;
  readonly operation: InboundOperation;
  /** The organization that its header names, whether it exists or not; undefined without one. */
  readonly agb: Agb | undefined;
  /** The defects of that organization. */
  readonly defects: RequestDefects | undefined;
}

/** Validates the token of a request: who sends it, and for which organization and patient (AU-2 to AU-5, AU-8). */
export async function authenticate(
  validator: BearerValidator,
  { request, operation, agb, defects }: TokenSubject,
): Promise<{ readonly bearer: Bearer | undefined } | Problem> {
  const verdict = await validator.validate(request, defects?.leniency);
  const bearer = 'bearer' in verdict ? verdict.bearer : undefined;
  const problems = 'bearer' in verdict ? findForbidden(bearer, operation, agb) : [toProblem(verdict)];
  if (!defects) return problems[0] ?? { bearer };
  const credentials = readAuthorization(request);
  const token = 'token' in credentials ? credentials.token : undefined;
  for (const problem of problems.length > 0 ? problems : [undefined]) {
    const judged = defects.judgeToken({ problem, bearer, token });
    if (judged) return judged;
  }
  return { bearer };
}

function toProblem({ reason, description, challenge }: BearerRejection): Problem {
  const problem = PROBLEMS[reason];
  // The texts of these say it already.
  const detail = reason === 'missing' || reason === 'several' ? {} : { detail: description };
  return { problem, ...detail, ...(challenge !== undefined && { headers: { 'WWW-Authenticate': challenge } }) };
}

function findForbidden(
  bearer: Bearer | undefined,
  operation: InboundOperation,
  agb: Agb | undefined,
): readonly Problem[] {
  if (!bearer) return [];
  return [
    ...(agb === undefined || bearer.mayActFor(agb) ? [] : [{ problem: 'token-organization' } as const]),
    ...(bearer.bsn === undefined && PATIENT_OPERATIONS.has(operation)
      ? [{ problem: 'token-without-patient' } as const]
      : []),
  ];
}
