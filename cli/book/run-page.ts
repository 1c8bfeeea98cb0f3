import { bookingsPart } from '../ui/parts.ts';
import { serveUi } from '../ui/serve-ui.ts';
import { BOOKING_OPTIONS, type BookSettings } from './options.ts';

/** Serves the page of a patient, whose form begins with the options of the command line, until Ctrl-C. */
export async function runBookingPage({ values }: BookSettings): Promise<void> {
  const { listen: port = 0, listenHost: host = '127.0.0.1' } = values;
  const defaults = Object.fromEntries(Object.entries(values).filter(([key]) => key in BOOKING_OPTIONS));
  let url = '';
  await serveUi({
    port,
    host,
    open: values.open === true,
    names: { port: '--listen', host: '--listen-host' },
    views: ['patient'],
    parts: [bookingsPart({ url: () => url, values: defaults })],
    onListening: (address) => {
      url = address;
    },
  });
}
