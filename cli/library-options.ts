import { CHECK_OPTIONS, type CheckOptionName, type Option } from '../conformance/options.ts';
import { array, integer, type Static, string } from '../schema/schema.ts';
import type { CommandOption, CommandTable } from './command-options.ts';
import { VARIABLES } from './environment.ts';

/** The differences of an option on the command line from the one of the library, apart from the form of its name. */
interface Difference extends Partial<CommandOption> {
  readonly key?: string;
  readonly maximum?: number;
  /** Whether only the library has it. */
  readonly isLibraryOnly?: boolean;
}

/** A header as a line; names and values as HTTP has them. */
const HEADER = "^[A-Za-z0-9!#$%&'*+.^_`|~-]+:";
const headerLines = array(string({ pattern: HEADER, expected: "a header as 'Name: value'" }));

/** A header as `Name: value`, several times: on a command line and in a file. */
export const HEADER_LINES = {
  schema: headerLines,
  expected: "headers as 'Name: value'",
  placeholder: 'line',
  isSecret: true,
  toLibrary: parseHeaders,
} as const;

const DIFFERENCES: Partial<Record<CheckOptionName, Difference>> = {
  baseUrl: { key: 'url', isArgument: true },
  organization: { placeholder: 'agb' },
  otherOrganization: { placeholder: 'agb' },
  category: { placeholder: 'token' },
  type: { placeholder: 'code' },
  approvalType: { placeholder: 'code' },
  'patient.reference': { placeholder: 'reference' },
  'patient.display': { key: 'patientName', placeholder: 'name', default: 'Test Patient' },
  'patient.bsn': { placeholder: 'bsn', env: VARIABLES.patientBsn },
  'otherPatient.reference': { placeholder: 'reference' },
  'otherPatient.display': { key: 'otherPatientName', placeholder: 'name', default: 'Other Test Patient' },
  'otherPatient.bsn': { placeholder: 'bsn', env: VARIABLES.otherPatientBsn },
  organizationHeader: { placeholder: 'name' },
  organizationFormat: { placeholder: 'form' },
  dateFormat: { placeholder: 'form' },
  dateParameter: { placeholder: 'name' },
  practitionerStatus: { placeholder: 'status' },
  dialect: { placeholder: 'name' },
  readBack: { placeholder: 'way' },
  timeZone: { placeholder: 'zone' },
  timeoutMs: { maximum: 600 },
  maxBytes: { isLibraryOnly: true },
  token: { placeholder: 'token', env: VARIABLES.token, isInFile: false },
  otherToken: { placeholder: 'token', env: VARIABLES.otherToken, isInFile: false },
  // The library's default is no list.
  headers: { key: 'header', ...HEADER_LINES, default: undefined },
  maxBookings: { maximum: 100 },
  approvalTimeoutMs: { maximum: 86_400 },
  only: { placeholder: 'pattern', isCommaSeparated: true },
  skip: { placeholder: 'pattern', isCommaSeparated: true },
};

/** Returns the options of a command for options of the library, by key. */
export function commandTable(library: Readonly<Record<string, Option>> = CHECK_OPTIONS): CommandTable {
  const entries = Object.entries(library).flatMap(([name, option]) => {
    const { isLibraryOnly, ...difference } = DIFFERENCES[name as CheckOptionName] ?? {};
    return isLibraryOnly ? [] : [toCommandOption(name, option, difference)];
  });
  return Object.fromEntries(entries);
}

type LibraryTable = typeof CHECK_OPTIONS;

/** Returns the option of a command for one of the library, with changes. */
export function libraryOption<N extends keyof LibraryTable>(
  name: N,
  changes?: Partial<Omit<CommandOption, 'schema'>>,
): CommandOption & { readonly schema: LibraryTable[N]['schema'] } {
  const [, option] = toCommandOption(name, CHECK_OPTIONS[name], DIFFERENCES[name] ?? {});
  return { ...option, schema: option.schema as LibraryTable[N]['schema'], ...changes };
}

/** Returns a part of the library's table. */
export function pickOptions(...names: readonly (keyof LibraryTable)[]): Readonly<Record<string, Option>> {
  return Object.fromEntries(names.map((name) => [name, CHECK_OPTIONS[name]]));
}

function toCommandOption(name: string, option: Option, difference: Difference): readonly [string, CommandOption] {
  const { description, schema, expected, isSecret, isRequired, requires, default: standard } = option;
  const { key = camelCase(name), maximum, ...others } = difference;
  const common = {
    description,
    schema,
    expected,
    library: name as CheckOptionName,
    ...(isSecret && { isSecret }),
    ...(isRequired && { isRequired }),
    ...(requires && { requires: requires.map(camelCase) }),
    ...(standard !== undefined && !Array.isArray(standard) && { default: standard }),
  };
  if (schema['type'] !== 'integer') return [key, { ...common, ...others }];
  const isDuration = name.endsWith('Ms');
  const unit = isDuration ? 1000 : 1;
  const most = maximum ?? Math.floor(Number(schema['maximum']) / unit);
  const number = {
    ...common,
    schema: integer({ ...schema, minimum: 1, maximum: most }),
    expected: `a whole number from 1 to ${most}`,
    ...(standard !== undefined && { default: Number(standard) / unit }),
    ...(isDuration && {
      description: description.replace(/\.$/, ', in seconds.'),
      placeholder: 'seconds',
      toLibrary: (seconds: number) => seconds * unit,
    }),
  };
  return [key.replace(/Ms$/, ''), { ...number, ...others }];
}

/** Converts a name of the library to a key: `patient.bsn` to `patientBsn`. */
function camelCase(name: string): string {
  return name.replace(/\.(.)/, (_dot, letter: string) => letter.toUpperCase());
}

/** Parses lines of the form `Name: value`. */
export function parseHeaders(lines: Static<typeof headerLines>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
    }),
  );
}
