import type { ApprovalRequest, ChangeRequest, CheckReport, CheckResult } from '../../../conformance/index.ts';

/** `cancelled` and `finished` have a report, as far as the check came; `failed` has an error instead. */
export type CheckState = 'running' | 'cancelling' | 'finished' | 'cancelled' | 'failed';

/** An appointment that the practice has to decide. */
export interface WantedApproval extends Omit<ApprovalRequest, 'timeoutMs' | 'signal'> {
  /** When the check stops waiting for it: ISO 8601. */
  readonly until: string;
}

/** A change that the practice has to make. */
export interface WantedChange extends Omit<ChangeRequest, 'timeoutMs' | 'signal'> {
  readonly until: string;
}

/** A check of the page. */
export interface CheckView {
  readonly id: string;
  readonly state: CheckState;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly endedAt?: string;
  readonly url: string;
  readonly organization: string;
  /** The options of the page by key, without secrets. */
  readonly options: Readonly<Record<string, unknown>>;
  /** The maximum number of appointments that the check makes. */
  readonly maxBookings?: number;
  /** Where the check waits for callbacks. */
  readonly callbacksUrl?: string;
  /** The file that records the bookings of the check, on the machine that serves the page. */
  readonly runFile?: string;
  readonly notes: readonly { readonly seen: string; readonly advice: string }[];
  readonly done: number;
  readonly total: number;
  /** The check that runs now. */
  readonly current?: { readonly id: string; readonly title: string };
  /** What the run waits for. */
  readonly waiting?: { readonly from: 'practice' | 'xis' | 'tokens'; readonly text: string; readonly until: string };
  /** Whether the appointments of the run are being cancelled. */
  readonly isCleaningUp?: true;
  readonly approvals: readonly WantedApproval[];
  readonly changes: readonly WantedChange[];
  readonly verdict?: CheckReport['verdict'];
  /** The verdict in a few words, which say whether musts were not examined. */
  readonly headline?: string;
  readonly counts?: CheckReport['counts'];
  /** The number of appointments that may still be in the XIS. */
  readonly leftBookings?: number;
  readonly error?: string;
}

/** A verdict as the list shows it: the report has the evidence. */
export type ResultView = Pick<
  CheckResult,
  'id' | 'title' | 'level' | 'verdict' | 'message' | 'requirements' | 'durationMs' | 'expected' | 'actual'
>;

/** An event of a check. `check` has all but the results. */
export type CheckEvent =
  | { readonly type: 'check'; readonly check: CheckView }
  | { readonly type: 'result'; readonly result: ResultView };
