import type { ReadBack } from '../../fhir/open-readings.ts';
import { list, object, parseObject, resourcesOf } from './json.ts';
import { NOT_SUPPORTED, readBackOf } from './read-back.ts';
import type { Finding } from './session.ts';
import { EMPTY_SEARCHSET, EMPTY_VALUE_SET, PATIENT_FOUND, type Substitute } from './substitutes.ts';

/** A response that deviates from its pact, but violates no must, and the response of the contract in its place. */
export interface Tolerance {
  readonly findings: readonly Finding[];
  readonly notApplicable?: string;
  readonly substitute: Substitute;
}

interface JudgedExchange {
  readonly states: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** The known facts about the provider. */
export interface ProviderFacts {
  /** Whether Spreekuur.nl has a service category for the XIS (AT-2). */
  readonly hasCategory: boolean;
  /** Whether the requests have a token, or the states a patient: only then is the patient a must (PT-1). */
  readonly hasPatient: boolean;
  /** The ways to read an appointment back that the XIS does not have (CN-1). */
  readonly missing: ReadonlySet<ReadBack>;
}

/** Returns the tolerance for the response of an interaction whose clauses do not require it; undefined for any other. */
export function findTolerance(exchange: JudgedExchange, facts: ProviderFacts): Tolerance | undefined {
  const { states, method, status } = exchange;
  if (states.includes('no appointment types for a service category')) return tolerateTypes(exchange, facts);
  if (states.includes('the patient is known')) return toleratePatient(exchange, facts);
  if (states.includes('no slot at that time') && ![404, 409, 422].includes(status)) {
    return {
      findings: [{ clause: 'AP-19', where: 'status', message: `expected 422, 404 or 409, got ${status}` }],
      substitute: { status: 422 },
    };
  }
  if (!states.includes('no such appointment')) return undefined;
  if (method === 'GET') return tolerateAbsence(exchange, facts);
  if (method !== 'POST' || status === 404) return undefined;
  return {
    findings: [{ clause: 'CB-5', where: 'status', message: `expected 404, got ${status}` }],
    substitute: { status: 404 },
  };
}

/** A XIS without internal types has nothing to narrow (AT-2), and need not return 200 for an unknown category (AT-3). */
function tolerateTypes({ status, text }: JudgedExchange, { hasCategory }: ProviderFacts): Tolerance | undefined {
  const substitute = EMPTY_VALUE_SET;
  if (status !== 200) {
    const message = `expected 200 with a ValueSet without concepts, got ${status}`;
    return { findings: [{ clause: 'AT-3', where: 'status', message }], substitute };
  }
  const body = parseObject(text);
  const includes = list(object(body?.['compose'])?.['include']);
  const count = includes.reduce<number>((sum, include) => sum + list(object(include)?.['concept']).length, 0);
  if (count === 0) return undefined;
  const message = `expected no concepts, got ${count}; check the filter service-category`;
  const level = hasCategory ? 'must' : 'advisory';
  return { findings: [{ clause: 'AT-2', where: '$.compose.include', message, level }], substitute };
}

/** Without a token no XIS knows who the patient is (PT-1), so it need not have the request. */
function toleratePatient({ status, text }: JudgedExchange, { hasPatient }: ProviderFacts): Tolerance | undefined {
  if (hasPatient) return undefined;
  const substitute = PATIENT_FOUND;
  if (NOT_SUPPORTED.includes(status)) {
    return {
      findings: [],
      notApplicable: `PT-1: the XIS returned ${status}, and the requests have no token`,
      substitute,
    };
  }
  const body = status === 200 ? parseObject(text) : undefined;
  const patients = body ? resourcesOf(body).filter(({ resourceType }) => resourceType === 'Patient') : [];
  if (patients.length === 1) return undefined;
  const actual = status === 200 ? `${patients.length} patients` : String(status);
  const message = `expected one Patient, got ${actual}; the requests have no token`;
  return { findings: [{ clause: 'PT-1', where: '$.entry', message, level: 'advisory' }], substitute };
}

/** An appointment that does not exist: 404 or 410 for the read, an empty Bundle for the search (CN-6). */
function tolerateAbsence({ method, url, status }: JudgedExchange, { missing }: ProviderFacts): Tolerance | undefined {
  const way = readBackOf({ method, url });
  if (way === undefined) return undefined;
  const substitute = way === 'read' ? { status: 404 } : EMPTY_SEARCHSET;
  const isMissing = NOT_SUPPORTED.includes(status) && (status !== 404 || missing.has(way));
  if (isMissing)
    return { findings: [], notApplicable: `CN-1: the XIS has no such ${way}, it returned ${status}`, substitute };
  const expected = way === 'read' ? [404, 410] : [200];
  if (expected.includes(status)) return undefined;
  const message = `expected ${expected.join(' or ')}, got ${status}`;
  return { findings: [{ clause: 'CN-6', where: 'status', message }], substitute };
}
