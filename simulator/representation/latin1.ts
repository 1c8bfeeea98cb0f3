/** Encodes text in Latin-1, for a defect; other characters become question marks. */
export function encodeLatin1(text: string): Buffer {
  return Buffer.from(text.replace(/[^\0-\u00ff]/g, '?'), 'latin1');
}
