import { describe, expect, test } from 'vitest';
import { type OpenerContext, openPage, systemOpener } from './open-page.ts';

const URL_OF_PAGE = 'http://localhost:8080/';

/** Opens a page on a machine that has some programs; returns the sentence, and what was run. */
async function open(context: Partial<OpenerContext>, programs: readonly string[] = []) {
  const runs: string[] = [];
  const sentence = await openPage(URL_OF_PAGE, {
    platform: 'linux',
    environment: { DISPLAY: ':0' },
    isTerminal: true,
    isContainer: false,
    async run(program, args) {
      runs.push([program, ...args].join(' '));
      return programs.includes(program);
    },
    ...context,
  });
  return { sentence, runs };
}

describe('--open', () => {
  test.each([
    ['linux', { DISPLAY: ':0' }, [`xdg-open ${URL_OF_PAGE}`]],
    ['darwin', {}, [`open ${URL_OF_PAGE}`]],
    ['win32', {}, [`rundll32.exe url.dll,FileProtocolHandler ${URL_OF_PAGE}`]],
    [
      'linux',
      { WSL_DISTRO_NAME: 'Debian' },
      [`wslview ${URL_OF_PAGE}`, `rundll32.exe url.dll,FileProtocolHandler ${URL_OF_PAGE}`],
    ],
  ] as const)('runs the opener of the platform: %s %j', async (platform, environment, expected) => {
    const { sentence, runs } = await open({ platform, environment }, ['xdg-open', 'open', 'rundll32.exe']);
    expect([sentence, runs]).toEqual([undefined, expected]);
  });

  test.each<[string, Partial<OpenerContext>]>([
    ['in CI', { environment: { CI: 'true', DISPLAY: ':0' } }],
    ['in a container', { isContainer: true }],
    ['in a container', { environment: { DISPLAY: ':0', KUBERNETES_SERVICE_HOST: '10.0.0.1' } }],
    ['without a terminal', { isTerminal: false }],
    ['without a screen', { environment: {} }],
  ])('runs nothing %s', async (reason, context) => {
    const { sentence, runs } = await open(context, ['xdg-open']);
    expect([sentence, runs]).toEqual([`--open: the page is not opened ${reason}: it is at ${URL_OF_PAGE}`, []]);
  });

  test('says where the page is when nothing opens it', async () => {
    expect((await open({})).sentence).toBe(
      `--open: this machine has no program that opens a page: it is at ${URL_OF_PAGE}`,
    );
  });

  test('a program that is missing or fails is no error', async () => {
    const { run } = systemOpener();
    expect(await run('/no/such/program', [])).toBe(false);
    expect(await run(process.execPath, ['-e', 'process.exit(1)'])).toBe(false);
    expect(await run(process.execPath, ['-e', ''])).toBe(true);
  });
});
