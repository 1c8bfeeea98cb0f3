import { describeValue, type Observer } from '../observation.ts';

/** Describes a body that is not a resource of the expected type. */
export function describeMismatch(type: string, body: unknown): string {
  return `expected ${/^[AO]/.test(type) ? 'an' : 'a'} ${type}, got ${describeValue(asObject(body)?.['resourceType'])}`;
}

/**
 * Records a media type other than FHIR JSON, and bytes other than UTF-8 (TR-14); an empty body needs neither.
 * @param clause TR-1 where the content type is published, otherwise TR-10
 */
export function observeContent(
  reply: { readonly mediaType: string; readonly body: unknown; readonly isUtf8: boolean },
  clause: 'TR-1' | 'TR-10',
  observe: Observer,
): void {
  const { mediaType, body, isUtf8 } = reply;
  if (body === undefined) return;
  if (mediaType !== 'application/fhir+json')
    observe.warnMismatch(clause, 'Content-Type', 'application/fhir+json', mediaType || undefined);
  if (!isUtf8) observe.warn('TR-14', 'body', 'expected UTF-8, got another encoding');
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
