import { isId } from './id.ts';

/** The parts of a literal reference: `Slot/12`, `https://host/fhir/Slot/12`, either with `/_history/3`. */
export interface Reference {
  readonly type: string;
  readonly id: string;
}

const SHAPE =
  /^(?:https?:\/\/[^\s?#]+\/)?([A-Z][A-Za-z]{0,63})\/([A-Za-z0-9\-.]{1,64})(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/;

/** Parses a literal reference, relative or absolute; undefined when it is not one. */
export function parseReference(text: string): Reference | undefined {
  const [, type, id] = SHAPE.exec(text) ?? [];
  return type !== undefined && id !== undefined ? { type, id } : undefined;
}

/**
 * Returns the id in a reference to one type of resource; a bare id counts as well (SL-11).
 * @returns undefined for a reference to another type, or text that is not an id
 */
export function idIn(type: string, text: string): string | undefined {
  if (isId(text)) return text;
  const found = parseReference(text);
  return found?.type === type ? found.id : undefined;
}
