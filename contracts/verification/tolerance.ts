import type { ReadBack } from '../../fhir/open-readings.ts';
import { list, object, parseObject } from './json.ts';
import { NOT_SUPPORTED, readBackOf } from './read-back.ts';
import type { Finding } from './session.ts';

/** A response that deviates from its pact, but violates no must, and the response of the contract in its place. */
export interface Tolerance {
  readonly findings: readonly Finding[];
  readonly notApplicable?: string;
  readonly substitute: { readonly status: number; readonly body?: object };
}

interface JudgedExchange {
  readonly states: readonly string[];
  readonly method: string;
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

const EMPTY_BUNDLE = { resourceType: 'Bundle', type: 'searchset' };
const NOT_FOUND = { resourceType: 'OperationOutcome', issue: [{ severity: 'error', code: 'not-found' }] };

/** The known facts about the provider. */
export interface ProviderFacts {
  /** Whether Spreekuur.nl has a service category for the XIS (AT-2). */
  readonly hasCategory: boolean;
  /** The ways to read an appointment back that the XIS does not have (CN-1). */
  readonly missing: ReadonlySet<ReadBack>;
}

/** Returns the tolerance for the response of an interaction whose clauses do not require it; undefined for any other. */
export function findTolerance(exchange: JudgedExchange, facts: ProviderFacts): Tolerance | undefined {
  const { states, method, status } = exchange;
  if (states.includes('no appointment types for a service category')) return tolerateTypes(exchange, facts);
  if (states.includes('no slot at that time') && ![404, 409, 422].includes(status)) {
    return {
      findings: [{ clause: 'AP-19', where: 'status', message: `expected 422, 404 or 409, got ${status}` }],
      substitute: { status: 422, body: NOT_FOUND },
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
  const substitute = { status: 200, body: { resourceType: 'ValueSet' } };
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

/** An appointment that does not exist: 404 or 410 for the read, an empty Bundle for the search (CN-6). */
function tolerateAbsence({ method, url, status }: JudgedExchange, { missing }: ProviderFacts): Tolerance | undefined {
  const way = readBackOf({ method, url });
  if (way === undefined) return undefined;
  const substitute = way === 'read' ? { status: 404, body: NOT_FOUND } : { status: 200, body: EMPTY_BUNDLE };
  const isMissing = NOT_SUPPORTED.includes(status) && (status !== 404 || missing.has(way));
  if (isMissing)
    return { findings: [], notApplicable: `CN-1: the XIS has no such ${way}, it returned ${status}`, substitute };
  const expected = way === 'read' ? [404, 410] : [200];
  if (expected.includes(status)) return undefined;
  const message = `expected ${expected.join(' or ')}, got ${status}`;
  return { findings: [{ clause: 'CN-6', where: 'status', message }], substitute };
}
