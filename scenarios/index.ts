/**
 * Scenarios: files that say what patient, practitioner, clock and network do and what must be seen, played engine against
 * simulator. `loadScenarios()` reads them, `runScenario()` plays one.
 */
export type { ErrorCode } from '../errors/catalogue.ts';
export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export { ConfigurationError, type Mistake } from '../schema/mistake.ts';
export { defaultScenariosPath, type LoadOptions, loadScenarios, parseScenario } from './runner/load.ts';
export type { Difference } from './runner/match.ts';
export { jsonReport } from './runner/report/json.ts';
export { junitReport } from './runner/report/junit.ts';
export { failureText, progressLine, summaryLine } from './runner/report/text.ts';
export { runScenario, type ScenarioFailure, type ScenarioResult } from './runner/run-scenario.ts';
export type { Scenario, ScenarioPatient } from './runner/scenario.ts';
