import { describeValue, type Observer } from '../observation.ts';

/** Describes a body that is not a resource of the expected type. */
export function describeMismatch(type: string, body: unknown): string {
  return `expected ${/^[AO]/.test(type) ? 'an' : 'a'} ${type}, got ${describeValue(asObject(body)?.['resourceType'])}`;
}

/** Records a media type other than FHIR JSON (TR-1); an empty body needs none. */
export function observeMediaType(
  reply: { readonly mediaType: string; readonly body: unknown },
  observe: Observer,
): void {
  const { mediaType, body } = reply;
  if (body === undefined || mediaType === 'application/fhir+json') return;
  observe.warnMismatch('TR-1', 'Content-Type', 'application/fhir+json', mediaType || undefined);
}

/** Returns an object, or undefined for any other value. */
export function asObject(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** Returns a list; an empty one for any other value. */
export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns a text that is not empty, or undefined. */
export function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
