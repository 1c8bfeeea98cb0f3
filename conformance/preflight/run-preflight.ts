import { CheckOptionError } from '../options.ts';
import type { AppointmentType } from '../read/appointment-types.ts';
import type { Coding } from '../read/coding.ts';
import type { ParsedSlot } from '../read/parsed-slot.ts';
import { flowQuery, searchableTypes } from '../session/choose-search.ts';
import type { XisResponse } from '../session/message.ts';
import type { Session, SlotSearchResult } from '../session/session.ts';
import type { SlotFilters } from '../session/slot-query.ts';
import { isInside } from '../session/window.ts';
import { detectDateForm, detectOrganizationForm, responseOf } from './detect-forms.ts';
import { type Diagnosis, diagnose, isFhir } from './diagnose.ts';
import { createNote, type PreflightCode, type PreflightNote, TargetError } from './note.ts';

/** Problems that one path may have, while others are right. */
const PROBLEMS_OF_ONE_PATH = new Set<PreflightCode>([
  ...(['wrong-base-path', 'not-a-xis', 'server-error', 'unavailable', 'xml', 'login-page'] as const),
  ...(['redirect', 'redirect-host', 'redirect-https', 'redirect-login', 'redirect-slash'] as const),
]);
const MAX_TYPES_NAMED = 20;

/**
 * Distinguishes mistakes of configuration from mistakes of the XIS, before any check.
 * @returns what is worth knowing
 * @throws TargetError when nothing can be checked
 * @throws CheckOptionError for an appointment type that the XIS does not offer
 */
export async function runPreflight(session: Session): Promise<readonly PreflightNote[]> {
  const { options, redact } = session;
  // Sent together, so that a XIS that hangs costs one time-out.
  const [organizationForm] = await Promise.all([detectOrganizationForm(session), metadata(session).catch(responseOf)]);
  const problem = await findProblem(session);
  if (problem) throw new TargetError(createNote(problem.code, redact(problem.seen), options.nameOption));
  const dateForm = await detectDateForm(session);
  return [organizationForm, dateForm, ...(await observe(session))].flatMap((note) => note ?? []);
}

function metadata(session: Session): Promise<XisResponse> {
  return session.sendCached({ purpose: 'read the capabilities of the server', path: '/metadata' });
}

async function findProblem(session: Session): Promise<Diagnosis | undefined> {
  const types = await session.appointmentTypesResponse().catch(responseOf);
  const capabilities = await metadata(session).catch(responseOf);
  const { options } = session;
  const proxy = options.system.proxyOf?.(options.baseUrl);
  const problem = diagnose({ types, metadata: capabilities }, options.baseUrl, proxy);
  if (problem === undefined || isFhir(types) || !PROBLEMS_OF_ONE_PATH.has(problem.code)) return problem;
  const slots = await session
    .send({ purpose: 'probe whether slots are known', path: '/Slot', query: [['status', 'free']] })
    .catch(responseOf);
  return diagnose({ types, metadata: capabilities, slots }, options.baseUrl, proxy);
}

async function observe(session: Session): Promise<readonly PreflightNote[]> {
  const { nameOption } = session.options;
  const notes: PreflightNote[] = [];
  const types = await session.appointmentTypes().catch(() => undefined);
  if (types && types.length > 0) requireOffered(session, types);
  if (types?.length === 0) notes.push(createNote('no-types', 'the XIS offers no appointment types', nameOption));
  const searches = await searchTypes(session, types ?? []);
  // Where no search can be parsed, slots are not what is missing: the check of SL-1 reports it.
  const isReadable = searches.some(({ result }) => result !== undefined);
  if (isReadable && searches.every(({ result }) => result?.slots.every(({ status }) => status !== 'free') ?? true)) {
    notes.push(await explainNoSlots(session, searches));
  }
  return notes;
}

/** A search of step 2 for a type; the result is undefined when it cannot be read. */
interface TypeSearch {
  readonly type: Coding;
  readonly result: SlotSearchResult | undefined;
}

async function searchTypes(session: Session, types: readonly Coding[]): Promise<readonly TypeSearch[]> {
  const chosen = await session.appointmentType().catch(() => undefined);
  const searches: TypeSearch[] = [];
  for (const type of chosen ? [chosen] : searchableTypes(types)) {
    const result = await session.searchSlots(flowQuery(session, type)).catch(() => undefined);
    searches.push({ type, result });
  }
  return searches;
}

/** Parameters of step 2 that may hide slots, with the search that leaves each out. */
const LEFT_OUT: readonly (readonly [name: string, changes: SlotFilters, clauses: string])[] = [
  ['the dates', { from: undefined, to: undefined }, 'SL-9, SL-19'],
  ['service-category', { category: undefined }, 'SL-8'],
  ['status', { status: undefined }, 'SL-10'],
];

/** Searches once without each parameter, before it advises to open slots: a parameter may hide them. */
async function explainNoSlots(session: Session, searches: readonly TypeSearch[]): Promise<PreflightNote> {
  const { nameOption } = session.options;
  for (const [name, changes, clauses] of LEFT_OUT) {
    for (const { type } of searches) {
      const found = await session.searchSlots(flowQuery(session, type, changes)).catch(() => undefined);
      const free = (found?.slots ?? []).filter((slot) => isBookable(session, slot));
      if (free.length === 0) continue;
      const seen = `a search by category, dates and status has no slots, and without ${name} it has ${free.length} free ones in the next four weeks (${clauses})`;
      return createNote('slots-hidden', seen, nameOption);
    }
  }
  return createNote('no-slots', 'the XIS offers no free slot in the next four weeks', nameOption);
}

function isBookable({ window }: Session, { status, start }: ParsedSlot): boolean {
  return status === 'free' && start.at !== undefined && isInside(window, start.at);
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
