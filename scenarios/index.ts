/**
 * Scenarios: YAML files with the steps of patient, practitioner, clock and network, and their expectations. `loadScenarios()`
 * reads them, and `runScenario()` runs one with the booking engine and the simulator.
 */
export { defaultScenariosPath, type LoadOptions, loadScenarios, parseScenario } from './runner/load.ts';
export type { Difference } from './runner/match.ts';
export {
  formatFailure,
  formatJsonReport,
  formatJunitReport,
  formatProgress,
  formatSummary,
} from './runner/report.ts';
export { runScenario, type ScenarioFailure, type ScenarioResult } from './runner/run-scenario.ts';
export type { Scenario, ScenarioPatient } from './runner/scenario.ts';
