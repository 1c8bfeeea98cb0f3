import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSimulator, type Simulator } from '../../simulator/index.ts';
import { runCli } from '../support/cli.ts';
import { startPactBroker } from '../support/pact-broker.ts';
import { startProxy } from '../support/proxy.ts';

const ORGANIZATION = ['--organization', '01000001'];

let simulator: Simulator;
beforeAll(async () => {
  simulator = await createSimulator({ port: 0 });
  await simulator.listen();
});
afterAll(() => simulator.close());

/** Returns an environment with a proxy for everything. */
const behind = (proxy: string): Record<string, string> => ({ http_proxy: proxy, no_proxy: '', NO_PROXY: '' });

test('check sends every request through the proxy', async () => {
  await using proxy = await startProxy();
  const args = ['check', simulator.baseUrl, ...ORGANIZATION, '--only', 'SL-4'];
  expect(await runCli(args, behind(proxy.host))).toMatchObject({ code: 0 });
  expect(proxy.requests).toContain(`GET ${simulator.baseUrl}/ValueSet/BookableAppointmentTypes`);
});

test('book sends every request through the proxy', async () => {
  await using proxy = await startProxy();
  const args = ['book', '--xis', simulator.baseUrl, ...ORGANIZATION, '--yes'];
  expect(await runCli(args, behind(proxy.host))).toMatchObject({ code: 0 });
  expect(proxy.requests).toContain(`POST ${simulator.baseUrl}/Appointment`);
});

test("verify reaches XIS and broker through the proxy, and Pact's verifier its relay without it", async () => {
  const broker = await startPactBroker('xis');
  await using proxy = await startProxy('forward', { 'broker.test': new URL(broker.url).host });
  const args = ['verify', simulator.baseUrl, ...ORGANIZATION, '--broker', 'http://broker.test'];
  const { code, stdout } = await runCli(args, behind(proxy.host));
  await broker.close();
  expect([code, stdout]).toEqual([3, expect.stringMatching(/8 verified, .*, 7 not done/)]);
  const hosts = proxy.requests.map((request) => new URL(request.split(' ')[1] ?? '').host);
  expect(new Set(hosts)).toEqual(new Set(['broker.test', new URL(simulator.url).host]));
});

test.each([
  ['check', ['check', 'http://xis.example/fhir']],
  ['verify', ['verify', 'http://xis.example/fhir']],
  ['book', ['book', '--xis', 'http://xis.example/fhir', '--yes']],
])('%s: a variable that cannot be used is named, and its value is not', async (_name, args) => {
  const ended = await runCli([...args, ...ORGANIZATION], {
    HTTPS_PROXY: 'socks5://anna:secret@proxy',
    https_proxy: '',
  });
  expect(ended).toEqual({
    code: 2,
    stdout: expect.any(String),
    stderr: 'HTTPS_PROXY: expected an http or https proxy, got a SOCKS proxy\n',
  });
  expect(ended.stdout).not.toContain('secret');
});
