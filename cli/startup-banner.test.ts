import { expect, test } from 'vitest';
import { createSimulator, type SimulatorOptions } from '../simulator/index.ts';
import { startupBanner } from './startup-banner.ts';

async function bannerOf(options: SimulatorOptions): Promise<string> {
  const simulator = await createSimulator({ port: 0, ...options });
  await simulator.listen();
  const banner = startupBanner(simulator, undefined);
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
