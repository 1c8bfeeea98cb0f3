import type { Defect } from '../defects/defect.ts';
import type { Message } from '../domain/callback/delivery.ts';
import type { AttemptResult, DeliveryStep } from '../domain/callback/retry.ts';
import type { Callback } from '../representation/callback.ts';
import type { World } from './world.ts';

/** The defects that an organization has now, and what they do to its callbacks. */
export class ActiveDefects {
  readonly #world: World;
  #all: readonly Defect[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  get any(): boolean {
    return this.#all.length > 0;
  }

  /** In the order in which they are applied. */
  get all(): readonly Defect[] {
    return this.#all;
  }

  /** Makes these the defects, by their ids, and no others. */
  set(ids: readonly string[]): void {
    const { defectsNamed, defectsChanged } = this.#world.dependencies;
    this.#all = ids.length === 0 ? [] : defectsNamed(ids);
    defectsChanged();
  }

  /** A callback as it is sent. */
  callback(callback: Callback, message: Message): Callback {
    return this.#all.reduce((sent, defect) => defect.callback?.(sent, message) ?? sent, callback);
  }

  /** What becomes of a callback that was just made, and by which defect. */
  delivery(message: Message): { readonly effect: 'lost' | 'twice'; readonly by: string } | undefined {
    for (const { id, delivery } of this.#all) {
      const effect = delivery?.(message, this.#world);
      if (effect) return { effect, by: id };
    }
    return undefined;
  }

  /** What follows from an attempt to deliver. */
  step(step: DeliveryStep, result: AttemptResult): DeliveryStep {
    if (step.next !== 'retry') return step;
    const [reason] = this.#all.flatMap(({ giveUp: givesUp }) => givesUp?.(result) ?? []);
    return reason === undefined ? step : { next: 'failed', reason };
  }
}
