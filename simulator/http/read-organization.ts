import type { IncomingHttpHeaders } from 'node:http';
import { AGB_SYSTEM, type Agb, parseAgb } from '../../fhir/agb.ts';
import { ORGANIZATION_HEADERS, type OrganizationFormat, type OrganizationHeader } from '../../fhir/open-readings.ts';
import type { Understood } from '../domain/understands.ts';
import type { Problem } from '../problem.ts';

/** The organization that a request names, and the headers that name it. */
export interface NamedOrganization {
  readonly agb: Agb;
  readonly headers: readonly { readonly name: OrganizationHeader; readonly format: OrganizationFormat }[];
}

/** Node.js has header names in lower case. */
const HEADERS = ORGANIZATION_HEADERS.map((name) => ({ name, key: name.toLowerCase() }));
const FORMS: Readonly<Record<OrganizationFormat, string>> = { token: `${AGB_SYSTEM}|{AGB code}`, code: '{AGB code}' };

/**
 * Reads the organization of a request (TR-2), in any name and form of the header: its own configuration, which may
 * understand fewer of them, is known only afterwards. Headers that contradict each other are a problem.
 */
export function readOrganization(headers: IncomingHttpHeaders): NamedOrganization | Problem {
  const used: NamedOrganization['headers'][number][] = [];
  let agb: Agb | undefined;
  for (const { name, key } of HEADERS) {
    const value = headers[key];
    if (value === undefined || value === '') continue;
    const found = typeof value === 'string' ? parseOrganization(value) : undefined;
    if (!found) return { problem: 'organization-unreadable', detail: describeHeader([name], ['token', 'code']) };
    if (agb !== undefined && agb !== found.agb) return { problem: 'organization-contradictory' };
    agb = found.agb;
    used.push({ name, format: found.format });
  }
  if (agb !== undefined) return { agb, headers: used };
  return { problem: 'organization-missing', detail: describeHeader([ORGANIZATION_HEADERS[0]], ['token', 'code']) };
}

/** Rejects a header that the organization does not understand, as if it were missing or unreadable. */
export function rejectOrganization(
  { headers }: NamedOrganization,
  { organizationHeader: names, organizationFormat: formats }: Understood,
): (Problem & { readonly problem: 'organization-missing' | 'organization-unreadable' }) | undefined {
  const known = headers.filter(({ name }) => names.has(name));
  if (known.some(({ format }) => formats.has(format))) return undefined;
  const problem = known.length === 0 ? 'organization-missing' : 'organization-unreadable';
  return { problem, detail: describeHeader([...names], [...formats]) };
}

/** Returns whether one of the headers is of the names that were published until May 2026. */
export function hasFormerHeader({ headers }: NamedOrganization): boolean {
  return headers.some(({ name }) => name !== ORGANIZATION_HEADERS[0]);
}

function describeHeader(names: readonly string[], formats: readonly OrganizationFormat[]): string {
  return `Expected ${names.join(' or ')}: ${formats.map((format) => FORMS[format]).join(' or ')}.`;
}

function parseOrganization(value: string): { readonly agb: Agb; readonly format: OrganizationFormat } | undefined {
  const bar = value.indexOf('|');
  if (bar >= 0 && value.slice(0, bar).trim() !== AGB_SYSTEM) return undefined;
  const agb = parseAgb(value.slice(bar + 1).trim());
  return agb === undefined ? undefined : { agb, format: bar < 0 ? 'code' : 'token' };
}
