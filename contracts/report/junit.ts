import { formatJunitXml, type JunitCase } from '../../output/junit.ts';
import type { InteractionResult, VerificationReport } from '../verification/report.ts';
import { mismatchLine, stateText } from './text.ts';

/** The results as JUnit XML, which build servers read: what was not done is skipped. */
export function junitReport(report: VerificationReport): string {
  const { left } = report;
  return formatJunitXml('xis-testkit verify', [
    {
      name: `provider ${report.provider}`,
      cases: report.interactions.map((result) => caseOf(report.provider, result)),
      ...(left.length > 0 ? { err: `not cancelled: ${left.join(', ')}` } : {}),
    },
  ]);
}

function caseOf(provider: string, result: InteractionResult): JunitCase {
  const { description, outcome, mismatches, reason = '', durationMs } = result;
  const lines = mismatches.map(mismatchLine);
  return {
    classname: provider,
    name: `${description}${stateText(result)}`,
    milliseconds: durationMs,
    ...(outcome === 'failed' ? { failure: { message: lines[0] ?? reason, text: [...lines, reason].join('\n') } } : {}),
    ...(outcome === 'not-done' ? { skipped: reason } : {}),
  };
}
