import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ApprovalOutcome,
  type ApprovalRequest,
  CHECKS,
  type ChangeOutcome,
  type ChangeRequest,
  type CheckReport,
  type CheckResult,
  formatHeadline,
  type Progress,
  realSystem,
} from '../../../conformance/index.ts';
import { XisTestkitError } from '../../../errors/xis-testkit-error.ts';
import { redactText } from '../../../output/redaction.ts';
import { defined } from '../../../schema/defined.ts';
import { decideByHook } from '../../check/approval.ts';
import { changeByHook } from '../../check/change.ts';
import {
  closeRunFile,
  type FrontEnd,
  type PreparedCheck,
  performCheck,
  prepareCheck,
} from '../../check/perform-check.ts';
import { runFileName } from '../../check/run-file.ts';
import { EventLog } from '../event-log.ts';
import { UiError } from '../route.ts';
import type { CheckEvent, CheckView, ResultView } from './check-view.ts';
import { shownValues } from './options.ts';
import type { RequestedCheck } from './settings.ts';

/** More than a check has: one event for each result, and the newest state. */
const MAX_EVENTS = 1000;

/** A check that was started on the page. */
export interface PageCheck {
  readonly view: CheckView;
  /** The report, when the check has ended with one. */
  readonly report: CheckReport | undefined;
  readonly hasEnded: boolean;
  /** Reads the events after a number, and follows until the check ends. */
  read(after: number): ReturnType<EventLog<CheckEvent>['read']>;
  /** Ends the check early, as Ctrl-C does: what was booked is cancelled. */
  cancel(): void;
  /**
   * Says whether the practice has decided an appointment.
   * @throws UiError when the check does not wait for it
   */
  settleApproval(appointment: string, outcome: ApprovalOutcome): void;
  /** Says the same of a change, by its kind: a check waits for one of a kind at a time. */
  settleChange(change: string, outcome: ChangeOutcome): void;
  /** Resolves when the check has ended, with its appointments cancelled. */
  readonly ended: Promise<void>;
}

/**
 * Starts a check, and follows it.
 * @param onError receives an unexpected error
 * @throws UsageError for an option that is invalid; then nothing was started
 */
export async function startCheck(requested: RequestedCheck, onError: (error: unknown) => void): Promise<PageCheck> {
  // Not in the working folder, of which the page knows nothing.
  const path = join(tmpdir(), runFileName(realSystem.now(), realSystem.unique()));
  const prepared = await prepareCheck(requested.settings, path);
  return new RunningCheck(requested, prepared, onError);
}

class RunningCheck implements PageCheck {
  readonly ended: Promise<void>;
  report: CheckReport | undefined;
  #view: CheckView;
  readonly #events = new EventLog<CheckEvent>(MAX_EVENTS);
  readonly #ending = new AbortController();
  /** Settles what the practice is asked for, by its key. */
  readonly #settlers = new Map<string, (outcome: 'done' | 'unknown') => void>();
  readonly #asked = new Set<string>();

  constructor(requested: RequestedCheck, prepared: PreparedCheck, onError: (error: unknown) => void) {
    const { options } = prepared;
    this.#view = {
      id: realSystem.unique().slice(0, 8),
      state: 'running',
      startedAt: new Date(realSystem.now()).toISOString(),
      url: options.baseUrl,
      organization: options.organization,
      options: shownOptions(requested),
      notes: [],
      done: 0,
      total: CHECKS.length,
      approvals: [],
      changes: [],
    };
    this.#change({});
    this.ended = this.#run(requested, prepared, onError);
  }

  get view(): CheckView {
    return this.#view;
  }

  get hasEnded(): boolean {
    return this.#view.endedAt !== undefined;
  }

  read(after: number): ReturnType<EventLog<CheckEvent>['read']> {
    return this.#events.read(after);
  }

  cancel(): void {
    if (this.#ending.signal.aborted || this.hasEnded) return;
    this.#change({ state: 'cancelling' });
    this.#ending.abort();
  }

  settleApproval(appointment: string, outcome: ApprovalOutcome): void {
    this.#settle(approvalKey(appointment), outcome === 'decided' ? 'done' : outcome);
  }

  settleChange(change: string, outcome: ChangeOutcome): void {
    this.#settle(changeKey(change), outcome === 'changed' ? 'done' : outcome);
  }

  #settle(key: string, outcome: 'done' | 'unknown'): void {
    const settle = this.#settlers.get(key);
    // Its callback may have come first.
    if (!settle && this.#asked.has(key)) return;
    if (!settle) throw new UiError('not-found', 'The check does not wait for this.');
    settle(outcome);
  }

  async #run(requested: RequestedCheck, prepared: PreparedCheck, onError: (error: unknown) => void): Promise<void> {
    let end: Partial<CheckView> = {};
    try {
      this.report = await performCheck(prepared, this.#frontEnd(requested, prepared), requested);
      const { verdict, counts, bookings } = this.report;
      const leftBookings = bookings.filter(({ cancelled }) => !cancelled).length;
      const state = this.#ending.signal.aborted ? 'cancelled' : 'finished';
      end = {
        state,
        verdict,
        headline: formatHeadline(this.report),
        counts,
        ...(leftBookings > 0 && { leftBookings }),
      };
    } catch (error) {
      if (this.#ending.signal.aborted && error instanceof XisTestkitError) end = { state: 'cancelled' };
      else end = { state: 'failed', error: describeError(error, onError) };
    }
    const kept = await closeRunFile(prepared.runFile, this.report);
    const {
      current: _current,
      waiting: _waiting,
      isCleaningUp: _isCleaningUp,
      runFile: _runFile,
      ...rest
    } = this.#view;
    this.#view = rest;
    this.#change({ ...end, ...defined({ runFile: kept }), endedAt: new Date(realSystem.now()).toISOString() });
    this.#events.end();
  }

  #frontEnd({ settings: { values }, asksForChanges }: RequestedCheck, { runFile }: PreparedCheck): FrontEnd {
    const { onApprovalNeeded, onChangeNeeded } = values;
    return {
      signal: this.#ending.signal,
      onStart: ({ maxBookings, listener }) =>
        this.#change({
          ...(runFile && { maxBookings, runFile: runFile.path }),
          ...(listener && { callbacksUrl: listener.url }),
        }),
      onNote: (note) => this.#addNotes([note]),
      trackProgress: () => (progress) => this.#onProgress(progress),
      createApprover: (fetch) => async (request) => {
        if (onApprovalNeeded === undefined) return this.#askForApproval(request);
        await decideByHook(onApprovalNeeded, request, fetch);
        return 'decided';
      },
      createChanger: (fetch) => {
        if (onChangeNeeded !== undefined) {
          return async (request): Promise<ChangeOutcome> => {
            await changeByHook(onChangeNeeded, request, fetch);
            return 'changed';
          };
        }
        return asksForChanges ? (request) => this.#askForChange(request) : undefined;
      },
    };
  }

  #onProgress(progress: Progress): void {
    if (progress.kind === 'preflight') return this.#addNotes(progress.notes);
    if (progress.kind === 'check-started') {
      return this.#change({ current: { id: progress.id, title: progress.title } });
    }
    if (progress.kind === 'waited') {
      const { waiting: _waiting, ...rest } = this.#view;
      this.#view = rest;
      return this.#change({});
    }
    if (progress.kind === 'waiting') {
      const { from, text, remainingMs } = progress;
      return this.#change({ waiting: { from, text: redactText(text), until: inMilliseconds(remainingMs) } });
    }
    if (progress.kind === 'cleaning-up') return this.#change({ isCleaningUp: true });
    this.#events.add({ type: 'result', result: viewResult(progress.result) });
    this.#change({ done: progress.done });
  }

  #addNotes(notes: CheckView['notes']): void {
    const added = notes.map(({ seen, advice }) => ({ seen: redactText(seen), advice }));
    if (added.length > 0) this.#change({ notes: [...this.#view.notes, ...added] });
  }

  async #askForApproval({ timeoutMs, signal, ...request }: ApprovalRequest): Promise<ApprovalOutcome> {
    const { appointment } = request;
    const wanted = { ...request, practitioner: redactText(request.practitioner), until: inMilliseconds(timeoutMs) };
    this.#change({ approvals: [...this.#view.approvals, wanted] });
    const outcome = await this.#ask(approvalKey(appointment), signal);
    this.#change({ approvals: this.#view.approvals.filter((approval) => approval !== wanted) });
    return outcome === 'done' ? 'decided' : 'unknown';
  }

  async #askForChange({ timeoutMs, signal, ...request }: ChangeRequest): Promise<ChangeOutcome> {
    const wanted = { ...request, practitioner: redactText(request.practitioner), until: inMilliseconds(timeoutMs) };
    this.#change({ changes: [...this.#view.changes, wanted] });
    const outcome = await this.#ask(changeKey(request.change), signal);
    this.#change({ changes: this.#view.changes.filter((change) => change !== wanted) });
    return outcome === 'done' ? 'changed' : 'unknown';
  }

  /** Waits until the page says that something was done, or it is needed no longer. */
  async #ask(key: string, signal: AbortSignal): Promise<'done' | 'unknown'> {
    if (signal.aborted) return 'unknown';
    this.#asked.add(key);
    const outcome = await new Promise<'done' | 'unknown'>((resolve) => {
      this.#settlers.set(key, resolve);
      signal.addEventListener('abort', () => resolve('unknown'), { once: true });
    });
    this.#settlers.delete(key);
    return outcome;
  }

  #change(changes: Partial<CheckView>): void {
    this.#view = { ...this.#view, ...changes };
    this.#events.add({ type: 'check', check: this.#view }, { isLatest: true });
  }
}

function approvalKey(appointment: string): string {
  return `approval ${appointment}`;
}

function changeKey(change: string): string {
  return `change ${change}`;
}

/** Returns the instant after a number of milliseconds. */
function inMilliseconds(milliseconds: number): string {
  return new Date(realSystem.now() + milliseconds).toISOString();
}

/** Returns the options that the page can show: to start the same check again. */
function shownOptions({ settings: { values } }: RequestedCheck): CheckView['options'] {
  const shown = Object.entries(shownValues(values));
  return Object.fromEntries(shown.map(([key, value]) => [key, typeof value === 'string' ? redactText(value) : value]));
}

function viewResult(result: CheckResult): ResultView {
  const { id, title, level, verdict, message, requirements, durationMs, expected, actual } = result;
  return { id, title, level, verdict, message, requirements, durationMs, ...defined({ expected, actual }) };
}

function describeError(error: unknown, onError: (error: unknown) => void): string {
  if (error instanceof XisTestkitError) return redactText(error.message);
  onError(error);
  return 'Unexpected error.';
}
