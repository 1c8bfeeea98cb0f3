import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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
import { DEFAULT_PATIENTS } from './default-patients.ts';
import type { Scenario, ScenarioFile, ScenarioPatient, Step } from './scenario.ts';
import type { CommonInput } from './step.ts';
import { STEP_KINDS } from './step-kinds.ts';

/** Where the scenarios are that the package comes with. */
export function defaultScenariosPath(): string {
  return join(dirname(createRequire(import.meta.url).resolve('#package')), 'scenarios');
}

/** How scenarios are read. */
export interface LoadOptions {
  /** The practices of scenarios that name none; without it the built-in ones. */
  readonly configuration?: Configuration;
}

/**
 * Reads scenarios.
 * @param paths files, and folders of which every `.yaml` and `.yml` file counts, at any depth
 * @throws ConfigurationError with every mistake in all of the files, each with its file, line and key
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
 * Parses the text of a scenario.
 * @param name of the text in messages
 * @throws ConfigurationError with every mistake
 */
export async function parseScenario(text: string, name: string, options: LoadOptions = {}): Promise<Scenario> {
  return toScenario(parseYaml(text, name), name, options);
}

async function toScenario({ value, locate }: YamlDocument, name: string, options: LoadOptions): Promise<Scenario> {
  const outlined = checkOutline(value);
  if (outlined.length > 0) throw new ConfigurationError(outlined, locate);
  const file = value as ScenarioFile;
  const named = file.practice ? [file.practice] : file.practices;
  const given = named ?? (options.configuration ?? (await defaultConfiguration())).organizations;
  const organizations = given.map((organization) => standingStill(organization, file.now));
  const patients = file.patients ?? patientsOf(organizations[0], named === undefined);
  const mistakes = checkSteps(file.steps, { organizations, patients });
  if (mistakes.length > 0) throw new ConfigurationError(mistakes, locate);
  const { title, clauses, engine = {}, engines = {} } = file;
  return {
    file: name,
    title,
    clauses,
    organizations,
    patients,
    steps: file.steps.map((step, index) => readStep(step as CommonInput, ['steps', index])),
    engineOf: (agb) => ({ ...engine, ...engines[agb] }),
    locate,
  };
}

const MONDAY_MORNING = '2027-01-11T07:00:00+01:00';

/** A practice whose clock only goes when a step says so. */
function standingStill(organization: OrganizationConfiguration, now = MONDAY_MORNING): OrganizationConfiguration {
  return { ...organization, clock: { now, ...organization.clock, frozen: true } };
}

/** The usual patients; those of the practice where it is not the scenario's own. */
function patientsOf(
  organization: OrganizationConfiguration | undefined,
  isForeign: boolean,
): Readonly<Record<string, ScenarioPatient>> {
  if (!isForeign) return DEFAULT_PATIENTS;
  const known = organization?.patients ?? [];
  return Object.fromEntries(
    Object.entries(DEFAULT_PATIENTS).map(([name, usual], index) => {
      const own = known[index];
      if (!own) return [name, usual];
      const { id, name: display = usual.display, bsn } = own;
      return [name, { reference: `Patient/${id}`, display, bsn: bsn ?? usual.bsn ?? '' }];
    }),
  );
}

function readStep(input: CommonInput, path: Step['path']): Step {
  const kind = STEP_KINDS.find(({ name }) => name === input.do);
  if (!kind) throw new Error(`a step of no kind: ${input.do}`);
  return { kind, input, path };
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
