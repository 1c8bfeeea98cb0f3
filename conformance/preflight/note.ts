import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import type { ReportedExchange } from '../report/report.ts';

/** Returns the caller's name of an option. */
type NameOption = (
  name:
    | 'token'
    | 'timeoutMs'
    | 'organization'
    | 'organizationHeader'
    | 'organizationFormat'
    | 'category'
    | 'type'
    | 'dateFormat'
    | 'dateParameter',
) => string;

/** The advice for each problem, by its code. */
const ADVICE = {
  'name-not-resolved': 'Check the host name in the base url, and whether this machine can resolve it (VPN, DNS).',
  'connection-refused':
    'Check host and port of the base url, whether the XIS is running, and the proxy of the environment if there is one.',
  unreachable: 'Check host and port, and whether a firewall or VPN is between.',
  'tls-unknown-ca': "Trust the authority's certificate, or have the server send its whole chain.",
  'tls-expired': "Renew the server's certificate, or correct this machine's clock.",
  'tls-host-name': 'Use the host name that the certificate is for, or issue a certificate for this one.',
  'tls-client-certificate': 'Use the client certificate that the XIS expects.',
  tls: 'Check whether the base url begins with http:// or https:// as it should, and which TLS versions the server supports.',
  proxy: 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and whether the proxy requires a password.',
  'no-token': (name) => `Check ${name('token')}: it has to return a token and nothing else.`,
  aborted: 'Start the check again.',
  'no-answer': (name) =>
    `Check whether the XIS listens there, and whether it requires a client certificate; raise ${name('timeoutMs')} if it is slow.`,
  'no-http': 'Check the port: what listens there does not speak HTTP, or requires https.',
  'endless-answer': 'Check whether the XIS listens there: the response does not end, or is too long to read.',
  'not-authenticated': (name) => `Give a valid bearer token with ${name('token')}.`,
  'organization-refused': (name) =>
    `Check the AGB code of ${name('organization')}, whether the XIS serves it, and whether the token may act for it. No other form of the header that ${name('organizationHeader')} and ${name('organizationFormat')} allow was understood either.`,
  redirect: 'Use the url that it leads to as the base url; redirects are not followed.',
  'wrong-base-path':
    'Check the path of the base url: it is the part before /ValueSet/BookableAppointmentTypes and /Slot.',
  'not-a-xis': 'Check the base url: the server there is not a FHIR server.',
  'server-error': 'Look into the log of the XIS: it fails before anything can be checked.',
  throttled: 'Allow more requests from this machine in the XIS, or wait until it accepts them again.',
  'no-types': (name) => `Configure appointment types for Spreekuur.nl in the XIS, or check ${name('category')}.`,
  'organization-form': (name) =>
    `Both forms are right. ${name('organizationHeader')} and ${name('organizationFormat')} set the form that is sent.`,
  'date-form': (name) =>
    `Both forms are right. ${name('dateParameter')} and ${name('dateFormat')} set the form that is sent.`,
  'slots-hidden': 'Check how the XIS reads that parameter: without it, the same search has free slots.',
  'no-slots': (name) =>
    `Open some slots in the next four weeks in the XIS, or choose another type with ${name('type')}.`,
} as const satisfies Readonly<Record<string, string | ((name: NameOption) => string)>>;

/** A problem or a remarkable fact before the first check. */
export type PreflightCode = keyof typeof ADVICE;

export function isPreflightCode(text: string): text is PreflightCode {
  return Object.hasOwn(ADVICE, text);
}

/** An observation before the first check. */
export interface PreflightNote {
  /** Stable. */
  readonly code: PreflightCode;
  /** The observation. */
  readonly seen: string;
  /** The advice. */
  readonly advice: string;
}

/** Creates a note with the advice that belongs to its code. */
export function createNote(code: PreflightCode, seen: string, nameOption: NameOption): PreflightNote {
  const advice = ADVICE[code];
  return { code, seen, advice: typeof advice === 'string' ? advice : advice(nameOption) };
}

/** Signals that the check could not begin: the XIS cannot be reached, or the configuration is wrong. */
export class TargetError extends XisTestkitError {
  override readonly name = 'TargetError';
  readonly code = 'xis-unreachable';
  readonly note: PreflightNote;
  /** The exchanges until then, as evidence. */
  readonly exchanges: readonly ReportedExchange[];

  constructor(note: PreflightNote, exchanges: readonly ReportedExchange[] = [], options?: ErrorOptions) {
    super(`${note.seen}. ${note.advice}`, options);
    this.note = note;
    this.exchanges = exchanges;
  }
}
