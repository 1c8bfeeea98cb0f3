import { CheckOptionError } from '../options.ts';
import type { AppointmentType } from '../read/appointment-types.ts';
import { CheckBlocked } from '../session/block-check.ts';
import type { Session } from '../session/session.ts';
import { slotQuery } from '../session/slot-query.ts';
import type { XisResponse } from '../session/response.ts';
import { diagnose, isFhir } from './diagnose.ts';
import { note, type PreflightNote, TargetError } from './note.ts';

/**
 * Tells mistakes of configuration from mistakes of the XIS, before any check.
 * @returns what is worth knowing
 * @throws TargetError when nothing can be checked
 * @throws CheckOptionError for an appointment type that the XIS does not offer
 */
export async function runPreflight(session: Session): Promise<readonly PreflightNote[]> {
  // Together, so that a XIS which hangs costs one time-out.
  const [types, metadata] = await Promise.all([
    session.appointmentTypesResponse().catch(replyOf),
    session.sendCached({ purpose: 'ask what the server can do', path: '/metadata' }).catch(replyOf),
  ]);
  const first = diagnose({ types, metadata });
  const isPassing = first !== undefined && !isFhir(types) && MAY_BE_ONE_PATH.has(first.code);
  const slots = isPassing
    ? await session
        .send({ purpose: 'look whether slots are known', path: '/Slot', query: [['status', 'free']] })
        .catch(replyOf)
    : undefined;
  const problem = slots ? diagnose({ types, metadata, slots }) : first;
  if (problem) throw new TargetError({ ...problem, seen: session.redact(problem.seen) });
  return notesOf(session);
}

/** Here every response tells something. */
function replyOf(error: unknown): XisResponse {
  if (error instanceof CheckBlocked && error.response) return error.response;
  throw error;
}

/** What may be the matter with one path, while others are right. */
const MAY_BE_ONE_PATH = new Set(['wrong-base-path', 'not-a-xis', 'server-error', 'redirect']);

async function notesOf(session: Session): Promise<readonly PreflightNote[]> {
  const notes: PreflightNote[] = [];
  const types = await session.appointmentTypes().catch(() => undefined);
  if (types && types.length > 0) expectOffered(session, types);
  if (types?.length === 0) notes.push(note('no-types', 'the XIS offers no appointment types'));
  const found = await session.freeSlots().catch(() => undefined);
  // Where no search can be read, it is not slots that are missing: the check of SL-1 tells it.
  const isReadable =
    found !== undefined || (await session.searchSlots(slotQuery({ ...session.window, status: 'free' })).catch(() => undefined));
  if (isReadable && (found?.slots ?? []).length === 0) {
    notes.push(note('no-slots', 'no free slot was found in the next four weeks'));
  }
  return notes;
}

/** The most types that are named. */
const MOST_NAMED = 20;

/** A code alone is looked up among the types; with its system it is used as it is. */
function expectOffered({ options, redact }: Session, types: readonly AppointmentType[]): void {
  for (const option of ['type', 'approvalType'] as const) {
    const wanted = options[option];
    if (wanted === undefined || wanted.includes('|') || types.some(({ code }) => code === wanted)) continue;
    const names = types.slice(0, MOST_NAMED).map(({ code }) => `'${code.slice(0, 80)}'`);
    const more = types.length > MOST_NAMED ? ' and others' : '';
    throw new CheckOptionError(option, redact(`a type that the XIS offers: ${names.join(', ')}${more}`), wanted);
  }
}
