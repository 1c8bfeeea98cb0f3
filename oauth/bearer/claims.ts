import { AGB_SYSTEM } from '../../fhir/agb.ts';
import { isBsn } from '../../fhir/bsn.ts';

/** The claims of a token (RFC 7519). */
export type Claims = Readonly<Record<string, unknown>>;

/** Returns a claim by its name, which may have dots, or by the path to it; undefined without one. */
export function readClaim(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  let value: unknown = claims;
  for (const key of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Claims)[key];
  }
  return value;
}

/**
 * Returns the BSN in a claim (AU-5); undefined without one. A number has lost its leading zeros, which are put back.
 * @returns `isNumber`: the claim is no text, which is worth a note
 */
export function readBsn(
  claims: Claims,
  path: string,
): { readonly bsn: string; readonly isNumber: boolean } | undefined {
  const value = readClaim(claims, path);
  const isNumber = typeof value === 'number' && Number.isInteger(value) && value > 0;
  const bsn = isNumber ? String(value).padStart(9, '0') : value;
  return typeof bsn === 'string' && isBsn(bsn) ? { bsn, isNumber } : undefined;
}

/** Returns the AGB codes in a claim: one or a list, each a code or a token `system|code` (AU-8). */
export function readOrganizations(claims: Claims, path: string): readonly string[] {
  return [readClaim(claims, path)]
    .flat()
    .filter((value) => typeof value === 'string')
    .map((value) => (value.startsWith(`${AGB_SYSTEM}|`) ? value.slice(AGB_SYSTEM.length + 1) : value));
}

/** Returns the scopes of a token: a text with spaces between them (RFC 9068, section 2.2.3). */
export function readScopes({ scope }: Claims): readonly string[] {
  return typeof scope === 'string' ? scope.split(' ') : [];
}

/** Returns the client that a token was issued to: `client_id` (RFC 9068), or `azp` of Keycloak. */
export function readClientId({ client_id: clientId, azp }: Claims): string | undefined {
  if (typeof clientId === 'string') return clientId;
  return typeof azp === 'string' ? azp : undefined;
}
