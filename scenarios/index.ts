/**
 * Scenarios: YAML files with the steps of patient, practitioner, clock and network, and their expectations. `loadScenarios()`
 * reads them, and `runScenario()` runs one with the booking engine and the simulator.
 */
export type { ErrorCode } from '../errors/catalogue.ts';
export { XisTestkitError } from '../errors/xis-testkit-error.ts';
export { ConfigurationError, type Mistake } from '../schema/mistake.ts';
export { defaultScenariosPath, type LoadOptions, loadScenarios, parseScenario } from './runner/load.ts';
export type { Difference } from './runner/match.ts';
export {
  formatFailure,
  formatJsonReport,
  formatJunitReport,
  formatProgress,
  formatSummary,
} from './runner/report.ts';
export { runScenario, type ScenarioFailure, type ScenarioOptions, type ScenarioResult } from './runner/run-scenario.ts';
export type { Scenario, ScenarioPatient } from './runner/scenario.ts';
