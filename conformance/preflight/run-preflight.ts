import { CheckOptionError } from '../options.ts';
import type { AppointmentType } from '../read/appointment-types.ts';
import { CheckBlocked } from '../session/block-check.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session } from '../session/session.ts';
import { type Diagnosis, diagnose, isFhir } from './diagnose.ts';
import { createNote, type PreflightNote, TargetError } from './note.ts';

/** Problems that one path may have, while others are right. */
const PROBLEMS_OF_ONE_PATH = new Set(['wrong-base-path', 'not-a-xis', 'server-error', 'redirect']);
const MAX_TYPES_NAMED = 20;

/**
 * Distinguishes mistakes of configuration from mistakes of the XIS, before any check.
 * @returns what is worth knowing
 * @throws TargetError when nothing can be checked
 * @throws CheckOptionError for an appointment type that the XIS does not offer
 */
export async function runPreflight(session: Session): Promise<readonly PreflightNote[]> {
  const { options, redact } = session;
  const problem = await findProblem(session);
  if (problem) throw new TargetError(createNote(problem.code, redact(problem.seen), options.nameOption));
  return observe(session);
}

async function findProblem(session: Session): Promise<Diagnosis | undefined> {
  // Sent together, so that a XIS that hangs costs one time-out.
  const [types, metadata] = await Promise.all([
    session.appointmentTypesResponse().catch(responseOf),
    session.sendCached({ purpose: 'read the capabilities of the server', path: '/metadata' }).catch(responseOf),
  ]);
  const problem = diagnose({ types, metadata });
  if (problem === undefined || isFhir(types) || !PROBLEMS_OF_ONE_PATH.has(problem.code)) return problem;
  const slots = await session
    .send({ purpose: 'probe whether slots are known', path: '/Slot', query: [['status', 'free']] })
    .catch(responseOf);
  return diagnose({ types, metadata, slots });
}

/** Returns the response behind a blocked request: before the checks, every response counts. */
function responseOf(error: unknown): XisResponse {
  if (error instanceof CheckBlocked && error.response) return error.response;
  throw error;
}

async function observe(session: Session): Promise<readonly PreflightNote[]> {
  const { nameOption } = session.options;
  const notes: PreflightNote[] = [];
  const types = await session.appointmentTypes().catch(() => undefined);
  if (types && types.length > 0) requireOffered(session, types);
  if (types?.length === 0) notes.push(createNote('no-types', 'the XIS offers no appointment types', nameOption));
  const free = await session.freeSlots().catch(() => undefined);
  // Where no search can be parsed, slots are not what is missing: the check of SL-1 reports it.
  const isReadable =
    free !== undefined ||
    (await session.searchSlots(session.slotQuery({ ...session.window, status: 'free' })).catch(() => undefined));
  if (isReadable && (free?.slots ?? []).length === 0) {
    notes.push(createNote('no-slots', 'the XIS offers no free slot in the next four weeks', nameOption));
  }
  return notes;
}

/** Looks up a code among the types; with its system it is used as it is. */
function requireOffered({ options, redact }: Session, types: readonly AppointmentType[]): void {
  for (const option of ['type', 'approvalType'] as const) {
    const wanted = options[option];
    if (wanted === undefined || wanted.includes('|') || types.some(({ code }) => code === wanted)) continue;
    const names = types.slice(0, MAX_TYPES_NAMED).map(({ code }) => `'${code.slice(0, 80)}'`);
    const rest = types.length > MAX_TYPES_NAMED ? ' and others' : '';
    throw new CheckOptionError(option, redact(`a type that the XIS offers: ${names.join(', ')}${rest}`), wanted);
  }
}
