import { createRequire } from 'node:module';
import { openInbox } from './callbacks/inbox.ts';
import { CHECKS } from './checks/all.ts';
import type { CheckOptions, ResolvedCheckOptions } from './options.ts';
import { type PreflightNote, TargetError } from './preflight/note.ts';
import { runPreflight } from './preflight/run-preflight.ts';
import { at, textOf } from './read/json.ts';
import type { CheckReport, CheckResult } from './report/report.ts';
import { REQUIREMENTS } from './requirements/ledger.ts';
import { UNCHECKED } from './requirements/unchecked.ts';
import { resolveCheckOptions, shownOptions } from './resolve-options.ts';
import { checkPatterns } from './run/check-patterns.ts';
import { conclude, countVerdicts, requirementResults } from './run/conclude.ts';
import { createRun } from './run/create-run.ts';
import type { Run } from './run/run.ts';
import { runCheck } from './run/run-check.ts';
import { timings } from './run/timings.ts';
import { createTarget } from './target/create-target.ts';

/**
 * Checks a live XIS, and gives a report whatever it answers. It only reads, unless bookings are allowed.
 * @throws CheckOptionError for an option that cannot be used, also for a type that the XIS does not offer
 * @throws TargetError when nothing can be checked: the XIS cannot be reached, or what was configured is wrong
 */
export async function checkXis(options: CheckOptions): Promise<CheckReport> {
  const resolved = resolveCheckOptions(options);
  checkPatterns(resolved);
  const { system, onProgress } = resolved;
  const target = createTarget(resolved);
  const inbox = openInbox(resolved, target);
  const shared = createRun(resolved, target, inbox);
  const began = { at: new Date(system.now()).toISOString(), elapsed: system.elapsed() };
  const first = shared.view(new Set());
  const results: CheckResult[] = [];
  let notes: readonly PreflightNote[];
  try {
    notes = await runPreflight(first);
    onProgress({ kind: 'preflight', notes });
    const total = CHECKS.length;
    for (const check of CHECKS) {
      onProgress({ kind: 'check-started', id: check.id, title: check.title, total });
      const result = await runCheck(check, resolved, shared);
      results.push(result);
      onProgress({ kind: 'check-finished', result, done: results.length, total });
    }
  } catch (error) {
    throw error instanceof TargetError ? new TargetError(error.note, target.exchanges.list()) : error;
  } finally {
    onProgress({ kind: 'cleaning-up' });
    await shared.end();
    inbox?.close();
  }
  const exchanges = target.exchanges.list();
  return {
    tool: { name: 'xis-testkit', version: toolVersion() },
    target: await targetOf(resolved, first, results),
    startedAt: began.at,
    durationMs: Math.round(system.elapsed() - began.elapsed),
    verdict: conclude(results),
    counts: countVerdicts(results),
    options: shownOptions(resolved),
    checks: results,
    requirements: requirementResults(REQUIREMENTS, results, UNCHECKED),
    exchanges,
    bookings: shared.bookings,
    timings: timings(exchanges, resolved.baseUrl),
    ...(notes.length === 0 ? {} : { preflight: notes }),
  };
}

async function targetOf(
  { baseUrl, organization }: ResolvedCheckOptions,
  run: Run,
  results: readonly CheckResult[],
): Promise<CheckReport['target']> {
  // Asked for before the first check, so this is the answer that came then.
  const metadata = run.askOnce({ purpose: 'ask what the server can do', path: '/metadata' });
  const body = await metadata.then((reply) => reply.body).catch(() => undefined);
  const software = [at(body, 'software', 'name'), at(body, 'software', 'version')].flatMap(
    (part) => textOf(part) ?? [],
  );
  const dialects = [...new Set(results.flatMap(({ dialect }) => dialect ?? []))];
  return {
    baseUrl,
    organization,
    ...(software.length === 0 ? {} : { software: run.scrub(software.join(' ')).slice(0, 100) }),
    ...(dialects.length === 0 ? {} : { dialects }),
  };
}

function toolVersion(): string {
  return (createRequire(import.meta.url)('#package') as { readonly version: string }).version;
}
