/** Returns whether `text` is a FHIR logical id: 1 to 64 letters, digits, `-` and `.`. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9\-.]{1,64}$/.test(text);
}
