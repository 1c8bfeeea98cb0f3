/** A body is longer than is read. */
export class TooLong extends Error {
  override readonly name = 'TooLong';
}

/**
 * The body of an answer as text; reading stops at a bound.
 * @param most bytes
 * @throws TooLong
 */
export async function boundedText(response: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > most) throw new TooLong(`longer than ${most} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
