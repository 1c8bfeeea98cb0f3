import { type CheckResult, type Progress, progressLine } from '../../conformance/index.ts';
import type { Screen } from './screen.ts';

/** Tells how each check ended, and on a terminal which one is made now. */
export function progressOn(screen: Screen): (progress: Progress) => void {
  let done = 0;
  screen.show('asks the XIS what it has …');
  return (progress) => {
    switch (progress.kind) {
      case 'preflight':
        for (const { seen, advice } of progress.notes) screen.print(`note  ${seen}\n      ${advice}`);
        return;
      case 'check-started': {
        const place = String(done + 1).padStart(String(progress.total).length);
        return screen.show(`…    ${place}/${progress.total}  ${progress.id}`);
      }
      case 'check-finished':
        done = progress.done;
        if (isNoNews(progress.result)) return;
        return screen.print(progressLine(progress.result, done - 1, progress.total, screen.style));
      case 'cleaning-up':
        return screen.show('cancels what was booked …');
    }
  };
}

/** Nothing was asked of the XIS for it: the report tells why, in a line for all of them. */
function isNoNews({ verdict, exchanges }: CheckResult): boolean {
  return verdict === 'not-applicable' || (verdict === 'blocked' && exchanges.length === 0);
}
