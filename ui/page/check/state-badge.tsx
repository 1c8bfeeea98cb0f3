import type { CheckView, ResultView } from '../../../cli/ui/checks/check-view.ts';
import { Badge, type Tone } from '../components/feedback.tsx';

const STATES: Readonly<Record<CheckView['state'], readonly [Tone, string]>> = {
  running: ['info', 'Running'],
  cancelling: ['warn', 'Cancelling'],
  finished: ['quiet', 'Finished'],
  cancelled: ['warn', 'Cancelled'],
  failed: ['bad', 'Failed'],
};

const CONCLUSIONS: Readonly<Record<NonNullable<CheckView['verdict']>, readonly [Tone, string]>> = {
  conformant: ['ok', 'Conformant'],
  nonconformant: ['bad', 'Not conformant'],
  incomplete: ['warn', 'Incomplete'],
};

/** The conclusion of a check that has finished, or its state. */
export function StateBadge({ check }: { readonly check: CheckView }) {
  const isFinished = check.state === 'finished' && check.verdict !== undefined;
  const [tone, text] = isFinished && check.verdict ? CONCLUSIONS[check.verdict] : STATES[check.state];
  return <Badge tone={tone}>{text}</Badge>;
}

const VERDICTS: Readonly<Record<ResultView['verdict'], readonly [Tone, string]>> = {
  pass: ['ok', 'Pass'],
  warn: ['warn', 'Warning'],
  fail: ['bad', 'Fail'],
  error: ['bad', 'Error'],
  blocked: ['quiet', 'Blocked'],
  'not-applicable': ['quiet', 'Not applicable'],
};

/** A verdict. */
export function VerdictBadge({ verdict }: { readonly verdict: ResultView['verdict'] }) {
  const [tone, text] = VERDICTS[verdict];
  return <Badge tone={tone}>{text}</Badge>;
}
