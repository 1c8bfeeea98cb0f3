import type { CheckView, ResultView } from '../../../cli/ui/checks/check-view.ts';
import { Badge, type Tone } from '../components/feedback.tsx';

const STATES: Readonly<Record<CheckView['state'], readonly [Tone, string]>> = {
  running: ['info', 'Running'],
  cancelling: ['warn', 'Cancelling'],
  finished: ['quiet', 'Finished'],
  cancelled: ['warn', 'Cancelled'],
  failed: ['bad', 'Failed'],
};

const TONES: Readonly<Record<NonNullable<CheckView['verdict']>, Tone>> = {
  conformant: 'ok',
  nonconformant: 'bad',
  incomplete: 'warn',
};

/** The conclusion of a check that has finished, or its state. */
export function StateBadge({ check }: { readonly check: CheckView }) {
  const { state, verdict, headline } = check;
  if (state === 'finished' && verdict !== undefined) return <Badge tone={TONES[verdict]}>{headline}</Badge>;
  const [tone, text] = STATES[state];
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
