import type { Run } from '../run/run.ts';
import { slotPairs } from '../run/slot-pairs.ts';
import { diagnose, isFhir } from './diagnose.ts';
import { note, type PreflightNote, TargetError } from './note.ts';

/**
 * Tells mistakes of configuration from mistakes of the XIS, before any check.
 * @returns what is worth knowing
 * @throws TargetError when nothing can be checked
 */
export async function runPreflight(run: Run): Promise<readonly PreflightNote[]> {
  // Together, so that a XIS which hangs costs one time-out.
  const [types, metadata] = await Promise.all([
    run.typesReply(),
    run.askOnce({ purpose: 'ask what the server can do', path: '/metadata' }),
  ]);
  const first = diagnose({ types, metadata });
  const isPassing = first !== undefined && !isFhir(types) && MAY_BE_ONE_PATH.has(first.code);
  const slots = isPassing
    ? await run.ask({ purpose: 'look whether slots are known', path: '/Slot', query: [['status', 'free']] })
    : undefined;
  const problem = slots ? diagnose({ types, metadata, slots }) : first;
  if (problem) throw new TargetError({ ...problem, seen: run.scrub(problem.seen) });
  return notesOf(run);
}

/** What may be the matter with one path, while others are right. */
const MAY_BE_ONE_PATH = new Set(['wrong-base-path', 'not-a-xis', 'server-error', 'redirect']);

async function notesOf(run: Run): Promise<readonly PreflightNote[]> {
  const notes: PreflightNote[] = [];
  const types = await run.types().catch(() => undefined);
  if (types?.length === 0) notes.push(note('no-types', 'the XIS offers no appointment types'));
  const found = await run.fourWeeks().catch(() => undefined);
  // Where no search can be read, it is not slots that are missing: the check of SL-1 tells it.
  const isReadable =
    found !== undefined || (await run.slots(slotPairs({ ...run.window, status: 'free' })).catch(() => undefined));
  if (isReadable && (found?.slots ?? []).length === 0) {
    notes.push(note('no-slots', 'no free slot was found in the next four weeks'));
  }
  return notes;
}
