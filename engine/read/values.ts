import { found, type Observer } from '../observation.ts';

/** Says what stands where a resource of a type was expected. */
export function notA(type: string, body: unknown): string {
  return `expected ${/^[AO]/.test(type) ? 'an' : 'a'} ${type}, found ${found(objectOf(body)?.['resourceType'])}`;
}

/** Observes a media type that is not FHIR JSON (TR-1); an empty body needs none. */
export function observeMediaType(
  reply: { readonly mediaType: string; readonly body: unknown },
  observe: Observer,
): void {
  const { mediaType, body } = reply;
  if (body === undefined || mediaType === 'application/fhir+json') return;
  observe.odd('TR-1', 'Content-Type', `expected application/fhir+json, found ${found(mediaType || undefined)}`);
}

/** An object, or undefined. */
export function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

/** A list; of anything else an empty one. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** A text that is not empty, or undefined. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
