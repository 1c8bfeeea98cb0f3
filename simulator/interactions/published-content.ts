import type { InboundOperation } from '../domain/fault/rule.ts';

/** The operations whose successful responses have a published content type (TR-1). */
const PUBLISHED: ReadonlySet<InboundOperation | undefined> = new Set([
  'read-appointment-types',
  'search-slot',
  'search-appointment',
  'search-schedule',
  'search-practitioner-role',
  'search-patient',
  'create-appointment',
]);

/** Returns whether the content type of a response is published (TR-1); that of all others is not (TR-10). */
export function hasPublishedContentType(operation: InboundOperation | undefined, status: number): boolean {
  return status < 400 && PUBLISHED.has(operation);
}
