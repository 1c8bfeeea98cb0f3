import type { CheckJudgment, EngineJudgment, VerifyJudgment } from './judged-xis.ts';
import { formatMutation, type Mutation, type Operation } from './mutation.ts';

/** The judgments on one XIS. The verification is left out where it adds nothing. */
export interface Judgments {
  readonly mutation: Mutation;
  readonly engine: EngineJudgment;
  readonly check: CheckJudgment;
  readonly verification: VerifyJudgment | undefined;
}

/** A stated disagreement: a failed check whose finding neither the engine nor the contract sees. */
interface Exception {
  readonly operations: readonly Operation[];
  readonly checks: readonly string[];
  /** The places of which it is; default: every place. */
  readonly places?: RegExp;
  readonly reason: string;
}

/** The disagreements that are right. Each is of a check that fails alone. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    operations: ['created'],
    checks: ['creation/content', 'creation/times', 'creation/instants'],
    reason: 'AP-3, AP-5: engine and contract read the id and the practitioner of a stored appointment, and no more',
  },
  {
    operations: ['created'],
    checks: ['creation/patient'],
    reason: 'AP-4: the engine knows its patient, so the contract needs the practitioner among the participants alone',
  },
  {
    operations: ['created'],
    checks: ['creation/practitioner'],
    reason:
      'AP-4: the engine takes the participant beside the patient, and Pact does not know whom the state has booked',
  },
  {
    operations: ['created'],
    checks: ['creation/location-id'],
    reason: 'AP-6: the engine takes the id of Location, and needs no id in the body beside it',
  },
  {
    operations: ['slots'],
    checks: ['slot-search/full-url'],
    places: /^entry\[[a-z*]+\]\.fullUrl$/,
    reason: 'SL-1: the engine needs no fullUrl, so the contract does not require it',
  },
  {
    operations: ['slots'],
    checks: ['slot-shape/category'],
    places: /\.serviceCategory(?:\[\*\](?:\.coding(?:\[\*\]\.display)?)?)?$/,
    reason: 'SL-5: the engine needs the coding of the type, without its display, and reads no other one beside it',
  },
];

/** Returns whether the judgments so far leave a failed check unexplained, which only a verification can explain. */
export function needsVerification({ engine, check }: Omit<Judgments, 'mutation' | 'verification'>): boolean {
  return check.verdict === 'nonconformant' && !isSeenByEngine(engine, check);
}

/** Returns how the judges disagree, or which of them made a mistake; undefined where they agree. */
export function findDisagreement({ mutation, engine, check, verification }: Judgments): string | undefined {
  const isConformant = check.verdict === 'conformant';
  const [mistake] = check.errors;
  if (mistake !== undefined) return `the check made a mistake: ${mistake}`;
  const exitCode = { conformant: 0, nonconformant: 1, incomplete: 3, 'not-begun': undefined }[check.verdict];
  if (check.exitCode !== exitCode) return `the check is ${check.verdict}, with exit code ${check.exitCode}`;
  if (isConformant && engine.cannot !== undefined)
    return `the check passes, and the engine cannot go on: ${engine.cannot}`;
  const [untrue] = engine.untrue;
  if (isConformant && untrue !== undefined) return `the check passes, and the patient is misled: ${untrue}`;
  if (!verification) return undefined;
  const [failure = verification.notBegun] = verification.failed;
  if (isConformant && failure !== undefined) return `the check passes, and the verification fails: ${failure}`;
  if (failure !== undefined || !needsVerification({ engine, check })) return undefined;
  const unexplained = check.failed.filter(({ id }) => !isException(mutation, id));
  if (unexplained.length === 0) return undefined;
  return `neither engine nor verification sees what the check fails: ${unexplained.map(({ id }) => id).join(', ')}`;
}

/** Returns whether the engine cannot book, misleads the patient, or has observed a clause that a failed check names. */
function isSeenByEngine({ cannot, untrue, clauses }: EngineJudgment, { failed }: CheckJudgment): boolean {
  if (cannot !== undefined || untrue.length > 0) return true;
  return failed.some((check) => check.clauses.some((clause) => clauses.includes(clause)));
}

function isException({ operation, place }: Mutation, check: string): boolean {
  return EXCEPTIONS.some(
    ({ operations, checks, places = /./ }) =>
      operations.includes(operation) && checks.includes(check) && places.test(place),
  );
}

/** Formats a disagreement with the command that repeats it. */
export function formatDisagreement(mutation: Mutation, text: string): string {
  const line = formatMutation(mutation);
  return `${line}: ${text}\n  npm run judges -- --mutation '${line}'`;
}
