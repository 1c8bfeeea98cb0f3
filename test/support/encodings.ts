/** The same text in the encodings that editors and shells write. */
export const ENCODINGS: readonly (readonly [name: string, encode: (text: string) => Buffer])[] = [
  ['UTF-8', (text) => Buffer.from(text)],
  ['UTF-8 with a byte order mark', (text) => Buffer.from(`\ufeff${text}`)],
  ['UTF-16LE, as Windows PowerShell writes it', (text) => Buffer.from(`\ufeff${text}`, 'utf16le')],
  ['UTF-16BE', (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
  ['UTF-8 with CRLF', (text) => Buffer.from(text.replaceAll('\n', '\r\n'))],
];

/** Text of which column 5 of line 2 is an é of Windows-1252, which is not UTF-8. */
export const NOT_UTF8 = Buffer.concat([Buffer.from('# één €\n# ca'), Buffer.from([0xe9]), Buffer.from('\n')]);
