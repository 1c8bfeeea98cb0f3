import type { PreflightNote } from './preflight/note.ts';
import type { CheckResult } from './report/report.ts';

/** An event of a running check. */
export type Progress =
  /** Before the first check. */
  | { readonly kind: 'preflight'; readonly notes: readonly PreflightNote[] }
  | { readonly kind: 'check-started'; readonly id: string; readonly title: string; readonly total: number }
  | { readonly kind: 'check-finished'; readonly result: CheckResult; readonly done: number; readonly total: number }
  /** After the last check, before the teardown. */
  | { readonly kind: 'cleaning-up' };
