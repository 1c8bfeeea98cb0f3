import type { Agb } from '../../fhir/agb.ts';
import type { Leniency } from '../../oauth/bearer/validate.ts';
import { decideBooking } from '../domain/booking/decide-booking.ts';
import type { InteractionResult } from '../interaction-result.ts';
import type { Interaction, InteractionRequest } from '../interactions/interaction.ts';
import { isProblem, type Problem, type ProblemId } from '../problem.ts';
import type { DecideBooking } from '../world/book.ts';
import type { World } from '../world/world.ts';
import { activeDefects, type IdentifiedDefect } from './catalogue.ts';
import type { JudgedToken, MutationContext, ParsedResponse } from './defect.ts';
import type { DefectId } from './ids.ts';
import { parseResult, serializeResponse } from './mutate.ts';

/** A defect of another organization that changes responses of this one. */
interface ForeignDefect {
  readonly defect: IdentifiedDefect;
  readonly owner: World;
}

/** Returns the defects that apply to a request for a world; undefined when there are no such defects. */
export function defectsFor(world: World, worldsReachingOthers: readonly World[]): RequestDefects | undefined {
  const foreign = worldsReachingOthers
    .filter((owner) => owner !== world)
    .flatMap((owner) =>
      activeDefects(owner)
        .filter(({ foreignResponse }) => foreignResponse)
        .map((defect) => ({ defect, owner })),
    );
  return world.defects.any || foreign.length > 0 ? new RequestDefects(world, foreign) : undefined;
}

/** Returns the world that serves requests although they name no organization, or an unknown one. */
export function findServingWorld(worldsReachingOthers: readonly World[], problem: ProblemId): World | undefined {
  return worldsReachingOthers.find((world) => activeDefects(world).some(({ serves }) => serves === problem));
}

/**
 * Returns whether a defect hides `GET /metadata`. The path belongs to no organization, so a defect of any organization
 * applies, unless the request names another one.
 */
export function isMetadataHidden(worldsReachingOthers: readonly World[], agb: Agb | undefined): boolean {
  return worldsReachingOthers.some(
    (world) =>
      (agb === undefined || agb === world.practice.agb) &&
      activeDefects(world).some(({ hidesMetadata }) => hidesMetadata),
  );
}

/** The defects that apply to one request. */
export class RequestDefects {
  readonly #world: World;
  readonly #defects: readonly IdentifiedDefect[];
  readonly #foreign: readonly ForeignDefect[];
  readonly #ids: readonly DefectId[];
  readonly #applied = new Set<DefectId>();

  constructor(world: World, foreign: readonly ForeignDefect[]) {
    this.#world = world;
    this.#defects = activeDefects(world);
    this.#foreign = foreign;
    this.#ids = world.defects.ids;
  }

  /** Whether the organization has the same defects as when the request came. */
  get areCurrent(): boolean {
    return this.#world.defects.ids === this.#ids;
  }

  /** The parts that the validation of the request's token leaves out; undefined when it leaves out nothing. */
  get leniency(): Leniency | undefined {
    const lenient = this.#defects.flatMap(({ leniency }) => leniency ?? []);
    if (lenient.length === 0) return undefined;
    return {
      ignores: new Set(lenient.flatMap(({ ignores = [] }) => [...ignores])),
      accepts: new Set(lenient.flatMap(({ accepts = [] }) => [...accepts])),
      keepsOldKeys: lenient.some(({ keepsOldKeys = false }) => keepsOldKeys),
    };
  }

  /** Returns why the request is rejected because of its token; undefined if it is not. */
  judgeToken(judged: JudgedToken): Problem | undefined {
    let { problem } = judged;
    for (const { id, token: hook } of this.#defects) {
      const changed = hook?.({ ...judged, problem }, this.#world);
      if (changed === undefined) continue;
      this.#applied.add(id);
      problem = changed === 'serve' ? undefined : changed;
    }
    return problem;
  }

  /** Returns what the request waits for before its interaction runs; the interaction itself awaits nothing (AP-8). */
  beforeInteraction(request: InteractionRequest): Promise<unknown> | undefined {
    const waits = this.#defects.flatMap(({ beforeInteraction }) => beforeInteraction?.(request, this.#world) ?? []);
    return waits.length > 0 ? Promise.all(waits) : undefined;
  }

  /** Wraps an interaction: changes its request, its decision on a booking, and its response. */
  around(interaction: Interaction): Interaction {
    return (world, request) => {
      const result = this.#interact(interaction, world, request);
      return this.mutateResponse(result, request.operation, request);
    };
  }

  #interact(interaction: Interaction, world: World, request: InteractionRequest): InteractionResult {
    let mutated = request;
    for (const { id, request: hook } of this.#defects) {
      const changed = hook?.(mutated, world);
      if (!changed) continue;
      this.#applied.add(id);
      if (!('operation' in changed)) return changed;
      mutated = changed;
    }
    const decides = this.#defects.some(({ decision }) => decision);
    return interaction(world, decides ? { ...mutated, decide: this.#decideBooking(request) } : mutated);
  }

  #decideBooking(request: InteractionRequest): DecideBooking {
    const world = this.#world;
    return (booking, candidates, now) => {
      let current = decideBooking(booking, candidates, now);
      for (const { id, decision: hook } of this.#defects) {
        const changed = hook?.(current, { world, request, booking, candidates, now });
        if (!changed) continue;
        this.#applied.add(id);
        current = changed;
      }
      return current;
    };
  }

  /**
   * Changes a result before it is sent, and adds the applied defects to its notes.
   * @param request undefined when the request did not reach its interaction
   */
  mutateResponse(
    result: InteractionResult,
    operation: MutationContext['operation'],
    request?: InteractionRequest,
  ): InteractionResult {
    const changed = this.#mutate(result, { world: this.#world, operation, request });
    const notes = [...this.#applied].map((id) => `defect ${id}`);
    return { ...changed, journal: { ...changed.journal, notes: [...notes, ...(changed.journal?.notes ?? [])] } };
  }

  #mutate(result: InteractionResult, context: MutationContext): InteractionResult {
    if (this.#foreign.length === 0 && !this.#defects.some(({ response }) => response)) return result;
    let response = parseResult(result);
    let isChanged = false;
    const apply = (id: DefectId, changed: ParsedResponse | undefined): void => {
      if (!changed) return;
      this.#applied.add(id);
      response = changed;
      isChanged = true;
    };
    for (const { defect, owner } of this.#foreign) apply(defect.id, defect.foreignResponse?.(response, context, owner));
    for (const { id, response: hook } of this.#defects) apply(id, hook?.(response, context));
    if (!isChanged) return result;
    const problem = isProblem(result) && response.status >= 400 ? { problem: result.problem } : {};
    const { sendAfter } = isProblem(result) ? {} : result;
    return {
      ...serializeResponse({ ...response, journal: { ...response.journal, ...problem } }),
      ...(sendAfter ? { sendAfter } : {}),
    };
  }
}
