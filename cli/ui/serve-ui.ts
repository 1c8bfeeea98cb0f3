import { isLoopback, localAddress } from '../../fhir/http/address.ts';
import { createHttpServer } from '../../fhir/http/http-server.ts';
import { redactText } from '../../output/redaction.ts';
import { packageVersion } from '../../package/files.ts';
import { VARIABLES } from '../environment.ts';
import { stderr } from '../output.ts';
import { type RunnableServer, serveUntilInterrupted, settleWithin } from '../serve.ts';
import { createUi, type UiOptions } from './create-ui.ts';

const version = packageVersion();

/** A page of a command that runs no simulator. */
export interface ServeUiOptions extends Pick<UiOptions, 'views' | 'parts'> {
  /** The port to listen on; 0 selects any free port. */
  readonly port: number;
  /** The address to listen on; default: this machine only. */
  readonly host?: string;
  /** The options of the command that name port and host, for error texts. */
  readonly names: { readonly port: string; readonly host: string };
  /** Opens the page in the browser. */
  readonly open?: boolean | undefined;
  /** Receives the url of the page without a path, before it is printed. */
  onListening?(url: string): void;
}

/**
 * Serves the page without a simulator until Ctrl-C or SIGTERM, and prints its address. On an address that other machines
 * reach it requires the token of a control interface.
 * @throws UsageError when it cannot listen
 */
export async function serveUi({ port, host = '127.0.0.1', views, parts, names, open, onListening }: ServeUiOptions) {
  const ui = createUi({
    version,
    access: { token: process.env[VARIABLES.adminToken], isLoopback: () => isLoopback(host) },
    views,
    parts,
    onError: reportUiError,
  });
  const listener = createHttpServer(ui.handle);
  let address = '';
  const server: RunnableServer = {
    get address() {
      return address;
    },
    async listen() {
      address = localAddress(host, await listener.listen(port, host));
      onListening?.(address);
    },
    async close({ graceMs }) {
      await settleWithin(ui.close(), graceMs);
      await listener.close();
    },
  };
  const pageToOpen = open ? () => `${address}/` : undefined;
  await serveUntilInterrupted(server, { names, pageToOpen }, () => `The page is at ${address}/. Ctrl-C ends it.\n`);
}

/** Prints an unexpected error of the service behind the page, without anything secret. */
export function reportUiError(error: unknown): void {
  stderr.write(`the page: ${redactText(String(error))}\n`);
}
