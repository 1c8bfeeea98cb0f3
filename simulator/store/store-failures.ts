import type { Agb } from '../../fhir/agb.ts';
import { StoreUnavailableError } from './store-error.ts';

/** The work that a store was asked for. A full disk can still be read. */
type Work = 'read' | 'store';

/** Reports the failures of a store once, and not for each request. */
export class StoreFailures {
  readonly #report: (error: unknown) => void;
  /** The work that has failed, until it succeeds. */
  #failing: Work | undefined;
  /** The organizations that are reported as damaged. */
  readonly #damaged = new Set<Agb>();

  constructor(report: (error: unknown) => void) {
    this.#report = report;
  }

  /** Reports that a store is down or full, unless that is known. Any other error is reported each time. */
  note(work: Work, error: unknown): void {
    if (!(error instanceof StoreUnavailableError)) return this.#report(error);
    if (!this.#failing) this.#report(error);
    if (this.#failing !== 'store') this.#failing = work;
  }

  /** Calls the store. That it is down is reported once, until it works again. */
  async watch<T>(call: () => Promise<T>): Promise<T> {
    try {
      const result = await call();
      this.noteSuccess('read');
      return result;
    } catch (error) {
      if (error instanceof StoreUnavailableError) this.note('read', error);
      throw error;
    }
  }

  /** Opens one of several organizations. One that is damaged is reported once, and counts as missing. */
  async unlessDamaged<T>(agb: Agb, open: () => Promise<T | undefined>): Promise<T | undefined> {
    try {
      return await open();
    } catch (error) {
      if (error instanceof StoreUnavailableError) throw error;
      if (!this.#damaged.has(agb)) this.#report(error);
      this.#damaged.add(agb);
      return undefined;
    }
  }

  /** Notes that work has succeeded. */
  noteSuccess(work: Work): void {
    if (work === 'store' || this.#failing === 'read') this.#failing = undefined;
  }

  /** Notes that an organization is open, or dropped. */
  forgetDamage(agb: Agb): void {
    this.#damaged.delete(agb);
  }
}
