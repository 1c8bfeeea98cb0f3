import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { packagePath } from '../../package/files.ts';
import type { LocatedMistake } from '../../schema/mistake.ts';
import { fileError } from '../../schema/text-file.ts';
import { parseYaml, readYamlFile, type YamlDocument } from '../../schema/yaml.ts';
import {
  type Configuration,
  ConfigurationError,
  defaultConfiguration,
  type OrganizationConfiguration,
} from '../../simulator/index.ts';
import { checkOutline, checkSteps } from './check.ts';
import type { Scenario, ScenarioFile, ScenarioPatient, StepInput } from './scenario.ts';

/** The patients of scenarios without `patients`; the built-in practices have them. */
const DEFAULT_PATIENTS: Readonly<Record<string, ScenarioPatient>> = {
  emma: { reference: 'Patient/1', display: 'Emma de Boer', bsn: '999900109' },
  daan: { reference: 'Patient/2', display: 'Daan Visser', bsn: '999900390' },
};

const DEFAULT_NOW = '2027-01-11T07:00:00+01:00';

/** Returns the path of the scenarios of the package. */
export function defaultScenariosPath(): string {
  return packagePath('scenarios');
}

/** The options of reading scenarios. */
export interface LoadOptions {
  /** The practices of scenarios without practices; default: the built-in ones. */
  readonly configuration?: Configuration;
}

/**
 * Reads scenario files.
 * @param paths files, and folders with `.yaml` and `.yml` files at any depth
 * @throws ConfigurationError with every mistake in all files, each with its file, line and key
 * @example
 * const scenarios = await loadScenarios([defaultScenariosPath()]);
 */
export async function loadScenarios(paths: readonly string[], options: LoadOptions = {}): Promise<readonly Scenario[]> {
  const mistakes: LocatedMistake[] = [];
  const scenarios: Scenario[] = [];
  for (const file of await findFiles(paths)) {
    try {
      scenarios.push(await toScenario(await readYamlFile(file, 'a scenario'), file, options));
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      mistakes.push(...error.mistakes);
    }
  }
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, (mistake) => (mistake as LocatedMistake).place);
  return scenarios;
}

/**
 * Parses and validates a scenario.
 * @param name the name of the file in messages
 * @throws ConfigurationError with every mistake
 */
export async function parseScenario(text: string, name: string, options: LoadOptions = {}): Promise<Scenario> {
  return toScenario(parseYaml(text, name), name, options);
}

async function toScenario({ value, locate }: YamlDocument, name: string, options: LoadOptions): Promise<Scenario> {
  const outlineMistakes = checkOutline(value);
  if (outlineMistakes.length > 0) throw new ConfigurationError(outlineMistakes, locate);
  const file = value as ScenarioFile;
  const scenarioPractices = file.practice ? [file.practice] : file.practices;
  const practices = scenarioPractices ?? (options.configuration ?? (await defaultConfiguration())).organizations;
  const organizations = practices.map((organization) => freezeClock(organization, file.now));
  const patients =
    file.patients ?? (scenarioPractices ? DEFAULT_PATIENTS : findDefaultPatients(organizations[0]?.patients));
  const mistakes = checkSteps(file.steps, { organizations, patients });
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  const { title, clauses, engine = {}, engines = {} } = file;
  return {
    file: name,
    title,
    clauses,
    organizations,
    patients,
    authorizationServer: file.authorizationServer,
    steps: (file.steps as readonly StepInput[]).map((input, index) => ({
      do: input.do,
      input,
      path: ['steps', index],
    })),
    engineOf: (agb) => ({ ...engine, ...engines[agb] }),
    locate,
  };
}

/** Freezes the clock of a practice, so that only steps move it. */
function freezeClock(organization: OrganizationConfiguration, now = DEFAULT_NOW): OrganizationConfiguration {
  return { ...organization, clock: { now, ...organization.clock, frozen: true } };
}

/** Replaces the default patients by patients of a practice, where it has any. */
function findDefaultPatients(
  patients: OrganizationConfiguration['patients'] = [],
): Readonly<Record<string, ScenarioPatient>> {
  return Object.fromEntries(
    Object.entries(DEFAULT_PATIENTS).map(([name, fallback], index) => {
      const patient = patients[index];
      if (!patient) return [name, fallback];
      const { id, name: display = fallback.display, bsn } = patient;
      return [name, { reference: `Patient/${id}`, display, bsn: bsn ?? fallback.bsn ?? '' }];
    }),
  );
}

async function findFiles(paths: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of paths) {
    const isFolder = await stat(path).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      found.push(path);
      continue;
    }
    const names = await readdir(path, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      throw fileError(error, path, 'a folder of scenarios');
    });
    const files = names.filter((entry) => entry.isFile() && /\.ya?ml$/.test(entry.name));
    found.push(...files.map((entry) => join(entry.parentPath ?? entry.path, entry.name)).sort());
  }
  return [...new Set(found)];
}
