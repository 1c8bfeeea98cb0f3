/** The options that the form begins with, once: those of a check that is to be repeated. */
let draft: Readonly<Record<string, unknown>> | undefined;

/** Keeps options for the next form. */
export function keepDraft(options: Readonly<Record<string, unknown>>): void {
  draft = options;
}

/** Returns the kept options, and forgets them. */
export function takeDraft(): Readonly<Record<string, unknown>> | undefined {
  const taken = draft;
  draft = undefined;
  return taken;
}
