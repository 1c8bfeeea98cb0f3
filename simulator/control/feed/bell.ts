/** Wakes a reader that waits, or that is about to wait. */
export class Bell {
  #hasRung = false;
  #wake: (() => void) | undefined;

  ring(): void {
    this.#hasRung = true;
    this.#wake?.();
  }

  /** Resolves when the bell rings, or at once when it has rung since the last wait. */
  async wait(): Promise<void> {
    if (!this.#hasRung) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#hasRung = false;
    this.#wake = undefined;
  }
}
