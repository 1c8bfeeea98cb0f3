import { JsonTooComplex, parseBoundedJson } from '../schema/bounded-json.ts';
import { createFailure, type Failure } from './failure.ts';

/**
 * Parses the JSON of a response.
 * @returns no value for a text that is not JSON, and a failure for one that would cost more memory than its length suggests
 */
export function parseJson(text: string): { readonly value?: unknown; readonly failure?: Failure } {
  try {
    return { value: parseBoundedJson(text) };
  } catch (error) {
    return error instanceof JsonTooComplex ? { failure: createFailure('too-complex', { note: error.message }) } : {};
  }
}
