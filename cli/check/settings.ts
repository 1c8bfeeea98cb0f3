import type { Command } from 'commander';
import type { CheckCommandOptions } from '../check.ts';
import { UsageError } from '../usage-error.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';

/** What was asked for, wherever it was said. */
export interface Settings {
  readonly url: string | undefined;
  readonly options: CheckCommandOptions;
  /** What an option is called where the user has written it: `--max-bookings`, or `check.yaml:3:1 maxBookings`. */
  nameOf(option: keyof CheckCommandOptions | 'url'): string;
}

/**
 * Puts together what the command line, the environment and the file say; the first of them goes first.
 * @param url as the command line has it
 * @param command after it was parsed
 * @throws UsageError for mistakes in the file
 */
export async function readSettings(url: string | undefined, command: Command): Promise<Settings> {
  const { config } = command.opts<CheckCommandOptions>();
  const file = config === undefined ? undefined : await readConfigFile(config);
  if (file) takeOver(file, command);
  return {
    url: url ?? file?.values.url,
    options: command.opts<CheckCommandOptions>(),
    nameOf(option) {
      if (option === 'url') return url === undefined && file ? file.locate('url') : '<url>';
      if (file && command.getOptionValueSource(option) === 'config') return file.locate(option);
      return flagOf(option);
    },
  };
}

/** Lets the file say what nothing else does. */
function takeOver({ values }: ConfigFile, command: Command): void {
  const known = new Set(command.options.map((option) => option.attributeName()));
  // A token that is given is not to be asked for.
  if (command.getOptionValue('token') !== undefined) known.delete('tokenCommand');
  for (const [option, value] of Object.entries(values)) {
    const source = command.getOptionValueSource(option);
    // A clean-up reads the file of the check, and has fewer options.
    if (known.has(option) && (source === undefined || source === 'default')) {
      command.setOptionValueWithSource(option, value, 'config');
    }
  }
}

/** `maxBookings` as `--max-bookings`. */
function flagOf(option: string): string {
  return `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * The base of the XIS.
 * @throws UsageError when there is none
 */
export function urlOf({ url, nameOf }: Settings): string {
  if (url === undefined)
    throw new UsageError('<url>: expected the FHIR base of the XIS, such as https://xis.example/fhir');
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw new UsageError(`${nameOf('url')}: expected an http(s) url, found '${url}'`);
}

/**
 * The AGB code of the practice.
 * @throws UsageError when there is none
 */
export function organizationOf({ options }: Settings): string {
  if (options.organization !== undefined) return options.organization;
  throw new UsageError('--organization: expected the AGB code of the practice, such as 01000001');
}
