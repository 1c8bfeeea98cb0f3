import { decideBooking } from '../domain/booking/decide-booking.ts';
import type { Distortion } from '../http/send.ts';
import type { InteractionResponse } from '../interaction-result.ts';
import type { Interaction, InteractionRequest } from '../interactions/interaction.ts';
import type { DecideBooking } from '../world/book.ts';
import type { World } from '../world/world.ts';
import type { Defect, MutationContext } from './defect.ts';
import { type Given, type ParsedResponse, parseResult, writeResponse } from './mutate.ts';

/** What reaches across from the organization that has it. */
interface ForeignDefect {
  readonly defect: Defect;
  readonly owner: World;
}

/** An answer that was spoiled. */
interface Spoiled {
  readonly answer: InteractionResponse;
  readonly distortion: Distortion;
}

/** The defects that a request meets: its organization's own, and those of others that reach across; undefined when none. */
export function defectsFor(spoiled: readonly World[], world: World): RequestDefects | undefined {
  const foreign = spoiled
    .filter((owner) => owner !== world)
    .flatMap((owner) =>
      owner.defects.all.filter(({ foreignResponse: across }) => across).map((defect) => ({ defect, owner })),
    );
  return world.defects.any || foreign.length > 0 ? new RequestDefects(world, foreign) : undefined;
}

/** The defects of one request, applied at each of the places that it comes through. */
export class RequestDefects {
  readonly #world: World;
  readonly #own: readonly Defect[];
  readonly #foreign: readonly ForeignDefect[];
  readonly #struck = new Set<string>();
  #request: InteractionRequest | undefined;

  constructor(world: World, foreign: readonly ForeignDefect[]) {
    this.#world = world;
    this.#own = world.defects.all;
    this.#foreign = foreign;
  }

  /** Which of them have struck, for the journal. */
  get notes(): readonly string[] {
    return [...this.#struck].map((id) => `defect ${id}`);
  }

  /** What the request has to wait for before it is handled. */
  hold(request: InteractionRequest): Promise<unknown> | undefined {
    const waits = this.#own.flatMap(({ beforeInteraction: hold }) => hold?.(request, this.#world) ?? []);
    return waits.length > 0 ? Promise.all(waits) : undefined;
  }

  /** Handles the request as the defects have it understood. */
  interact(interaction: Interaction, request: InteractionRequest): Given {
    this.#request = request;
    let understood = request;
    for (const { id, request: change } of this.#own) {
      const changed = change?.(understood, this.#world);
      if (!changed) continue;
      this.#struck.add(id);
      if (!('operation' in changed)) return changed;
      understood = changed;
    }
    const isSpoiled = this.#own.some(({ decision: decide }) => decide);
    return interaction(this.#world, isSpoiled ? { ...understood, decide: this.#decide(request) } : understood);
  }

  #decide(request: InteractionRequest): DecideBooking {
    const world = this.#world;
    return (booking, candidates, now) => {
      let decision = decideBooking(booking, candidates, now);
      for (const { id, decision: decide } of this.#own) {
        const changed = decide?.(decision, { world, request, booking, candidates, now });
        if (!changed) continue;
        this.#struck.add(id);
        decision = changed;
      }
      return decision;
    };
  }

  /** Spoils what is about to be sent; undefined where none of them does. */
  spoil(given: Given, operation: MutationContext['operation']): Spoiled | undefined {
    if (this.#foreign.length === 0 && !this.#own.some(({ response: reply }) => reply)) return undefined;
    const exchange: MutationContext = { world: this.#world, operation, request: this.#request };
    let reply = parseResult(given);
    let isSpoiled = false;
    const take = (id: string, changed: ParsedResponse | undefined): void => {
      if (!changed) return;
      this.#struck.add(id);
      reply = changed;
      isSpoiled = true;
    };
    for (const { defect, owner } of this.#foreign) take(defect.id, defect.foreignResponse?.(reply, exchange, owner));
    for (const { id, response: change } of this.#own) take(id, change?.(reply, exchange));
    if (!isSpoiled) return undefined;
    return {
      answer: writeResponse(reply),
      distortion: reply.mediaType === undefined ? {} : { mediaType: reply.mediaType },
    };
  }
}
