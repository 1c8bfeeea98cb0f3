import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { SMALL_PRACTICE } from '../../fixtures/test/practices.ts';
import { createSimulator, type SimulatorOptions } from '../../simulator/index.ts';
import { startBrokenServer } from '../support/broken-server.ts';
import { PATIENCE_MS } from '../support/patience.ts';
import { startProxy } from '../support/proxy.ts';
import { startTlsServer, tlsFile } from '../support/tls.ts';

const CLIENT = { ca: tlsFile('ca.pem'), clientCert: tlsFile('client.pem'), clientKey: tlsFile('client.key') };

const practice = (url: string) => ({ ...SMALL_PRACTICE, agb: '01000001', callbacks: { url } });

/** Makes an appointment as the practitioner, and returns the first attempt of its callback. */
async function sendCallback(options: SimulatorOptions) {
  const simulator = await createSimulator(options);
  onTestFinished(() => simulator.close());
  const { appointments, settled, deliveries } = simulator.organization();
  appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/1' });
  await settled();
  const [delivery] = deliveries.list();
  return delivery?.attempts[0];
}

describe('callbacks over https', () => {
  test('CB-6: to an authority that is not trusted fail with that reason', async () => {
    await using spreekuur = await startTlsServer();
    expect(await sendCallback({ configuration: { organizations: [practice(spreekuur.url)] } })).toMatchObject({
      error: 'the certificate is signed by an unknown authority',
      failure: 'tls-unknown-ca',
    });
  });

  test('CB-6: trust an authority and show a certificate, by paths relative to the configuration file', async () => {
    await using spreekuur = await startTlsServer();
    const folder = mkdtempSync(join(tmpdir(), 'callback-tls-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'practice.json');
    const callbackTls = Object.fromEntries(
      Object.entries(CLIENT).map(([name, path]) => [name, relative(folder, path)]),
    );
    writeFileSync(file, JSON.stringify({ callbackTls, organizations: [practice(spreekuur.url)] }));
    expect(await sendCallback({ configuration: file })).toMatchObject({ status: 200 });
    expect(spreekuur.clients).toEqual(['known']);
  });

  test('CB-6: show a certificate whose key has a pass phrase in the environment', async () => {
    await using spreekuur = await startTlsServer();
    const callbackTls = { ...CLIENT, clientKey: tlsFile('client-locked.key') };
    const configuration = { callbackTls, organizations: [practice(spreekuur.url)] };
    const environment = { XIS_TESTKIT_CLIENT_KEY_PASSPHRASE: 'open-sesame' };
    expect(await sendCallback({ configuration, environment })).toMatchObject({ status: 200 });
    expect(spreekuur.clients).toEqual(['known']);
    await expect(createSimulator({ configuration })).rejects.toThrow(
      'XIS_TESTKIT_CLIENT_KEY_PASSPHRASE: expected the pass phrase of callbackTls.clientKey, got no value',
    );
  });

  test('CB-6: trust NODE_EXTRA_CA_CERTS of the environment', async () => {
    await using spreekuur = await startTlsServer();
    const environment = { NODE_EXTRA_CA_CERTS: CLIENT.ca };
    const configuration = { organizations: [practice(spreekuur.url)] };
    expect(await sendCallback({ configuration, environment })).toMatchObject({ status: 200 });
  });

  test('CB-6: go through the proxy of the environment, whose errors have its name', async () => {
    await using spreekuur = await startTlsServer();
    await using proxy = await startProxy();
    await using refusing = await startProxy(403);
    const configuration = { callbackTls: CLIENT, organizations: [practice(spreekuur.url)] };
    expect(await sendCallback({ configuration, environment: { HTTPS_PROXY: proxy.host } })).toMatchObject({
      status: 200,
    });
    expect(proxy.requests).toEqual([`CONNECT ${new URL(spreekuur.url).host}`]);
    expect(await sendCallback({ configuration, environment: { HTTPS_PROXY: refusing.host } })).toMatchObject({
      error: `the proxy ${refusing.host} refused the request (403)`,
      failure: 'proxy-refused',
    });
  });
});

test('a callback under way ends with the simulator, and its connection too', async () => {
  await using silent = await startBrokenServer('silent');
  const configuration = { callbackTls: CLIENT, organizations: [practice(`https://localhost:${silent.port}`)] };
  const simulator = await createSimulator({ configuration });
  const { appointments } = simulator.organization();
  appointments.make({ schedule: 'smit', type: 'consult', start: 'next monday 09:00', patient: 'Patient/1' });
  await expect.poll(() => silent.open, { timeout: PATIENCE_MS }).toBe(1);
  await simulator.close();
  await expect.poll(() => silent.open, { timeout: PATIENCE_MS }).toBe(0);
});

describe('a configuration of callbacks over https', () => {
  const configure = (callbackTls: object) =>
    createSimulator({ configuration: { callbackTls, organizations: [practice('https://spreekuur.example')] } });

  test.each([
    [
      'a certificate without its key',
      { clientCert: CLIENT.clientCert },
      /^callbackTls\.clientCert: expected clientKey beside it/,
    ],
    [
      'a key without its certificate',
      { clientKey: CLIENT.clientKey },
      /^callbackTls\.clientKey: expected clientCert beside it/,
    ],
    [
      'a missing file',
      { ca: 'missing.pem' },
      /^missing\.pem: expected the certificates of callbackTls\.ca, got no such file/,
    ],
    [
      'the key of another certificate',
      { ...CLIENT, clientKey: tlsFile('server.key') },
      /^callbackTls\.clientCert, callbackTls\.clientKey: expected/,
    ],
    ['an unknown key', { cert: CLIENT.clientCert }, /^callbackTls\.cert: /],
  ])('with %s is rejected', async (_name, callbackTls, text) => {
    await expect(configure(callbackTls)).rejects.toThrow(text);
  });

  test('a proxy that cannot be used is rejected by the name of its variable', async () => {
    await expect(createSimulator({ environment: { HTTPS_PROXY: 'socks5://proxy' } })).rejects.toThrow(/^HTTPS_PROXY: /);
  });
});
