import type { PreflightNote } from './preflight/note.ts';
import type { CheckResult } from './report/report.ts';

/** What a run tells while it goes on. */
export type Progress =
  /** Before the first check. */
  | { readonly kind: 'preflight'; readonly notes: readonly PreflightNote[] }
  | { readonly kind: 'check-started'; readonly id: string; readonly title: string; readonly total: number }
  | { readonly kind: 'check-finished'; readonly result: CheckResult; readonly done: number; readonly total: number }
  /** After the last check: what was made is undone. */
  | { readonly kind: 'cleaning-up' };
