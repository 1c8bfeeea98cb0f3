import { Command } from 'commander';
import { BOOK_OPTIONS, withoutRequired } from './book/options.ts';
import { addOptions } from './command-options.ts';

/** Creates `xis-testkit book`, which books in a XIS as a patient of Spreekuur.nl does. */
export function bookCommand(): Command {
  const command = new Command('book');
  return addOptions(command, BOOK_OPTIONS)
    .addHelpText(
      'after',
      '\nExit code: 0 approved, pending, or declined by the practitioner; 5 no free slot, or the XIS does not\nknow the patient; 6 the slot was taken meanwhile; 1 any other failure; 2 the command line cannot be used; 130 ended by\nCtrl-C, and the last line says what is booked. The simulator sends its callbacks to the URL of `simulate --callback-url`, for\ninstance http://localhost:9090 for --listen 9090.',
    )
    .action(async (options: Readonly<Record<string, unknown>>) => {
      const { toSettings } = await import('./settings.ts');
      const { ui } = options;
      const settings = toSettings(ui ? withoutRequired() : BOOK_OPTIONS, options);
      if (ui) return (await import('./book/run-page.ts')).runBookingPage(settings);
      return (await import('./book/book-in-xis.ts')).bookInXis(settings);
    });
}
