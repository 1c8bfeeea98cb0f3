/**
 * The Pact contracts between Spreekuur.nl and a XIS: `verifyXis()` verifies a XIS, `verifySpreekuur()` the other side.
 * `XIS_STATES` and `SPREEKUUR_STATES` are the states that an endpoint for provider states sets up.
 */

export type { ErrorCode } from '../errors/catalogue.ts';
export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export type { NamedOption, OptionNames } from './discovery/target.ts';
export { type Provider, pactPath } from './pacts.ts';
export { TargetError } from './preflight.ts';
export { formatJsonReport, formatJunitReport, formatTextReport } from './report.ts';
export type { StatesEndpoint } from './states/endpoint-states.ts';
export { SPREEKUUR_STATES } from './states/spreekuur-states.ts';
export type { ProviderState, StateValue } from './states/state.ts';
export { VALUES } from './states/values.ts';
export { XIS_STATES } from './states/xis-states.ts';
export type { FormOptions } from './verification/forms.ts';
export type { InteractionResult, Mismatch, VerificationReport } from './verification/report.ts';
export { Interrupted, type PactSource, VerifierError } from './verification/run-verifier.ts';
export { VerifierMissing } from './verification/verifier-missing.ts';
export { type SpreekuurVerificationOptions, verifySpreekuur } from './verify-spreekuur.ts';
export { verifyXis, type XisVerificationOptions } from './verify-xis.ts';
