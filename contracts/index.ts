/**
 * Contracts between Spreekuur.nl and a XIS, as Pact has them: `verifyXis()` verifies a XIS with them, `verifySpreekuur()` the
 * other side. `XIS_STATES` and `SPREEKUUR_STATES` are what an endpoint for provider states is asked for.
 */
export type { NameOption, VerificationOptionName } from './option-names.ts';
export { type Provider, pactPath } from './pacts.ts';
export { TargetError } from './preflight.ts';
export { jsonReport } from './report/json.ts';
export { junitReport } from './report/junit.ts';
export { textReport } from './report/text.ts';
export type { StatesEndpoint } from './states/endpoint-states.ts';
export { SPREEKUUR_STATES } from './states/spreekuur-states.ts';
export type { ProviderState, StateValue } from './states/state.ts';
export { VALUES } from './states/values.ts';
export { XIS_STATES } from './states/xis-states.ts';
export type { InteractionResult, Mismatch, VerificationReport } from './verification/report.ts';
export { Interrupted, type PactSource, VerifierError } from './verification/run-verifier.ts';
export { type SpreekuurVerificationOptions, verifySpreekuur } from './verify-spreekuur.ts';
export { verifyXis, type XisVerificationOptions } from './verify-xis.ts';
