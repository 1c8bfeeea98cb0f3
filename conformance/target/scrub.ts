import { redactText } from '../../fhir/redaction.ts';

/** Takes out of a text what must not be kept. */
export type Scrub = (text: string) => string;

/**
 * Makes what takes out BSNs, tokens, and the secrets that are known by their text: names, tokens.
 * @param secrets short ones are left: they would be found in everything
 */
export function createScrub(secrets: readonly (string | undefined)[]): Scrub {
  const known = new Set<string>();
  for (const secret of secrets) {
    if (secret === undefined || secret.length < 4) continue;
    known.add(secret).add(encodeURIComponent(secret));
  }
  return (text) => {
    let clean = redactText(text);
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    return clean;
  };
}
