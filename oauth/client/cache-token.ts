/** A token, and until when it is used. */
export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since the epoch. */
  readonly usableUntil: number;
}

/**
 * Keeps a token as long as it can be used. Requests at the same time share one renewal, and so do requests that were refused
 * together.
 * @param renew gets a new token; gets the one that was refused, if any
 * @param now milliseconds since the epoch
 * @returns a function that gets the token that was refused, if any, and returns the current one
 */
export function cacheToken(
  renew: (refused: string | undefined) => Promise<IssuedToken>,
  now: () => number,
): (refused?: string) => Promise<string> {
  let latest: Promise<IssuedToken> | undefined;
  const start = async (refused: string | undefined): Promise<string> => {
    const started = renew(refused);
    latest = started;
    try {
      return (await started).token;
    } catch (error) {
      if (latest === started) latest = undefined;
      throw error;
    }
  };
  return async (refused) => {
    const known = latest;
    if (!known) return start(refused);
    const { token, usableUntil } = await known;
    const isUsable = now() < usableUntil && token !== refused;
    if (isUsable) return token;
    // Another request has started a renewal meanwhile.
    return latest === known || !latest ? start(refused) : (await latest).token;
  };
}
