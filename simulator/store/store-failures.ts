import type { Agb } from '../../fhir/agb.ts';
import { StoreUnavailableError } from './store-error.ts';

/** What a store was asked to do. A full disk can still be read. */
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

  /** Notes that work has succeeded. */
  noteSuccess(work: Work): void {
    if (work === 'store' || this.#failing === 'read') this.#failing = undefined;
  }

  /** Reports an organization that cannot be opened, unless that is known. */
  noteDamage(agb: Agb, error: unknown): void {
    if (!this.#damaged.has(agb)) this.#report(error);
    this.#damaged.add(agb);
  }

  /** Notes that an organization is open, or dropped. */
  forgetDamage(agb: Agb): void {
    this.#damaged.delete(agb);
  }
}
