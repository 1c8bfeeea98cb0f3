/** A JSON object of any shape. */
export type Json = Readonly<Record<string, unknown>>;

/** Parses a text; undefined for a text that is not a JSON object. */
export function parseObject(text: string): Json | undefined {
  try {
    return object(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Returns a value as an object; undefined for any other value. */
export function object(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** Returns a value as a list; empty for any other value. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Returns the resources in the entries of a Bundle. */
export function resourcesOf(body: Json): readonly Json[] {
  return list(body['entry']).flatMap((entry) => {
    const resource = object(object(entry)?.['resource']);
    return resource ? [resource] : [];
  });
}
