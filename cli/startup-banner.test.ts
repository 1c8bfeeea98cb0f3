import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createSimulator, defaultConfiguration, type Simulator, type SimulatorOptions } from '../simulator/index.ts';
import { StoreUnavailableError } from '../simulator/store/store-error.ts';
import { startupBanner } from './startup-banner.ts';

async function bannerOf(options: SimulatorOptions): Promise<string> {
  const simulator = await createSimulator({ port: 0, ...options });
  await simulator.listen();
  const banner = await startupBanner(simulator, undefined);
  await simulator.close();
  return banner;
}

test.each(['0.0.0.0', '::'])('on %s, a control interface without a token is closed', async (host) => {
  const banner = await bannerOf({ host });
  expect(banner).toMatch(/Control interface {2}closed, because other machines .*XIS_TESTKIT_ADMIN_TOKEN to open it/);
  expect(banner).not.toContain('/__admin');
});

test.each([
  { host: '0.0.0.0', adminToken: 'canary' },
  { host: '127.0.0.1', adminToken: 'canary' },
  { host: 'localhost' },
])('the control interface is open with %j', async (options) => {
  const banner = await bannerOf(options);
  expect(banner).toMatch(/Control interface {2}http:\/\/localhost:\d+\/__admin/);
  expect(banner).not.toContain('canary');
});

test.each([
  'https://xis.example/x/fhir',
  'https://xis.example/x/fhir/',
  'https://xis.example/x',
  'https://xis.example/x//',
])('a public url %s has the FHIR path once', async (publicUrl) => {
  const banner = await bannerOf({ publicUrl });
  expect(banner).toMatch(/FHIR base {10}https:\/\/xis\.example\/x\/fhir\n/);
  expect(banner).toContain('https://xis.example/x/__admin');
});

test('a store is named with the number of its organizations, of which the first ones are described', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'xis-testkit-banner-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const { organizations } = await defaultConfiguration();
  const [first] = organizations;
  if (!first) throw new Error('no practice');
  const agbs = Array.from({ length: 12 }, (_, index) => String(20_000_000 + index));
  const configuration = { organizations: agbs.map((agb) => ({ ...first, agb })) };
  await bannerOf({ configuration, store: folder });
  // The other ones are only in the store.
  const banner = await bannerOf({ configuration: { organizations: [first] }, store: folder });
  expect(banner).toContain(`  Store              folder ${folder}, 13 organizations\n`);
  expect(banner).toMatch(/\n {2}… and 3 more\n/);
  expect(banner.match(/^ {2}(?:\d{8}) /gm)).toHaveLength(10);
});

test('what a store cannot say at the moment is left out', async () => {
  const simulator = await createSimulator({ port: 0 });
  onTestFinished(() => simulator.close());
  await simulator.listen();
  const fail = () => Promise.reject(new StoreUnavailableError('down'));
  const store = { description: 'postgres://db.example/sandbox', countOrganizations: fail };
  const organizations = { ...simulator.organizations, use: fail };
  const broken: Simulator = Object.create(simulator, {
    store: { value: store },
    organizations: { value: organizations },
  });
  const banner = await startupBanner(broken, undefined);
  expect(banner).toContain('  Store              postgres://db.example/sandbox\n');
  expect(banner).toContain(`  FHIR base          ${simulator.baseUrl}\n`);
  expect(banner).toMatch(/^ {2}… and \d more$/m);
});
