import { readUnverifiedClaims } from '../../oauth/unverified-claims.ts';
import type { InspectedToken, TestTokens } from '../test-tokens.ts';

/** A token as it was when its callback arrived. */
export interface InspectedOnArrival extends InspectedToken {
  readonly state: 'valid' | 'expired' | 'revoked';
}

/** The seconds by which clocks may differ: a XIS may use a token until it expires. */
const CLOCK_SKEW_SECONDS = 60;

/** Inspects the token of a callback, at once: it may expire soon. Returns undefined where the authorization server fails. */
export async function inspectOnArrival(server: TestTokens, token: string): Promise<InspectedOnArrival | undefined> {
  try {
    const inspected = await server.inspect(token);
    const { isOurs, isActive, claims } = inspected;
    if (isActive || !isOurs) return { ...inspected, state: 'valid' };
    const overdue = (await readClock(server)) - Number(claims['exp']);
    return { ...inspected, state: overdue < 0 ? 'revoked' : overdue < CLOCK_SKEW_SECONDS ? 'valid' : 'expired' };
  } catch {
    return undefined;
  }
}

/** Returns the time of an authorization server, in seconds since the epoch: its clock may not be that of the run. */
async function readClock(server: TestTokens): Promise<number> {
  return Number(readUnverifiedClaims(await server.issue({}))?.['iat']);
}
