/**
 * Contracts between Spreekuur.nl and a XIS, as Pact has them: `verifyXis()` verifies a XIS with them, `verifySpreekuur()` the
 * other side. `XIS_STATES` and `SPREEKUUR_STATES` are what a provider-state endpoint is asked for.
 */

export { type Provider, pactPath } from './pacts.ts';
export { SPREEKUUR_STATES } from './states/spreekuur-states.ts';
export type { ProviderState, StateValue } from './states/state.ts';
export { VALUES } from './states/values.ts';
export { XIS_STATES } from './states/xis-states.ts';
export type { InteractionResult, Mismatch, VerificationReport } from './verification/report.ts';
export { type PactSource, VerifierError } from './verification/run-verifier.ts';
export { verifyXis, type XisVerificationOptions } from './verify-xis.ts';
