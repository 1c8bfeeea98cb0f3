import { describe, expect, test } from 'vitest';
import { type FailureKind, toFailure } from './failure.ts';
import { ProxyError } from './proxy-error.ts';

/** Returns the error that `fetch` throws for a system error code. */
function thrown(code: string, message = ''): Error {
  return new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });
}

describe('the reason why a response is missing', () => {
  test.for<readonly [code: string, kind: FailureKind]>([
    ['ENOTFOUND', 'name-not-resolved'],
    ['EAI_AGAIN', 'name-not-resolved'],
    ['ECONNREFUSED', 'connection-refused'],
    ['EHOSTUNREACH', 'unreachable'],
    ['UND_ERR_CONNECT_TIMEOUT', 'unreachable'],
    ['CERT_HAS_EXPIRED', 'tls-expired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls-host-name'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'tls-unknown-ca'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'tls-unknown-ca'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls-unknown-ca'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls-unknown-ca'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tls-client-certificate'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'https-on-http-port'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'tls'],
    ['EPROTO', 'tls'],
    ['HPE_INVALID_CONSTANT', 'no-http'],
    ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
    ['UND_ERR_SOCKET', 'dropped'],
    ['ECONNRESET', 'dropped'],
    ['SOMETHING_NEW', 'dropped'],
  ])('%s means %s', ([code, kind]) => {
    expect(toFailure(thrown(code), false)).toMatchObject({ kind, code });
  });

  test('is found behind several causes, and among several addresses', () => {
    const several = new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]);
    expect(toFailure(new TypeError('fetch failed', { cause: several }), false).kind).toBe('connection-refused');
  });

  test('is the proxy, by its name, although the request behind it was aborted', () => {
    const cause = new ProxyError('proxy-authentication', { proxy: 'proxy.example:3128', status: 407 });
    const error = new DOMException('aborted', { name: 'AbortError', cause });
    expect(toFailure(error, false)).toEqual({
      kind: 'proxy-authentication',
      text: 'the proxy proxy.example:3128 wants a user name and a password (407)',
    });
  });

  test('is the time-out or the end of the run', () => {
    const error = new DOMException('', 'TimeoutError');
    expect(toFailure(error, false).kind).toBe('timeout');
    expect(toFailure(error, true).kind).toBe('aborted');
    expect(toFailure('no error at all', false).kind).toBe('dropped');
  });
});
