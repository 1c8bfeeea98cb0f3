/** Thrown for a body that exceeds its maximum length. */
export class BodyTooLong extends Error {
  override readonly name = 'BodyTooLong';
}

/**
 * Reads the body of a response, up to a maximum length.
 * @throws BodyTooLong
 */
export async function readBoundedBytes(response: Response, maxBytes: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > maxBytes) throw new BodyTooLong(`body: expected at most ${maxBytes} bytes, got more`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/**
 * Reads the body of a response as text, up to a maximum length.
 * @throws BodyTooLong
 */
export async function readBoundedText(response: Response, maxBytes: number): Promise<string> {
  return (await readBoundedBytes(response, maxBytes)).toString('utf8');
}
