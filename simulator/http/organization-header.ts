import { AGB_SYSTEM, type Agb, parseAgb } from '../../fhir/agb.ts';
import type { Problem } from '../problem.ts';

/** The header's name, in lower case as Node has it. */
export const ORGANIZATION_HEADER = 'x-organization-identifier';

/** Whom a request is for. */
export interface NamedOrganization {
  readonly agb: Agb;
  /** It was named by its bare code, not by a token. */
  readonly bare: boolean;
}

/** Reads `X-Organization-Identifier` (TR-2): a token `system|code`, or a bare code of eight digits. */
export function parseOrganizationHeader(header: string | readonly string[] | undefined): NamedOrganization | Problem {
  if (header === undefined || header === '') return { problem: 'organization-missing' };
  if (typeof header !== 'string') return { problem: 'organization-unreadable' };
  const bar = header.indexOf('|');
  if (bar >= 0 && header.slice(0, bar).trim() !== AGB_SYSTEM) return { problem: 'organization-unreadable' };
  const agb = parseAgb(header.slice(bar + 1).trim());
  return agb === undefined ? { problem: 'organization-unreadable' } : { agb, bare: bar < 0 };
}
