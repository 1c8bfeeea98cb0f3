/** The clock of an authorization server: that of the machine, with an offset, or frozen. */
export class ServerClock {
  readonly #machine: () => number;
  #offset = 0;
  #frozenAt: number | undefined;

  /** @param machine returns the time of the machine, in milliseconds since the epoch */
  constructor(machine: () => number) {
    this.#machine = machine;
  }

  readonly now = (): number => this.#frozenAt ?? this.#machine() + this.#offset;

  get isFrozen(): boolean {
    return this.#frozenAt !== undefined;
  }

  /** Moves the clock forward by a number of milliseconds. */
  advance(milliseconds: number): void {
    if (this.#frozenAt === undefined) this.#offset += milliseconds;
    else this.#frozenAt += milliseconds;
  }

  /** Sets the clock to a time in milliseconds since the epoch; frozen, it stays there. */
  set(now: number, isFrozen: boolean): void {
    this.#offset = now - this.#machine();
    this.#frozenAt = isFrozen ? now : undefined;
  }

  /** Returns to the time of the machine. */
  reset(): void {
    this.#offset = 0;
    this.#frozenAt = undefined;
  }
}
