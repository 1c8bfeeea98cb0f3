import { drawDuration } from '../domain/duration.ts';
import type { InboundEffect } from '../domain/fault/rule.ts';
import type { InteractionResponse, JournalDetails } from '../interaction-result.ts';
import { isProblem, type Problem } from '../problem.ts';
import { toOutcome } from '../representation/outcome.ts';
import type { World } from '../world/world.ts';
import { type Distortion, wholeBody } from './send.ts';

/** What comes of a request that a fault has struck. */
type FaultedAnswer =
  | { readonly kind: 'answer'; readonly answer: InteractionResponse | ProblemAbout; readonly distortion: Distortion }
  /** What was done before the connection is reset, if anything was. */
  | { readonly kind: 'reset'; readonly about: JournalDetails };

type ProblemAbout = Problem & { readonly about?: JournalDetails };

const HTML = Buffer.from(
  '<!DOCTYPE html>\n<html><head><title>Maintenance</title></head><body><h1>We will be back soon</h1></body></html>\n',
);

/**
 * Applies a fault's effect: delay, status and reset before or after the request is handled, then what happens to the
 * answer's body and media type.
 * @param run handles the request
 */
export async function answerWithFault(
  effect: InboundEffect,
  world: World,
  subject: string,
  run: () => InteractionResponse | ProblemAbout,
): Promise<FaultedAnswer> {
  const handled = effect.stage === 'after' ? await settledAnswer(run) : undefined;
  if (effect.delay !== undefined)
    await world.delay(
      drawDuration(effect.delay, () => world.random.next('delay')),
      subject,
    );
  const about = handled?.about ?? {};
  if (effect.reset) return { kind: 'reset', about };
  const injected = injectedProblem(effect);
  const answer = (injected && { ...injected, about }) ?? handled ?? (await settledAnswer(run));
  const mediaType = effect.mediaType ?? (effect.body === 'html' ? 'text/html; charset=utf-8' : undefined);
  const distortion = {
    ...(mediaType === undefined ? {} : { mediaType }),
    ...(effect.body === 'truncated' ? { truncated: true } : {}),
  };
  return { kind: 'answer', answer: withBody(answer, effect.body), distortion };
}

async function settledAnswer(
  run: () => InteractionResponse | ProblemAbout,
): Promise<InteractionResponse | ProblemAbout> {
  const answer = run();
  if (!isProblem(answer)) await answer.sendAfter;
  return answer;
}

function injectedProblem({ status, retryAfterSeconds }: InboundEffect): Problem | undefined {
  if (status === undefined) return undefined;
  const headers = retryAfterSeconds === undefined ? {} : { headers: { 'Retry-After': String(retryAfterSeconds) } };
  return { problem: 'injected', status, ...headers };
}

/** Problems become answers here only where their body is spoiled. */
function withBody(
  answer: InteractionResponse | ProblemAbout,
  body: InboundEffect['body'],
): InteractionResponse | ProblemAbout {
  if (body === undefined || body === 'truncated') return answer;
  const whole = isProblem(answer) ? problemAnswer(answer) : answer;
  if (body === 'empty') return { ...whole, head: '', parts: [] };
  if (body === 'html') return { ...whole, head: '', parts: [HTML] };
  const bytes = wholeBody(whole);
  return { ...whole, head: '', parts: [bytes.subarray(0, Math.floor(bytes.length / 2))] };
}

function problemAnswer(problem: ProblemAbout): InteractionResponse {
  const { status, body } = toOutcome(problem);
  return {
    status,
    about: problem.about ?? {},
    headers: problem.headers ?? {},
    head: JSON.stringify(body),
    parts: [],
  };
}
