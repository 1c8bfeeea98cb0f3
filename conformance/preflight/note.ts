import { XisTestkitError } from '../../errors/xis-testkit-error.ts';
import type { ReportedExchange } from '../report/report.ts';

/** What can be wrong before the first check, or worth knowing. */
export type PreflightCode =
  | 'name-not-resolved'
  | 'connection-refused'
  | 'unreachable'
  | 'tls-unknown-ca'
  | 'tls-expired'
  | 'tls-host-name'
  | 'tls-client-certificate'
  | 'tls'
  | 'proxy'
  | 'no-token'
  | 'aborted'
  | 'no-answer'
  | 'no-http'
  | 'endless-answer'
  | 'not-authenticated'
  | 'organization-refused'
  | 'redirect'
  | 'wrong-base-path'
  | 'not-a-xis'
  | 'server-error'
  | 'throttled'
  | 'no-types'
  | 'no-slots';

/** Something that was found before the first check. */
export interface PreflightNote {
  /** Stable. */
  readonly code: PreflightCode;
  /** What was seen. */
  readonly seen: string;
  /** What to do about it. */
  readonly advice: string;
}

const ADVICE: Readonly<Record<PreflightCode, string>> = {
  'name-not-resolved': 'Check the host name in the base url, and whether this machine can look it up (VPN, DNS).',
  'connection-refused':
    'Check host and port of the base url, whether the XIS is running, and the proxy of the environment if there is one.',
  unreachable: 'Check host and port, and whether a firewall or VPN stands between.',
  'tls-unknown-ca': "Give the authority's certificate with --ca, or have the server send its whole chain.",
  'tls-expired': "Renew the server's certificate, or correct this machine's clock.",
  'tls-host-name': 'Use the host name that the certificate is for, or have a certificate made for this one.',
  'tls-client-certificate': 'Give the client certificate that the XIS expects with --client-cert and --client-key.',
  tls: 'Check whether the base url is to begin with http:// or https://, and which versions of TLS the server speaks.',
  proxy: 'Check HTTPS_PROXY, HTTP_PROXY and NO_PROXY, and whether the proxy asks for a password.',
  'no-token': 'Check --token, or whether the command of --token-command prints a token and nothing else.',
  aborted: 'Start the check again.',
  'no-answer':
    'Check whether it is the XIS that listens there, and whether it wants to see a --client-cert; give it longer with --timeout if it is slow.',
  'no-http': 'Check the port: what listens there speaks no HTTP, or https is needed.',
  'endless-answer': 'Check whether it is the XIS that listens there: its answer does not end, or is too long to read.',
  'not-authenticated': 'Give a valid bearer token with --token or --token-command.',
  'organization-refused':
    'Check the AGB code of --organization, whether the XIS serves it, and whether the token may act for it.',
  redirect: 'Use the address that it leads to as the base url; redirects are not followed.',
  'wrong-base-path':
    'Check the path of the base url: it is what stands before /ValueSet/BookableAppointmentTypes and /Slot.',
  'not-a-xis': 'Check the base url: what answers there is no FHIR server.',
  'server-error': 'Look into the log of the XIS; it fails before anything could be checked.',
  throttled: 'Allow more requests from this machine in the XIS, or wait until it takes them again.',
  'no-types': 'Configure appointment types for Spreekuur.nl in the XIS, or check --category.',
  'no-slots': 'Open some slots in the next four weeks in the XIS, or choose another type with --type.',
};

/** A note with the advice that belongs to it. */
export function note(code: PreflightCode, seen: string): PreflightNote {
  return { code, seen, advice: ADVICE[code] };
}

/** The check could not begin: the XIS cannot be reached, or what was configured is wrong. */
export class TargetError extends XisTestkitError {
  override readonly name = 'TargetError';
  readonly code = 'xis-unreachable';
  readonly note: PreflightNote;
  /** What was asked and answered until then, as evidence. */
  readonly exchanges: readonly ReportedExchange[];

  constructor(problem: PreflightNote, exchanges: readonly ReportedExchange[] = []) {
    super(`${problem.seen}. ${problem.advice}`);
    this.note = problem;
    this.exchanges = exchanges;
  }
}
