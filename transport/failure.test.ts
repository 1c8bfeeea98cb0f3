import { describe, expect, test } from 'vitest';
import { type FailureKind, NOT_SENT, toFailure } from './failure.ts';
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
    ['ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL', 'http2-only'],
    ['ERR_SSL_UNSUPPORTED_PROTOCOL', 'tls'],
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

  test.for([
    ['ETIMEDOUT', 'read'],
    ['EHOSTUNREACH', 'read'],
    ['EPROTO', 'write'],
    ['ECONNRESET', 'read'],
  ] as const)('AP-8: %s of %s is of a connection that was made: the request may have been sent', ([code, syscall]) => {
    const cause = Object.assign(new Error(), { code, syscall });
    const failure = toFailure(new TypeError('fetch failed', { cause }));
    expect([failure.kind, NOT_SENT.has(failure.kind)]).toEqual(['dropped', false]);
    const connecting = toFailure(
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ETIMEDOUT', syscall: 'connect' }) }),
    );
    expect(connecting.kind).toBe('unreachable');
  });

  test('AP-8: a TLS record that cannot be read comes after the request', () => {
    expect(toFailure(thrown('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC')).kind).toBe('dropped');
  });

  test('is found behind several causes, and among several addresses', () => {
    const several = new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]);
    expect(toFailure(new TypeError('fetch failed', { cause: several }), false).kind).toBe('connection-refused');
  });

  test.for([
    ['proxy-refused', 403, 'the proxy proxy.example:3128 refused the request (403)'],
    ['proxy-authentication', 407, 'the proxy proxy.example:3128 wants a user name and a password (407)'],
    ['proxy-unreachable', undefined, 'the proxy proxy.example:3128 cannot be reached'],
    ['proxy-dropped', undefined, 'the proxy proxy.example:3128 closed the connection or did not answer'],
  ] as const)('%s is named, also where the client calls it an abort', ([problem, status, text]) => {
    const cause = new ProxyError(problem, { proxy: 'proxy.example:3128', ...(status && { status }) });
    const aborted = Object.assign(new Error('aborted', { cause }), { name: 'AbortError' });
    expect(toFailure(new TypeError('fetch failed', { cause: aborted }))).toEqual({ kind: problem, text });
  });

  test.for([
    ['\u0015\u0003\u0001\u0000\u0002\u0002F', 'http-on-https-port'],
    ['\u0000\u0000\u0012\u0004\u0000\u0000', 'http2-only'],
    ['220 mail.example ESMTP', 'no-http'],
  ] as const)('the bytes %j in the place of HTTP', ([data, kind]) => {
    const cause = Object.assign(new Error(), { name: 'HTTPParserError', data });
    expect(toFailure(new TypeError('fetch failed', { cause })).kind).toBe(kind);
  });

  test('is a port that no HTTP client uses', () => {
    expect(toFailure(new TypeError('fetch failed', { cause: new Error('bad port') })).kind).toBe('bad-port');
  });

  test('is the time-out or the end of the run', () => {
    const error = new DOMException('', 'TimeoutError');
    expect(toFailure(error, false).kind).toBe('timeout');
    expect(toFailure(error, true).kind).toBe('aborted');
    expect(toFailure('no error at all', false).kind).toBe('dropped');
  });
});
