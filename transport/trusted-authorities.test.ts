import { rootCertificates } from 'node:tls';
import { expect, test } from 'vitest';
import { readPem, tlsFile } from '../test/support/tls.ts';
import { readTrustedAuthorities } from './trusted-authorities.ts';

const AUTHORITY = readPem('ca.pem').trim();
const COUNT = readTrustedAuthorities({}).length;

test("the authorities are at least Node's own, each once", () => {
  const found = readTrustedAuthorities({});
  expect(found.length).toBeGreaterThanOrEqual(rootCertificates.length);
  expect(new Set(found.map((certificate) => certificate.replace(/\s/g, ''))).size).toBe(COUNT);
  expect(found).not.toContain(AUTHORITY);
});

test('NODE_EXTRA_CA_CERTS adds to them', () => {
  const found = readTrustedAuthorities({ NODE_EXTRA_CA_CERTS: tlsFile('ca.pem') });
  expect(found).toHaveLength(COUNT + 1);
  expect(found).toContain(AUTHORITY);
});

test('SSL_CERT_FILE is the store of the system', () => {
  expect(readTrustedAuthorities({ SSL_CERT_FILE: tlsFile('ca.pem') })).toEqual([...rootCertificates, AUTHORITY]);
});

test.each(['NODE_EXTRA_CA_CERTS', 'SSL_CERT_FILE'])('a file of %s that cannot be read adds nothing', (name) => {
  expect(readTrustedAuthorities({ [name]: tlsFile('missing.pem') })).toHaveLength(COUNT);
  expect(readTrustedAuthorities({ [name]: tlsFile('README.md') })).toHaveLength(COUNT);
});
