/** AGB code of a Dutch care provider or organization: eight digits, not all zero. */
export type Agb = string & { readonly '~brand': 'Agb' };

/** The FHIR naming system of AGB codes (TR-2). */
export const AGB_SYSTEM = 'http://fhir.nl/fhir/NamingSystem/agb-z';

/** Returns whether `text` is an AGB code. */
export function isAgb(text: string): text is Agb {
  return /^\d{8}$/.test(text) && text !== '00000000';
}

/** Returns `text` as an AGB code; undefined when it is not one. */
export function parseAgb(text: string): Agb | undefined {
  return isAgb(text) ? text : undefined;
}
