import type { Finding } from '../checks/check.ts';
import type { Level, Verdict } from '../verdict.ts';

/** The verdict on a finding: a pass has looked at something, and only a must can fail. */
export function judge(finding: Finding, level: Level): Verdict {
  switch (finding.outcome) {
    case 'kept':
      return finding.subjects > 0 ? 'pass' : 'blocked';
    case 'broken':
      return level === 'must' ? 'fail' : 'warn';
    case 'blocked':
      return 'blocked';
  }
}
