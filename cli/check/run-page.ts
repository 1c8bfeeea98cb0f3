import type { CommandTable } from '../command-options.ts';
import { checksPart } from '../ui/parts.ts';
import { reportUiError, serveUi } from '../ui/serve-ui.ts';
import { type CheckSettings, checkTable } from './options.ts';

/** The options of this command that are no defaults of a check. */
const OF_COMMAND = ['config', 'ui', 'uiPort', 'open', 'color'];

/** Serves the page on which checks are started, with the options of the command line as defaults, until Ctrl-C. */
export async function runCheckPage({ values }: CheckSettings): Promise<void> {
  const table: CommandTable = checkTable();
  const isGiven = ([key, value]: readonly [string, unknown]): boolean =>
    !OF_COMMAND.includes(key) && value !== undefined && value !== table[key]?.default;
  const ofCheck = Object.entries(values).filter(isGiven);
  const defaults = { values: Object.fromEntries(ofCheck), environment: process.env };
  await serveUi({
    port: values.uiPort ?? 0,
    open: values.open === true,
    names: { port: '--ui-port', host: '--ui-port' },
    views: ['check'],
    parts: [checksPart({ defaults: () => defaults, onError: reportUiError })],
  });
}
