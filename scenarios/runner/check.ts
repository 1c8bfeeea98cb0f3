import { didYouMean } from '../../output/did-you-mean.ts';
import { validator } from '../../schema/validator.ts';
import {
  checkOrganization,
  describeMistake,
  type Mistake,
  type OrganizationConfiguration,
} from '../../simulator/index.ts';
import { parsePattern } from './match.ts';
import { outlineSchema, type ScenarioFile, type ScenarioPatient } from './scenario.ts';
import { STEP_NAMES, validateStep } from './validate-step.ts';

type Path = Mistake['path'];

/** The names that the steps of a scenario can refer to. */
export interface Known {
  readonly organizations: readonly OrganizationConfiguration[];
  readonly patients: Readonly<Record<string, ScenarioPatient>>;
}

const outline = validator(outlineSchema, { all: true });

/** Finds every mistake of a file outside its steps. */
export function checkOutline(value: unknown): readonly Mistake[] {
  const violations = outline.violations(value);
  if (violations.length > 0) return violations.map((violation) => describeMistake(violation, value));
  const { practice, practices, engines = {} } = value as ScenarioFile;
  if (practice && practices)
    return [{ path: ['practices'], message: 'expected practice or practices, got both', atKey: true }];
  const organizations = practice ? [practice] : (practices ?? []);
  const { clients = [] } = (value as ScenarioFile).authorizationServer ?? {};
  const agbs = organizations.map(({ agb }) => agb);
  return [
    ...clients.flatMap((client, index) =>
      (['clientSecretVariable', 'jwks'] as const)
        .filter((key) => key in client)
        .map((key) => ({
          path: ['authorizationServer', 'clients', index, key],
          message: 'expected clientSecret: a scenario reads no environment and has no keys of clients',
          atKey: true,
        })),
    ),
    ...organizations.flatMap((organization, index) =>
      checkOrganization(organization).map((mistake) => ({
        ...mistake,
        path: [...(practice ? ['practice'] : ['practices', index]), ...mistake.path],
      })),
    ),
    ...agbs.flatMap((agb, index) =>
      agbs.indexOf(agb) === index
        ? []
        : [
            {
              path: ['practices', index, 'agb'],
              message: `expected a unique AGB code, got '${agb}' twice`,
            },
          ],
    ),
    ...Object.keys(engines)
      .filter((agb) => organizations.length > 0 && !agbs.includes(agb))
      .map((agb) => ({
        path: ['engines', agb],
        message: `expected the AGB code of a practice (${agbs.join(', ')})`,
        atKey: true,
      })),
  ];
}

/** Finds every mistake in the steps: unknown kinds and keys, invalid values, and unknown names. */
export function checkSteps(steps: readonly unknown[], known: Known, path: Path = ['steps']): readonly Mistake[] {
  return steps.flatMap((step, index) => checkStep(step, known, [...path, index]));
}

function checkStep(step: unknown, known: Known, path: Path): readonly Mistake[] {
  const input = typeof step === 'object' && step !== null ? (step as Readonly<Record<string, unknown>>) : {};
  const violations = validateStep(input);
  if (!violations) {
    const got = input['do'] === undefined ? 'nothing' : JSON.stringify(input['do']).slice(0, 80);
    const at = input['do'] === undefined ? path : [...path, 'do'];
    const message = `expected 'do' to be one of ${STEP_NAMES.join(', ')}, got ${got}`;
    const suggestion = didYouMean(String(input['do'] ?? ''), STEP_NAMES);
    return [{ path: at, message: suggestion === undefined ? message : `${message}; ${suggestion}` }];
  }
  if (input['do'] === 'parallel' && Array.isArray(input['steps'])) {
    const inner = checkSteps(input['steps'], known, [...path, 'steps']);
    if (inner.length > 0) return inner;
  }
  if (violations.length > 0) {
    return violations.map((violation) => {
      const mistake = describeMistake(violation, step);
      return { ...mistake, path: [...path, ...mistake.path] };
    });
  }
  const isAmbiguous = input['do'] === 'advance' && 'by' in input === 'to' in input;
  return [
    ...(isAmbiguous ? [{ path, message: "expected either 'by' or 'to'" }] : []),
    ...checkNames(input, known, path),
    ...checkPatterns(input['expect'], [...path, 'expect']),
  ];
}

/** Finds unknown types, schedules, patients and practices. */
function checkNames(
  input: Readonly<Record<string, unknown>>,
  { organizations, patients }: Known,
  path: Path,
): readonly Mistake[] {
  const mistakes: Mistake[] = [];
  const expectKnown = (key: string, what: string, names: readonly string[]): void => {
    const name = input[key];
    if (typeof name !== 'string' || names.includes(name)) return;
    const known = names.length > 0 ? names.join(', ') : 'the practice has none';
    mistakes.push({ path: [...path, key], message: `expected ${what} (${known}), got '${name}'` });
  };
  const organization = organizations.find(({ agb }) => agb === input['organization']) ?? organizations[0];
  const schedules = organization?.schedules.map(({ id }) => id) ?? [];
  expectKnown(
    'organization',
    'the AGB code of a practice',
    organizations.map(({ agb }) => agb),
  );
  expectKnown('patient', 'a patient', Object.keys(patients));
  expectKnown('type', 'the code of an appointment type', organization?.appointmentTypes.map(({ code }) => code) ?? []);
  if (input['agenda'] !== 'any') expectKnown('agenda', 'the id of a schedule', schedules);
  expectKnown('schedule', 'the id of a schedule', schedules);
  const expect = input['expect'] as { readonly slots?: object } | undefined;
  for (const id of Object.keys(expect?.slots ?? {})) {
    const [, schedule] = /^(.+)-\d{8}T\d{4}Z$/.exec(id) ?? [];
    if (schedule !== undefined && schedules.includes(schedule)) continue;
    const message = `expected the id of a slot, such as ${schedules[0] ?? 'schedule'}-20270112T0800Z`;
    mistakes.push({ path: [...path, 'expect', 'slots', id], message, atKey: true });
  }
  return mistakes;
}

/** Finds invalid patterns. */
function checkPatterns(value: unknown, path: Path): readonly Mistake[] {
  if (typeof value === 'string') {
    try {
      parsePattern(value);
      return [];
    } catch (error) {
      return [{ path, message: `expected a pattern: ${(error as Error).message}` }];
    }
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => checkPatterns(item, [...path, index]));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => checkPatterns(item, [...path, key]));
}
