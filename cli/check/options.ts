import { CHECK_OPTIONS, type Option } from '../../conformance/options.ts';
import { httpUrlString } from '../../schema/formats.ts';
import { boolean, integer, type Schema, string } from '../../schema/schema.ts';
import { type CommandTable, fileOption, TEXT, tableSchema } from '../command-options.ts';
import { CONNECTION_OPTIONS, OWN_CONNECTION_OPTIONS } from '../connection-options.ts';
import { commandTable, pickOptions } from '../library-options.ts';
import type { Settings } from '../settings.ts';
import { OTHER_TOKEN_OPTIONS } from '../token/options.ts';

const config = {
  ...fileOption('File with any of these options, YAML or JSON', { short: '-c' }),
  isInFile: false,
} as const;

/** The options that the command line adds to those of the library. */
const OWN_OPTIONS = {
  ...OWN_CONNECTION_OPTIONS,
  ...OTHER_TOKEN_OPTIONS,
  runFile: fileOption('File to record bookings in before they are made (default: a new file here)', {
    names: ['runFile'],
  }),
  listen: {
    description: 'Port for the callbacks of the XIS, 0 for any.',
    schema: integer({ minimum: 0, maximum: 65_535 }),
    placeholder: 'port',
    names: ['callbacks'],
  },
  listenHost: {
    description: 'Address to listen on; 0.0.0.0 for a XIS on another machine.',
    ...TEXT,
    placeholder: 'address',
    default: '127.0.0.1',
  },
  callbackUrl: {
    description: 'URL by which the XIS reaches that port (default: http://localhost:<port>).',
    schema: httpUrlString(),
    expected: 'an http(s) url',
    placeholder: 'url',
    requires: ['listen'],
  },
  onApprovalNeeded: {
    description:
      'Decides an appointment in the XIS: a command that gets its id and the decision, or a URL that gets them as JSON.',
    ...TEXT,
    placeholder: 'command or url',
    isSecret: true,
    requires: ['listen'],
    names: ['onApprovalNeeded'],
  },
  onChangeNeeded: {
    description:
      "Makes, moves or cancels an appointment in the XIS, so that its updates are checked: a command that gets the change and the id, a URL that gets them as JSON, or 'ask' for a prompt.",
    ...TEXT,
    placeholder: 'command, url or ask',
    isSecret: true,
    requires: ['listen'],
    names: ['onChangeNeeded'],
  },
  knownFailures: fileOption('File that lists accepted failures and the reason'),
  json: fileOption('Write the report as JSON'),
  junit: fileOption('Write the report as JUnit XML'),
  html: fileOption('Write the report as one HTML page'),
  markdown: fileOption('Write the report as Markdown, appended to an existing file'),
  har: fileOption('Write the exchanges as an HTTP Archive (HAR 1.2), redacted as in every report'),
  bundle: fileOption('Write all forms of the report as one ZIP archive, to attach to a ticket'),
  ui: {
    description: 'Serve a page in the browser, where checks are started with these options and followed.',
    schema: boolean(),
    isInFile: false,
    excludes: ['runFile', 'json', 'junit', 'html', 'markdown', 'har', 'bundle', 'quiet'],
  },
  open: { description: 'Open that page in the browser.', schema: boolean(), isInFile: false, requires: ['ui'] },
  uiPort: {
    description: 'Port of the page, 0 for any.',
    schema: integer({ minimum: 0, maximum: 65_535 }),
    expected: 'a port from 0 to 65535',
    placeholder: 'port',
    isInFile: false,
    requires: ['ui'],
  },
  quiet: { description: 'Print no progress, only the report.', schema: boolean() },
  color: { description: 'Print without colors, as when NO_COLOR is set.', schema: boolean(), default: true },
} as const satisfies CommandTable;

type LibraryOptions = Readonly<Record<string, Option>>;

/** Returns the options of `check`: those of the library, and those that the command line adds. */
export function checkTable(library: LibraryOptions = CHECK_OPTIONS) {
  return { config, ...commandTable(library), ...OWN_OPTIONS };
}

/** The settings of `check`. */
export type CheckSettings = Settings<ReturnType<typeof checkTable>>;

/**
 * Returns the options of a table without what they require: a page has the rest. What excludes another one still does.
 */
export function withoutRequirements<T extends CommandTable>(table: T): T {
  const entries = Object.entries(table).map(([key, option]) => {
    const { isRequired: _isRequired, requires: _requires, requiresOneOf: _requiresOneOf, ...rest } = option;
    return [key, rest];
  });
  return Object.fromEntries(entries) as T;
}

/** The options of `check cleanup`. */
export const CLEANUP_TABLE = {
  config,
  ...commandTable(pickOptions('patient.bsn', 'otherPatient.bsn', 'otherToken')),
  ...CONNECTION_OPTIONS,
  ...OTHER_TOKEN_OPTIONS,
};

/** Returns the schema of the file of `check --config`. */
export function checkConfigSchema(table: CommandTable = checkTable()): Schema<Readonly<Record<string, unknown>>> {
  const inFile = Object.entries(table).filter(([, { isInFile = true }]) => isInFile);
  const { properties, ...schema } = tableSchema(Object.fromEntries(inFile));
  return {
    ...schema,
    properties: {
      $schema: string({ description: 'The schema of this file, for editors.' }),
      ...(properties as object),
    },
    title: 'CheckConfig',
    description: 'The file of `xis-testkit check --config`. Paths are relative to the working directory.',
  };
}
