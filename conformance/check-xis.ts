import { packageVersion } from '../package/files.ts';
import { openCallbackInbox } from './callbacks/inbox.ts';
import { countMusts } from './coverage.ts';
import { conclude, countVerdicts, requirementResults } from './judge.ts';
import type { CheckOptions, ResolvedCheckOptions } from './options.ts';
import { type PreflightNote, TargetError } from './preflight/note.ts';
import { runPreflight } from './preflight/run-preflight.ts';
import { at, textOf } from './read/json.ts';
import type { CheckReport, CheckResult } from './report/report.ts';
import { REQUIREMENTS } from './requirements/ledger.ts';
import { UNCHECKED } from './requirements/unchecked.ts';
import { resolveCheckOptions, shownOptions } from './resolve-options.ts';
import { runChecks } from './run-checks.ts';
import { validatePatterns } from './selection.ts';
import { describeForms } from './session/forms.ts';
import { createRun } from './session/run.ts';
import type { Session } from './session/session.ts';
import { createXisClient } from './session/xis-client.ts';
import { CHECKS } from './suites/index.ts';
import { summarizeTimings } from './timings.ts';

/**
 * Checks a live XIS and returns a report, for any behavior of the XIS. It only reads, unless `allowBooking` is set.
 * @example
 * const report = await checkXis({ baseUrl: 'https://xis.example/fhir', organization: '01000001' });
 * console.log(report.verdict, formatTextReport(report));
 * @throws CheckOptionError for an option that cannot be used, also for a type that the XIS does not offer
 * @throws TargetError when nothing can be checked: the XIS cannot be reached, or the configuration is wrong
 */
export async function checkXis(options: CheckOptions): Promise<CheckReport> {
  const resolved = resolveCheckOptions(options);
  validatePatterns(resolved);
  const { system, onProgress } = resolved;
  const client = createXisClient(resolved);
  const inbox = openCallbackInbox(resolved, client);
  const run = createRun(resolved, client, inbox);
  const session = run.createSession();
  const began = { at: new Date(system.now()).toISOString(), elapsed: system.elapsed() };
  let results: readonly CheckResult[];
  let notes: readonly PreflightNote[];
  try {
    notes = await runPreflight(session);
    run.numberExchanges(session.evidence);
    run.numberExchanges();
    onProgress({ kind: 'preflight', notes });
    results = await runChecks(CHECKS, resolved, run);
  } catch (error) {
    throw error instanceof TargetError ? new TargetError(error.note, client.exchanges.list(), { cause: error }) : error;
  } finally {
    onProgress({ kind: 'cleaning-up' });
    await run.tearDown();
    inbox?.close();
  }
  const exchanges = client.exchanges.list();
  const requirements = requirementResults(REQUIREMENTS, results, UNCHECKED);
  return {
    tool: { name: 'xis-testkit', version: packageVersion() },
    target: await describeTarget(resolved, session, results),
    startedAt: began.at,
    durationMs: Math.round(system.elapsed() - began.elapsed),
    verdict: conclude(results),
    counts: countVerdicts(results),
    options: shownOptions(resolved),
    checks: results,
    musts: countMusts(requirements, results),
    requirements,
    exchanges,
    bookings: run.bookings,
    timings: summarizeTimings(exchanges, resolved.baseUrl),
    waits: client.waits.list(),
    ...(notes.length > 0 && { preflight: notes }),
  };
}

async function describeTarget(
  { baseUrl, organization }: ResolvedCheckOptions,
  session: Session,
  results: readonly CheckResult[],
): Promise<CheckReport['target']> {
  // Sent before the first check, so this is the cached response.
  const metadata = session.sendCached({ purpose: 'read the capabilities of the server', path: '/metadata' });
  const body = await metadata.then((response) => response.body).catch(() => undefined);
  const software = [at(body, 'software', 'name'), at(body, 'software', 'version')].flatMap(
    (part) => textOf(part) ?? [],
  );
  const dialects = [...new Set(results.flatMap(({ dialect }) => dialect ?? []))];
  return {
    baseUrl,
    organization,
    ...(software.length > 0 && { software: session.redact(software.join(' ')).slice(0, 100) }),
    ...(dialects.length > 0 && { dialects }),
    forms: describeForms(session.forms),
  };
}
