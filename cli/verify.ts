import { Command } from 'commander';
import { addOptions } from './command-options.ts';
import { VERIFY_OPTIONS } from './verify/options.ts';

/** Creates `xis-testkit verify`, which verifies a XIS, or Spreekuur.nl's side, with pacts. */
export function verifyCommand(): Command {
  const command = new Command('verify');
  return addOptions(command, VERIFY_OPTIONS)
    .addHelpText(
      'after',
      '\nAppointments are made for the test patient of --patient-reference and --patient-bsn, and cancelled again; without both,\nnothing is booked. Exit code: 0 no must is violated; 1 a verification failed; 2 the command line cannot be used, or the XIS\ncannot be reached; 3 no verification failed, but not everything could be verified; 7 the output or a\nreport could not be written; 130 ended by Ctrl-C.',
    )
    .action(async (url: string, options: object) => {
      const { toSettings } = await import('./settings.ts');
      const settings = toSettings(VERIFY_OPTIONS, { ...options, url });
      return (await import('./verify/run.ts')).runVerification(settings);
    });
}
