/** Characters that control a terminal or cannot be in an argument. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/u;

/**
 * Quotes a text as one shell word: in single quotes, where no character is special, or as `$'…'` when it has unprintable
 * characters. bash, ksh, zsh and POSIX 2024 support the latter.
 */
export function quoteForShell(text: string): string {
  if (!UNPRINTABLE.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const escapedText = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === '\n') return '\\n';
    // An argument ends at a NUL, and a lone surrogate is not valid UTF-8.
    if (code === 0 || /\p{Cs}/u.test(character)) return '\uFFFD';
    return /['\\!]/.test(character) || UNPRINTABLE.test(character) ? escapeOctal(character) : character;
  });
  return `$'${escapedText.join('')}'`;
}

/** Escapes as three octal digits; a hexadecimal escape would include the digits after it. */
function escapeOctal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
