import type { Attempt } from '../domain/callback/delivery.ts';

/** Returns whether Spreekuur.nl refused the token of the last attempt that was sent. */
export function wasRefused(attempts: readonly Attempt[]): boolean {
  return attempts.findLast(({ failure }) => failure !== 'no-token')?.status === 401;
}

/** The attempts of a delivery that keep the body of their response. */
const MAX_ANSWERS = 10;

/** Removes the response bodies of old attempts, of which a delivery may have thousands. */
export function withoutOldAnswers(attempts: readonly Attempt[]): readonly Attempt[] {
  const oldest = attempts.at(-MAX_ANSWERS);
  if (oldest?.answer === undefined) return attempts;
  const { answer: _answer, ...rest } = oldest;
  return attempts.with(-MAX_ANSWERS, rest);
}
