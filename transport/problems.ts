/**
 * What can be between a client and a XIS, by code: one spelling for every command. `docs/reference/troubleshooting.md` is
 * generated from this table.
 */

/** The options that advice names. */
export type AdvisedOption =
  | 'baseUrl'
  | 'token'
  | 'timeoutMs'
  | 'organization'
  | 'organizationHeader'
  | 'organizationFormat';

/** Returns the caller's name of an option. */
export type NameOption = (name: AdvisedOption) => string;

export interface Problem {
  /** What the network does. */
  readonly network: string;
  /** What a report says of it, as the end of a sentence. */
  readonly text: string;
  /** What to do, as a sentence. */
  readonly advice: string | ((name: NameOption) => string);
}

const CHECK_PROXY = 'Check HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY of this machine';

/** Without a token no request is sent; what a failure adds in parentheses says why. */
const NO_TOKEN = 'no access token is available';

export const PROBLEMS = {
  'name-not-resolved': {
    network: 'DNS does not know the host name of the URL',
    text: 'the name of the host is not known',
    advice: (name) => `Check the host name in ${name('baseUrl')}, and whether this machine can resolve it (VPN, DNS).`,
  },
  'connection-refused': {
    network: 'No program listens at the port, or a firewall rejects the connection',
    text: 'the connection was refused',
    advice: (name) => `Check host and port of ${name('baseUrl')}, and whether the XIS is running.`,
  },
  unreachable: {
    network: 'Packets to the host are dropped, or it has no route',
    text: 'the host cannot be reached',
    advice: 'Check host and port, and whether a firewall or VPN is between.',
  },
  'bad-port': {
    network: 'The port is reserved for another protocol (6000, 6667, 10080, …)',
    text: 'no HTTP client sends requests to this port, because another protocol uses it',
    advice: 'Let the XIS listen at another port.',
  },
  'tls-unknown-ca': {
    network: 'The certificate is signed by an authority that this machine does not trust, or the chain is incomplete',
    text: 'the certificate is signed by an unknown authority',
    advice:
      'Trust the authority (--ca on the command line, NODE_EXTRA_CA_CERTS, or the certificate store of this machine), or have the server send its whole chain.',
  },
  'tls-expired': {
    network: 'The certificate has expired, or begins in the future',
    text: 'the certificate has expired or is not valid yet',
    advice: "Renew the server's certificate, or correct this machine's clock.",
  },
  'tls-host-name': {
    network: 'The certificate names another host',
    text: 'the certificate is for another host name',
    advice: 'Use the host name that the certificate is for, or issue a certificate for this one.',
  },
  'tls-client-certificate': {
    network: 'The server requires a client certificate, or rejects the one that was sent',
    text: 'the server wants a client certificate',
    advice:
      'Use the client certificate that the XIS expects; on the command line, --client-cert and --client-key name it.',
  },
  'https-on-http-port': {
    network: 'The URL begins with https://, and the port speaks plain HTTP',
    text: 'the port does not speak TLS',
    advice: (name) => `Begin ${name('baseUrl')} with http://, or use the port of https.`,
  },
  'http-on-https-port': {
    network: 'The URL begins with http://, and the port speaks TLS',
    text: 'the port speaks TLS, and the request was plain HTTP',
    advice: (name) => `Begin ${name('baseUrl')} with https://, or use the port of http.`,
  },
  'http2-only': {
    network: 'The server speaks HTTP/2 only',
    text: 'the server speaks HTTP/2 only',
    advice: 'Allow HTTP/1.1 in the server or in the gateway before it.',
  },
  tls: {
    network: 'The TLS handshake fails for another reason, such as an old version',
    text: 'no TLS connection could be made',
    advice: 'Check which TLS versions and ciphers the server supports.',
  },
  'proxy-unreachable': {
    network: 'The proxy of the environment cannot be reached',
    text: 'the proxy cannot be reached',
    advice: `${CHECK_PROXY}, and whether the proxy is running.`,
  },
  'proxy-refused': {
    network: 'The proxy returns an error, such as 403, in the place of the XIS',
    text: 'the proxy refused the request',
    advice: `${CHECK_PROXY}, or have the proxy allow the host of the XIS.`,
  },
  'proxy-authentication': {
    network: 'The proxy returns 407',
    text: 'the proxy wants a user name and a password',
    advice: `${CHECK_PROXY}: http://user:password@host:port is the form with a password.`,
  },
  'proxy-dropped': {
    network: 'The proxy closes the connection, or never answers CONNECT',
    text: 'the proxy closed the connection or did not answer',
    advice: `${CHECK_PROXY}, and the log of the proxy.`,
  },
  dropped: {
    network: 'The connection is closed or reset before the response',
    text: 'the connection was dropped before the response',
    advice: (name) =>
      `Check whether the XIS listens there, whether ${name('baseUrl')} begins with http:// or https:// as it should, and whether the server requires a client certificate (--client-cert and --client-key on the command line).`,
  },
  truncated: {
    network: 'The connection is closed in the middle of a response',
    text: 'the response broke off',
    advice: 'Look into the log of the XIS, or of the gateway before it.',
  },
  timeout: {
    network: 'The response does not arrive, or not completely, within the time-out',
    text: 'no complete response arrived in time',
    advice: (name) => `Check whether the XIS listens there; raise ${name('timeoutMs')} if it is slow.`,
  },
  'no-http': {
    network: 'The response is not HTTP, or its compression is corrupt',
    text: 'the response is not HTTP',
    advice: 'Check the port: what listens there does not speak HTTP/1.1.',
  },
  'too-long': {
    network: 'The response does not end, or is longer than the limit',
    text: 'a limit of xis-testkit: the response is too long to be read',
    advice: 'Check whether the XIS listens there: the response does not end, or is too long to read.',
  },
  'too-complex': {
    network:
      'JSON that is nested deeper than 200 levels, has more than 1,500,000 values, or an object with more than 10,000 keys',
    text: 'a limit of xis-testkit: the JSON of the response is too deep or has too many values',
    advice: 'Check whether the XIS listens there: no resource of FHIR is nested so deep.',
  },
  'no-token': {
    network: 'The command or function for a token fails',
    text: NO_TOKEN,
    advice: (name) =>
      `Check ${name('token')}: it has to return a token and nothing else, and so has a command of --token-command.`,
  },
  'token-server-unreachable': {
    network:
      'The authorization server cannot be reached, returns 429 or an error of the server, or something else than a token',
    text: NO_TOKEN,
    advice:
      'Check the URL of the authorization server (--issuer or --token-url on the command line), whether it is running, and whether a proxy, firewall or VPN is between.',
  },
  'token-metadata': {
    network: 'The metadata of the authorization server is missing, is not JSON, or names another issuer',
    text: NO_TOKEN,
    advice:
      'Check the issuer (--issuer on the command line): it has to be exactly the one in the claim `iss` of its tokens. For an authorization server without metadata, give the token endpoint (--token-url).',
  },
  'token-client-refused': {
    network: 'The token endpoint returns `invalid_client` or `unauthorized_client`',
    text: NO_TOKEN,
    advice:
      'Check the client at the authorization server: its id (--client-id on the command line), its secret (XIS_TESTKIT_CLIENT_SECRET) or key (--client-key-jwk), how it authenticates itself (--client-auth), and whether it may use this grant (--grant).',
  },
  'token-target-refused': {
    network: 'The token endpoint returns `invalid_target`',
    text: NO_TOKEN,
    advice:
      'Check the audience (--audience on the command line): the name of the XIS at the authorization server, which the client has to be allowed.',
  },
  'token-scope-refused': {
    network: 'The token endpoint returns `invalid_scope`',
    text: NO_TOKEN,
    advice:
      'Check the scopes (--scope on the command line): the client has to be allowed them, and the token of the patient has to have them.',
  },
  'token-login-refused': {
    network:
      'The control interface of an authorization server of xis-testkit, which logs patients in, returns an error',
    text: NO_TOKEN,
    advice:
      'Set XIS_TESTKIT_ADMIN_TOKEN to the token of its control interface, if it has one; or log the patient in yourself, and give the token with --subject-token.',
  },
  'token-refused': {
    network: 'The token endpoint returns any other error, such as `invalid_grant`',
    text: NO_TOKEN,
    advice:
      'Check the token of the patient (--subject-token or --subject-token-command on the command line): it must not have expired, and has to be one of this authorization server, for this client. The log of the authorization server has more.',
  },
  throttled: {
    network: '429 after every wait',
    text: 'the XIS limits the rate: it returns 429 after every wait',
    advice: 'Allow more requests from this machine in the XIS, or wait until it accepts them again.',
  },
  unavailable: {
    network: '502, 503 or 504, from a gateway or from the XIS itself',
    text: 'the XIS, or a gateway before it, is not available',
    advice: 'Look into the log of the gateway and of the XIS, and start again when it is available.',
  },
  'token-expired': {
    network: '401 after requests that were accepted',
    text: 'the access token is not accepted any longer',
    advice: (name) =>
      `Give a fresh token with ${name('token')}; a command of --token-command is run again after a 401, and a token of --issuer or --token-url is renewed.`,
  },
  'gateway-refused': {
    network: '403 with a page in HTML, also to a request that was accepted before',
    text: 'a proxy, firewall or gateway refuses the requests: 403 and a page for people',
    advice: 'Have the requests of this machine to the XIS allowed, by the one who manages what is between.',
  },
  'not-authenticated': {
    network: '401 to the first request',
    text: 'the XIS returned 401',
    advice: (name) =>
      `Give a valid access token with ${name('token')}: the XIS has to trust its issuer, and be its audience. On the command line, --token-command takes a command that prints one, and --issuer an authorization server.`,
  },
  'basic-wanted': {
    network: '401 with `WWW-Authenticate: Basic`',
    text: 'the server wants a user name and a password (Basic)',
    advice:
      'Spreekuur.nl sends bearer tokens: accept them in the XIS. If a gateway before a test system wants a password, leave out the token and send an additional header Authorization.',
  },
  'organization-refused': {
    network: '403 to every form of the organization header',
    text: 'the XIS returned 403',
    advice: (name) =>
      `Check the AGB code of ${name('organization')}, whether the XIS serves it, and whether the token may act for it. No other form of the header that ${name('organizationHeader')} and ${name('organizationFormat')} allow was understood either.`,
  },
  'redirect-login': {
    network: 'A redirect to a login page',
    text: 'a redirect to a login page',
    advice: (name) =>
      `There a person has to log in: use the url of the API as ${name('baseUrl')}, and give an access token with ${name('token')}.`,
  },
  'redirect-https': {
    network: 'A redirect from http to https',
    text: 'a redirect to the same url with https',
    advice: (name) => `Begin ${name('baseUrl')} with https://; redirects are not followed.`,
  },
  'redirect-slash': {
    network: 'A redirect to the same path with or without a slash',
    text: 'a redirect to the same path, but for a slash at its end',
    advice: 'Let the XIS accept the path without a slash at its end: Spreekuur.nl does not follow redirects.',
  },
  'redirect-host': {
    network: 'A redirect to another host',
    text: 'a redirect to another host',
    advice: (name) => `Use the url that it leads to as ${name('baseUrl')}; redirects are not followed.`,
  },
  redirect: {
    network: 'Any other redirect, also to itself',
    text: 'a redirect; it was not followed',
    advice: (name) => `Use the url that it leads to as ${name('baseUrl')}; redirects are not followed.`,
  },
  'login-page': {
    network: 'A login page in HTML in the place of a resource',
    text: 'a login page',
    advice: (name) =>
      `There a person has to log in: use the url of the API as ${name('baseUrl')}, and give an access token with ${name('token')}.`,
  },
  xml: {
    network: 'FHIR in XML, although the request accepts JSON only',
    text: 'FHIR in XML',
    advice: 'Return FHIR as JSON: Accept is application/fhir+json, and the publication has JSON only.',
  },
  'wrong-base-path': {
    network: '404 to every path',
    text: '404 to every path',
    advice: (name) =>
      `Check the path of ${name('baseUrl')}: it is the part before /ValueSet/BookableAppointmentTypes and /Slot.`,
  },
  'not-a-xis': {
    network: 'HTML, text or JSON that is not FHIR',
    text: 'a response that is not FHIR',
    advice: (name) => `Check ${name('baseUrl')}: the server there is not a FHIR server.`,
  },
  'server-error': {
    network: '500 or another error of the server to every path',
    text: 'an error of the server',
    advice: 'Look into the log of the XIS: it fails before anything can be checked.',
  },
} as const satisfies Readonly<Record<string, Problem>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** The problems of getting a token: the request was not sent. */
export const TOKEN_PROBLEMS = [
  'no-token',
  'token-server-unreachable',
  'token-metadata',
  'token-client-refused',
  'token-target-refused',
  'token-scope-refused',
  'token-refused',
  'token-login-refused',
] as const satisfies readonly ProblemCode[];

export type TokenProblem = (typeof TOKEN_PROBLEMS)[number];

export function isTokenProblem(code: unknown): code is TokenProblem {
  return (TOKEN_PROBLEMS as readonly unknown[]).includes(code);
}

export function isProblemCode(text: string): text is ProblemCode {
  return Object.hasOwn(PROBLEMS, text);
}

/** Returns what to do about a problem, in the words of the caller's options. */
export function adviceOn(code: ProblemCode, nameOption: NameOption): string {
  const { advice }: Problem = PROBLEMS[code];
  return typeof advice === 'string' ? advice : advice(nameOption);
}
