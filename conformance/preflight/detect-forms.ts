import { DATE_FORMATS, DATE_PARAMETERS, ORGANIZATION_FORMATS, ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import type { CheckOptions } from '../options.ts';
import { appointmentTypesOf } from '../read/appointment-types.ts';
import type { Coding } from '../read/coding.ts';
import { resolveCheckOptions } from '../resolve-options.ts';
import { CheckBlocked } from '../session/block-check.ts';
import { flowQuery, pastQuery, searchableTypes } from '../session/choose-search.ts';
import { type Forms, formatOrganization } from '../session/forms.ts';
import type { XisResponse } from '../session/message.ts';
import { createRun } from '../session/run.ts';
import { slotsIn } from '../session/search-slots.ts';
import type { Session } from '../session/session.ts';
import { createXisClient } from '../session/xis-client.ts';
import { isFhir } from './diagnose.ts';
import { createNote, type PreflightNote } from './note.ts';

/** Statuses by which a XIS may reject a form of the header that it does not know; 404 only with a body of FHIR. */
const REJECTED: ReadonlySet<number> = new Set([400, 403, 404, 422]);

type OrganizationForm = Pick<Forms, 'organizationHeader' | 'organizationFormat'>;

/** Returns the response behind a blocked request: before the checks, every response counts. */
export function responseOf(error: unknown): XisResponse {
  if (error instanceof CheckBlocked && error.response) return error.response;
  throw error;
}

/**
 * Finds a form of the organization header that the XIS understands (TR-2): when it rejects the form of the run, each other
 * form that no option excludes is tried once. The forms of the session change where one is understood.
 */
export async function detectOrganizationForm(session: Session): Promise<PreflightNote | undefined> {
  const { forms, options } = session;
  const rejected = await session.appointmentTypesResponse().catch(responseOf);
  const isOfXis = rejected.status !== 404 || rejected.isJson;
  if (isUnderstood(rejected) || !REJECTED.has(rejected.status) || !isOfXis) return undefined;
  const { organization, nameOption } = options;
  const describe = (form: OrganizationForm): string =>
    `${form.organizationHeader}: ${formatOrganization(organization, form)}`;
  const original = { organizationHeader: forms.organizationHeader, organizationFormat: forms.organizationFormat };
  const headers = options.organizationHeader ? [options.organizationHeader] : ORGANIZATION_HEADERS;
  const formats = options.organizationFormat ? [options.organizationFormat] : ORGANIZATION_FORMATS;
  const others = headers.flatMap((organizationHeader) =>
    formats.map((organizationFormat) => ({ organizationHeader, organizationFormat })),
  );
  for (const form of others.filter((other) => !isEqual(other, original))) {
    Object.assign(forms, form);
    if (!isUnderstood(await session.appointmentTypesResponse().catch(responseOf))) continue;
    const seen = `the XIS returned ${rejected.status} to '${describe(original)}', and understands '${describe(form)}'`;
    return createNote('organization-form', seen, nameOption);
  }
  Object.assign(forms, original);
  return undefined;
}

/**
 * Finds a form of the dates of a slot search that the XIS understands (SL-9): one in which a search of the window has slots,
 * and a search of a day long past has none. The forms of the session change where only another one is understood.
 */
export async function detectDateForm(session: Session): Promise<PreflightNote | undefined> {
  const { forms, options } = session;
  const types = searchableTypes(await offeredTypes(session));
  const original = { dateParameter: forms.dateParameter, dateFormat: forms.dateFormat };
  const found = await searchTypes(session, types);
  // An error of the server is a finding, and no form that is not understood.
  if (found.hasFailed) return undefined;
  if (found.type && (await leavesOutPast(session, found.type))) return undefined;
  // A form that is not understood is rejected, ignored, or hides the slots that a search without dates has.
  const candidates = found.type ? [found.type] : found.isRejected ? types : await typesWithoutDates(session, types);
  if (candidates.length === 0) return undefined;
  const parameters = options.dateParameter ? [options.dateParameter] : DATE_PARAMETERS;
  const formats = options.dateFormat ? [options.dateFormat] : DATE_FORMATS;
  const others = parameters.flatMap((dateParameter) => formats.map((dateFormat) => ({ dateParameter, dateFormat })));
  for (const form of others.filter((other) => !isEqual(other, original))) {
    Object.assign(forms, form);
    const other = await searchTypes(session, candidates);
    const isAccepted = other.type !== undefined || (found.isRejected && !other.isRejected && !other.hasFailed);
    const type = other.type ?? candidates[0];
    if (!isAccepted || type === undefined || !(await leavesOutPast(session, type))) continue;
    const seen = `the XIS does not understand ${describeDates(original)}, and understands ${describeDates(form)}`;
    return createNote('date-form', seen, options.nameOption);
  }
  Object.assign(forms, original);
  return undefined;
}

function describeDates({ dateParameter, dateFormat }: Pick<Forms, 'dateParameter' | 'dateFormat'>): string {
  return `${dateParameter} with ${dateFormat === 'date' ? 'a date' : 'an instant'}`;
}

async function offeredTypes(session: Session): Promise<readonly Coding[]> {
  return appointmentTypesOf((await session.appointmentTypesResponse().catch(responseOf)).body) ?? [];
}

/** Searches the types one after the other, up to the first that has slots, is rejected, or fails. */
async function searchTypes(
  session: Session,
  types: readonly Coding[],
): Promise<{ readonly type?: Coding; readonly isRejected?: boolean; readonly hasFailed?: boolean }> {
  for (const type of types) {
    const result = await session.searchSlots(flowQuery(session, type)).catch(responseOf);
    if ('slots' in result && result.slots.length > 0) return { type };
    if ('status' in result && (result.noEvidence || result.status >= 500)) return { hasFailed: true };
    if ('status' in result && result.status >= 400) return { isRejected: true };
  }
  return {};
}

/** Returns whether a search of a day long past leaves out the slots that other searches have. */
async function leavesOutPast(session: Session, type: Coding): Promise<boolean> {
  const request = { purpose: 'search slots on a day long past', path: '/Slot', query: pastQuery(session, type) };
  const response = await session.sendCached(request).catch(responseOf);
  // No form is chosen on a fault of transport.
  if (response.noEvidence) return false;
  return response.status >= 400 || slotsIn(response, session.options.timeZone)?.length === 0;
}

/** Returns the first type that has slots in a search without dates. */
async function typesWithoutDates(session: Session, types: readonly Coding[]): Promise<readonly Coding[]> {
  for (const type of types) {
    const query = flowQuery(session, type, { from: undefined, to: undefined });
    const result = await session.searchSlots(query).catch(responseOf);
    if ('slots' in result && result.slots.length > 0) return [type];
  }
  return [];
}

function isUnderstood(response: XisResponse): boolean {
  return response.status === 200 && isFhir(response);
}

function isEqual<Form extends object>(a: Form, b: Form): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The forms of header and dates that a XIS understands, with notes where they are not those of the options. */
export interface DetectedForms
  extends Pick<Forms, 'organizationHeader' | 'organizationFormat' | 'dateFormat' | 'dateParameter'> {
  readonly notes: readonly PreflightNote[];
}

/**
 * Finds the forms of the organization header and of the dates that a XIS understands, as a check does before it begins
 * (TR-2, SL-9). What options set stays. Where nothing is understood, the forms of the options or the defaults are returned.
 * @throws CheckOptionError for an option that cannot be used
 */
export async function detectForms(options: CheckOptions): Promise<DetectedForms> {
  const resolved = resolveCheckOptions(options);
  const session = createRun(resolved, createXisClient(resolved)).createSession();
  const organizationForm = await detectOrganizationForm(session);
  const dateForm = await detectDateForm(session);
  const { organizationHeader, organizationFormat, dateFormat, dateParameter } = session.forms;
  const notes = [organizationForm, dateForm].flatMap((note) => note ?? []);
  return { organizationHeader, organizationFormat, dateFormat, dateParameter, notes };
}
