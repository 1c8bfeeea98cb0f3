import { describe, expect, test } from 'vitest';
import { diagnoseResponse, type ReceivedResponse } from './diagnose-response.ts';

const FHIR = { 'Content-Type': 'application/fhir+json' };
const HTML = { 'Content-Type': 'text/html' };

function diagnose(
  status: number,
  headers: Readonly<Record<string, string>> = {},
  rest: Partial<ReceivedResponse> = {},
): string | undefined {
  const url = 'http://xis.example/fhir/Slot?status=free';
  const diagnosis = diagnoseResponse({ url, status, headers: new Headers(headers), text: '', ...rest });
  return diagnosis && [diagnosis.code, diagnosis.note].filter(Boolean).join(': ');
}

describe('who answered in the place of a XIS', () => {
  test.for<readonly [location: string, expected: string]>([
    ['https://xis.example/fhir/Slot?status=free', 'redirect-https: to https://xis.example/fhir/Slot'],
    ['http://xis.example/fhir/Slot/?status=free', 'redirect-slash: to http://xis.example/fhir/Slot/'],
    ['/fhir/Slot/', 'redirect-slash: to http://xis.example/fhir/Slot/'],
    ['http://xis.example/fhir/Slot?status=free', 'redirect: to http://xis.example/fhir/Slot'],
    ['http://other.example/fhir/Slot', 'redirect-host: to http://other.example/fhir/Slot'],
    ['http://xis.example:8080/fhir/Slot', 'redirect-host: to http://xis.example:8080/fhir/Slot'],
    ['/login?next=canary', 'redirect-login: to http://xis.example/login'],
    ['https://xis.example/login', 'redirect-login: to https://xis.example/login'],
    ['https://login.example/oauth2/authorize?x=canary', 'redirect-login: to https://login.example/oauth2/authorize'],
    ['https://idp.example/adfs/ls', 'redirect-login: to https://idp.example/adfs/ls'],
    ['/fhir/v2/Slot', 'redirect: to http://xis.example/fhir/v2/Slot'],
    ['https://user:canary@other.example/x', 'redirect-host: to https://other.example/x'],
    ['http://[', 'redirect'],
  ])('a redirect to %s', ([Location, expected]) => {
    expect(diagnose(302, { Location })).toBe(expected);
  });

  test('a redirect without a location, and one that is long', () => {
    expect(diagnose(301)).toBe('redirect');
    expect(diagnose(301, { Location: `/${'x'.repeat(5000)}` })?.length).toBeLessThan(250);
  });

  test('401 with and without Basic', () => {
    expect(diagnose(401)).toBe('not-authenticated');
    expect(diagnose(401, { 'WWW-Authenticate': 'Bearer realm="xis"' })).toBe('not-authenticated');
    expect(diagnose(401, { 'WWW-Authenticate': 'Basic realm="test"' })).toBe('basic-wanted');
    expect(diagnose(401, { 'WWW-Authenticate': 'Bearer, Basic realm="test"' })).toBe('not-authenticated');
  });

  test('a proxy, which is named; not a XIS behind one', () => {
    const proxy = 'proxy.example:3128';
    expect(diagnose(407)).toBe('proxy-authentication: 407');
    expect(diagnose(407, {}, { proxy })).toBe('proxy-authentication: proxy.example:3128, 407');
    expect(diagnose(403, { ...HTML, 'X-Squid-Error': 'ERR_ACCESS_DENIED 0' }, { proxy })).toBe(
      'proxy-refused: proxy.example:3128, 403',
    );
    expect(diagnose(502, { ...HTML, 'Proxy-Status': 'proxy' }, { proxy })).toBe(
      'proxy-refused: proxy.example:3128, 502',
    );
    const url = 'https://xis.example/fhir/Slot';
    expect(diagnose(403, { ...HTML, Via: '1.1 proxy' }, { proxy, url })).toBeUndefined();
    expect(diagnose(403, { ...FHIR, Via: '1.1 proxy' }, { proxy })).toBeUndefined();
    expect(diagnose(403, { ...HTML, Via: '1.1 gateway' })).toBeUndefined();
    // Of plain http, it may be the proxy's own.
    expect(diagnose(403, HTML, { proxy })).toBe('proxy-refused: proxy.example:3128, 403');
  });

  test('a port of TLS, a server of HTTP/2, FHIR in XML, a login page', () => {
    const text = '<h1>400 Bad Request</h1>The plain HTTP request was sent to HTTPS port';
    expect(diagnose(400, HTML, { text })).toBe('http-on-https-port');
    expect(diagnose(400, {}, { text: 'Client sent an HTTP request to an HTTPS server.' })).toBe('http-on-https-port');
    expect(diagnose(505)).toBe('http2-only');
    expect(diagnose(426, { Upgrade: 'h2c' })).toBe('http2-only');
    expect(diagnose(403, {}, { text: 'Missing ALPN Protocol, expected `h2` to be available.' })).toBe('http2-only');
    const xml = '<?xml version="1.0"?><ValueSet xmlns="http://hl7.org/fhir"/>';
    expect(diagnose(200, { 'Content-Type': 'application/fhir+xml' }, { text: xml })).toBe('xml');
    expect(diagnose(200, HTML, { text: '<form><input name="p" type="password"></form>' })).toBe('login-page');
  });

  test('a XIS', () => {
    for (const status of [200, 201, 400, 403, 404, 409, 500]) {
      expect(diagnose(status, FHIR)).toBeUndefined();
      expect(diagnose(status, HTML, { text: '<h1>Welcome</h1>' })).toBeUndefined();
    }
    expect(diagnose(200, FHIR, { text: '{"x":"<input type=password>"}' })).toBeUndefined();
  });
});
