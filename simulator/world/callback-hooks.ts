import type { DefectId } from '../defects/ids.ts';
import type { Message } from '../domain/callback/delivery.ts';
import type { AttemptResult, DeliveryStep } from '../domain/callback/retry.ts';
import type { Callback } from '../representation/callback.ts';
import type { Changes } from './changes.ts';

export type DeliveryEffect = 'lost' | 'twice';

/** A deviation of the token of a callback: it is missing, not valid, or the one that was refused before. */
export type TokenDeviation = 'missing' | 'expired' | 'with-bsn' | 'reused';

/**
 * The hooks by which a defect changes callbacks; each returns `undefined` where it changes nothing.
 * `Context` is what a hook needs beside the message; hooks that are bound to a world need nothing.
 */
export interface CallbackHooks<Context extends readonly unknown[] = []> {
  /** Replaces a callback that is about to be sent; `attempt` counts from 1. */
  readonly callback?: (callback: Callback, message: Message, attempt: number) => Callback | undefined;
  /** Decides whether a new callback is dropped or sent twice. */
  readonly delivery?: (message: Message, ...context: Context) => DeliveryEffect | undefined;
  /** Returns why an attempt that would be repeated is the last. */
  readonly giveUp?: (result: AttemptResult) => string | undefined;
  /** The deviation of the tokens of callbacks (AU-7, AU-9). */
  readonly tokenDeviation?: TokenDeviation;
}

/** A defect as its world knows it: by its id and what it does to callbacks. */
export interface ActiveDefect extends CallbackHooks {
  readonly id: DefectId;
  /** Whether it changes responses to requests of other organizations, or of no organization. */
  readonly reachesOthers: boolean;
  /** Whether it changes the judgment on tokens, before which no organization is opened. */
  readonly judgesTokens: boolean;
}

/** The defects that an organization has now, in the order in which they apply. */
export class ActiveDefects {
  readonly #bind: (ids: readonly string[]) => readonly ActiveDefect[];
  readonly #onChange: () => void;
  #defects: readonly ActiveDefect[] = [];
  #ids: readonly DefectId[] = [];
  readonly #changes: Changes;
  /** All that were active so far, whose effects on appointments stay. */
  readonly #seen = new Set<string>();

  /**
   * @param bind returns the defects with these ids, bound to the organization's world
   * @param onChange is called after each change
   */
  constructor(bind: (ids: readonly string[]) => readonly ActiveDefect[], onChange: () => void, changes: Changes) {
    this.#changes = changes;
    this.#bind = bind;
    this.#onChange = onChange;
  }

  get any(): boolean {
    return this.#ids.length > 0;
  }

  /** Whether one of them changes responses to requests of other organizations, or of no organization. */
  get reachOthers(): boolean {
    return this.#defects.some(({ reachesOthers }) => reachesOthers);
  }

  /** Whether one of them works on requests before its organization is opened for them. */
  get needOpenOrganization(): boolean {
    return this.#defects.some(({ reachesOthers, judgesTokens }) => reachesOthers || judgesTokens);
  }

  get ids(): readonly DefectId[] {
    return this.#ids;
  }

  /** Returns the ids of the defects that were active before. */
  get former(): readonly string[] {
    const active: readonly string[] = this.#ids;
    return [...this.#seen].filter((id) => !active.includes(id));
  }

  /**
   * Replaces the defects.
   * @param former the defects that were active before, when the world is restored
   */
  set(ids: readonly string[], former: readonly string[] = []): void {
    for (const id of [...former, ...ids]) this.#seen.add(id);
    this.#defects = this.#bind(ids);
    this.#ids = this.#defects.map(({ id }) => id);
    this.#changes.set('setting', 'defects', { active: this.#ids, former: this.former });
    this.#onChange();
  }

  /** The deviations of the tokens of callbacks. */
  get tokenDeviations(): ReadonlySet<TokenDeviation> {
    return new Set(this.#defects.flatMap(({ tokenDeviation }) => tokenDeviation ?? []));
  }

  /** Changes a callback that is about to be sent. */
  callback(callback: Callback, message: Message, attempt: number): Callback {
    return this.#defects.reduce((changed, defect) => defect.callback?.(changed, message, attempt) ?? changed, callback);
  }

  /** Returns what happens to a new callback, and the defect that causes it. */
  delivery(message: Message): { readonly effect: DeliveryEffect; readonly by: DefectId } | undefined {
    for (const { id, delivery } of this.#defects) {
      const effect = delivery?.(message);
      if (effect) return { effect, by: id };
    }
    return undefined;
  }

  /** Changes the step that follows a delivery attempt. */
  step(step: DeliveryStep, result: AttemptResult): DeliveryStep {
    if (step.next !== 'retry') return step;
    const [reason] = this.#defects.flatMap(({ giveUp }) => giveUp?.(result) ?? []);
    return reason === undefined ? step : { next: 'failed', reason };
  }
}
