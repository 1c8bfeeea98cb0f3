import type { InboundEffect } from '../domain/fault/rule.ts';
import type { InteractionResponse, InteractionResult } from '../interaction-result.ts';
import type { InteractionRequest, RunInteraction } from '../interactions/interaction.ts';
import { isProblem } from '../problem.ts';
import type { World } from '../world/world.ts';
import { toResponse, wholeBody } from './send.ts';

const HTML = Buffer.from(
  '<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>\n',
);

/**
 * Wraps an interaction in a fault: delay, status and reset apply before or after the interaction runs, the rest to its
 * response. The wrapper waits; the interaction itself still awaits nothing (AP-8).
 * @param delayMs on the organization's clock, before the response; undefined for no delay
 */
export function withFault(
  effect: InboundEffect,
  delayMs: number | undefined,
  interaction: RunInteraction,
): (world: World, request: InteractionRequest) => Promise<InteractionResult> {
  return async (world, request) => {
    const result = effect.stage === 'after' ? await runToEnd(interaction, world, request) : undefined;
    if (delayMs !== undefined) {
      await world.delay(delayMs, request.operation);
    }
    if (effect.reset) return { status: 0, parts: [], journal: result?.journal ?? {}, distortion: { reset: true } };
    const response = injectStatus(effect, result) ?? result ?? (await runToEnd(interaction, world, request));
    return distort(response, effect);
  };
}

async function runToEnd(
  interaction: RunInteraction,
  world: World,
  request: InteractionRequest,
): Promise<InteractionResult> {
  const result = await interaction(world, request);
  if (!isProblem(result)) await result.sendAfter;
  return result;
}

function injectStatus(
  { status, retryAfterSeconds }: InboundEffect,
  result: InteractionResult | undefined,
): InteractionResult | undefined {
  if (status === undefined) return undefined;
  const headers = retryAfterSeconds === undefined ? {} : { headers: { 'Retry-After': String(retryAfterSeconds) } };
  return { problem: 'injected', status, ...headers, journal: result?.journal ?? {} };
}

function distort(result: InteractionResult, effect: InboundEffect): InteractionResult {
  const { body } = effect;
  const mediaType = effect.mediaType ?? (body === 'html' ? 'text/html; charset=utf-8' : undefined);
  if (body === undefined && mediaType === undefined) return result;
  const response = toResponse(result);
  const distortion = {
    ...response.distortion,
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(body === 'truncated' ? { truncated: true } : {}),
  };
  return { ...distortBody(response, body), distortion };
}

function distortBody(response: InteractionResponse, body: InboundEffect['body']): InteractionResponse {
  if (body === undefined || body === 'truncated') return response;
  if (body === 'empty') return { ...response, head: '', parts: [] };
  if (body === 'html') return { ...response, head: '', parts: [HTML] };
  const bytes = wholeBody(response);
  return { ...response, head: '', parts: [bytes.subarray(0, Math.floor(bytes.length / 2))] };
}
