// Starts a browser that all tests of the page share, and prints one line of JSON: its `endpoint`, or `problems`: why no
// browser starts. Ends the browser, and removes its files, when its standard input ends: the process of the tests has ended
// then, however that happened.
import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/**
 * The sandbox of Chromium does not run as root; the page that it shows is our own. Nothing reaches the network by itself. The
 * empty page and the simulators, which differ in their port, share a process.
 */
const ARGUMENTS = [
  '--process-per-site',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

/** Where the installers of Chrome, Chromium and Edge put them. */
const INSTALLED = {
  linux: ['/usr/bin/google-chrome', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/snap/bin/chromium'],
  darwin: [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  win32: [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].flatMap((folder) =>
    folder === undefined
      ? []
      : [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ],
  ),
};

/**
 * Unpacks the Chromium of the npm package, which runs on Linux on x64, into the temporary folder. On AWS the package has the
 * libraries as well that a machine without a browser lacks.
 */
async function unpackChromium() {
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs20.x';
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

/** Adds the fonts of the package to those of the machine, which may have few. */
async function describeFonts() {
  const file = join(folder, 'machine-and-package.conf');
  const [machine, packaged] = ['/etc/fonts/fonts.conf', join(folder, 'fonts')];
  const include = `<include ignore_missing="yes">${machine}</include><dir>${packaged}</dir><cachedir>${folder}</cachedir>`;
  await writeFile(file, `<?xml version="1.0"?><fontconfig>${include}</fontconfig>`);
  return { FONTCONFIG_FILE: file };
}

/** Returns the ways to a browser, the best one first: the one that the user names, the one of the package, an installed one. */
function listCandidates() {
  const { CHROME_PATH: named } = process.env;
  if (named !== undefined) return [{ name: 'CHROME_PATH', find: async () => named }];
  const hasPackage = process.platform === 'linux' && process.arch === 'x64';
  return [
    ...(hasPackage ? [{ name: '@sparticuz/chromium', find: unpackChromium, fonts: describeFonts }] : []),
    ...(INSTALLED[process.platform] ?? []).map((path) => ({
      name: path,
      find: () => access(path).then(() => path),
    })),
  ];
}

async function start() {
  const problems = [];
  for (const { name, find, fonts } of listCandidates()) {
    try {
      const executablePath = await find();
      const env = { ...process.env, ...(await fonts?.()) };
      return { server: await chromium.launchServer({ executablePath, args: ARGUMENTS, env }), problems };
    } catch (error) {
      problems.push(`${name}: ${String(error.message).split('\n')[0]}`);
    }
  }
  return { server: undefined, problems };
}

const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-browser-'));
// The package, Playwright and the browser put their files there, which are gone with the folder.
process.env[process.platform === 'win32' ? 'TEMP' : 'TMPDIR'] = folder;
let server;
const ended = new Promise((resolve) => process.stdin.on('end', resolve).resume());
try {
  const started = await start();
  server = started.server;
  const line = server ? { endpoint: server.wsEndpoint() } : { problems: started.problems };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  await ended;
} finally {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
}
