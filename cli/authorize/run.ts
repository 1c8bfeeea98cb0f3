import { formatJson } from '../../output/terminal-text.ts';
import { defined } from '../../schema/defined.ts';
import { createAuthorizationLog } from '../log.ts';
import { serveUntilInterrupted } from '../serve.ts';
import { describeAuthorizationServer } from './banner.ts';
import { createServer } from './create-server.ts';

/** The options of `authorize`. */
export interface AuthorizeOptions {
  readonly config?: string;
  readonly port?: number;
  readonly host?: string;
  readonly publicUrl?: string;
  readonly log: 'text' | 'json' | 'none';
  readonly addressFile?: string;
}

/** Runs an authorization server until it is stopped. */
export async function authorize({ log, addressFile, config, ...options }: AuthorizeOptions): Promise<void> {
  const onRequest = log === 'none' ? undefined : createAuthorizationLog(log);
  const server = await createServer(config, { ...options, ...defined({ onRequest }) });
  await serveUntilInterrupted(server, { addressFile }, () =>
    log === 'json'
      ? `${formatJson({ listening: server.issuer })}\n`
      : describeAuthorizationServer(server, config, options.host),
  );
}
