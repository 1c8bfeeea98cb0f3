/** The service that checks a XIS, as the page sees it. docs/reference/ui.md describes it. */
import type { CheckReport, CheckResult } from '../../../conformance/index.ts';
import { request } from '../app/api.ts';

/** An option of a check. */
export interface OptionView {
  readonly key: string;
  readonly description: string;
  readonly type: 'text' | 'number' | 'switch' | 'choice' | 'list';
  readonly choices?: readonly string[];
  /** The value without which the command has this one. */
  readonly default?: unknown;
  /** The value of the command line, unless it is a secret. */
  readonly value?: unknown;
  /** Whether the command line has a value, for a secret. */
  readonly isSet?: true;
  readonly isSecret?: true;
  readonly isRequired?: true;
}

/** Options that belong together. */
export interface OptionGroup {
  readonly title: string;
  readonly isEssential?: true;
  readonly options: readonly OptionView[];
}

/** An appointment that the practice has to decide. */
export interface WantedApproval {
  readonly appointment: string;
  readonly decision: 'accepted' | 'declined';
  readonly start: string;
  readonly practitioner: string;
  readonly until: string;
}

/** A change that the practice has to make. */
export interface WantedChange {
  readonly change: 'make' | 'move' | 'cancel';
  readonly appointment?: string;
  readonly start: string;
  readonly newStart?: string;
  readonly practitioner: string;
  readonly type: string;
  readonly schedule?: string;
  readonly patient: string;
  readonly until: string;
}

/** A check without its results. */
export interface CheckView {
  readonly id: string;
  readonly state: 'running' | 'cancelling' | 'finished' | 'cancelled' | 'failed';
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly url: string;
  readonly organization: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly maxBookings?: number;
  readonly callbacksUrl?: string;
  readonly runFile?: string;
  readonly notes: readonly { readonly seen: string; readonly advice: string }[];
  readonly done: number;
  readonly total: number;
  readonly current?: { readonly id: string; readonly title: string };
  readonly waiting?: { readonly from: 'practice' | 'xis'; readonly text: string; readonly until: string };
  readonly isCleaningUp?: true;
  readonly approvals: readonly WantedApproval[];
  readonly changes: readonly WantedChange[];
  readonly verdict?: CheckReport['verdict'];
  readonly counts?: CheckReport['counts'];
  readonly leftBookings?: number;
  readonly error?: string;
}

/** A verdict of a check that runs. */
export type ResultView = Pick<
  CheckResult,
  'id' | 'title' | 'level' | 'verdict' | 'message' | 'requirements' | 'durationMs' | 'expected' | 'actual'
>;

/** An event of a check. */
export type CheckEvent =
  | { readonly type: 'check'; readonly check: CheckView }
  | { readonly type: 'result'; readonly result: ResultView };

/** Returns the path of a check, or of something of it. */
export function checkPath(id: string, rest = ''): string {
  return `__ui/checks/${encodeURIComponent(id)}${rest}`;
}

/** Returns the check's report link: its path without the extension, relative to the page. */
export async function createReportLink(id: string): Promise<string> {
  const { path } = await request<{ readonly path: string }>('POST', checkPath(id, '/report-link'));
  return path.replace(/^\//, '').replace(/\.html$/, '');
}
