import { describe, expect, type TestContext, test, vi } from 'vitest';
import { type Breakage, startBrokenServer } from '../support/broken-server.ts';
import { type EndedCommand, startCli } from '../support/cli.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { type ProxyBehavior, startProxy } from '../support/proxy.ts';

const COMMANDS = ['check', 'verify', 'book'] as const;
type Command = (typeof COMMANDS)[number];

const ORGANIZATION = ['--organization', '01000001'];
/** Every request of a run ends at its time-out, and a run that gets no response sends few. */
const MAX_CONNECTIONS = 60;
interface Run {
  readonly command: Command;
  readonly url: string;
  /** Whether the other side never answers, so that the run ends by its time-out. */
  readonly isSilent: boolean;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Runs a command to its end.
 * @param isReached whether the other side got a request: on a busy machine, a short time-out may be over before
 */
async function run(
  { command, url, isSilent, environment }: Run,
  isReached: () => boolean,
  { onTestFinished }: TestContext,
): Promise<EndedCommand> {
  const args = command === 'book' ? ['book', '--xis', url, '--yes'] : [command, url];
  for (let seconds = 1; ; seconds *= 2) {
    const running = startCli([...args, ...ORGANIZATION, ...(isSilent ? ['--timeout', String(seconds)] : [])], {
      no_proxy: '',
      NO_PROXY: '',
      ...environment,
    });
    onTestFinished(() => void running.stop('SIGKILL'));
    const ended = await running.ended;
    if (!isSilent || isReached()) return ended;
  }
}

/** Expects the end of a command that got no response: not by a defect of its own. */
function expectFailure({ code, stderr }: EndedCommand): void {
  expect([1, 2]).toContain(code);
  expect(stderr).not.toMatch(/Internal error|^\s+at /m);
}

// Most of them wait for time-outs.
describe.concurrent.each(COMMANDS)('%s ends', (command) => {
  test.for<[name: string, behavior: ProxyBehavior]>([
    ['drops CONNECT', 'drop'],
    ['never answers CONNECT', 'silent'],
    ['answers 403', 403],
    ['answers 407', 407],
  ])('at a proxy that %s', async ([, behavior], context) => {
    await using proxy = await startProxy(behavior);
    const environment = { HTTPS_PROXY: `http://anna:secret@${proxy.host}` };
    const isSilent = behavior === 'silent';
    const ended = await run(
      { command, url: 'https://xis.example/fhir', isSilent, environment },
      () => proxy.requests.length > 0,
      context,
    );
    expectFailure(ended);
    expect(ended.stdout + ended.stderr).not.toContain('secret');
    expect(proxy.requests.length).toBeGreaterThan(0);
    expect(proxy.requests.length).toBeLessThan(MAX_CONNECTIONS);
  });

  test.for<[name: string, protocol: 'http' | 'https', breakage: Breakage]>([
    ['accepts and never answers', 'http', 'silent'],
    ['never ends the TLS handshake', 'https', 'silent'],
    ['drops the connection', 'http', 'drop'],
    ['drops the TLS handshake', 'https', 'drop'],
    ['sends half a body and stops', 'http', 'half a body'],
    ['sends headers for ever', 'http', 'headers for ever'],
  ])('at a server that %s', async ([, protocol, breakage], context) => {
    await using server = await startBrokenServer(breakage);
    const isSilent = breakage === 'silent' || breakage === 'half a body';
    const url = `${protocol}://localhost:${server.port}/fhir`;
    expectFailure(await run({ command, url, isSilent }, () => server.accepted > 0, context));
    expect(server.accepted).toBeGreaterThan(0);
    expect(server.accepted).toBeLessThan(MAX_CONNECTIONS);
    await vi.waitFor(() => expect(server.open).toBe(0), PATIENCE_MS);
  });
});
