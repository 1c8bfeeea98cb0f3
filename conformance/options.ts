import { XisTestkitError } from '../errors/xis-testkit-error.ts';
import type { Agb } from '../fhir/agb.ts';
import type { RunFile } from './bookings/run-file.ts';
import type { CallbackListener } from './callback-listener.ts';
import type { Progress } from './progress.ts';
import type { CheckSystem } from './system.ts';

/** The patient that bookings are made for: one that the XIS knows and that is nobody. */
export interface TestPatient {
  /** `Patient/…`, as the XIS knows it. */
  readonly reference: string;
  readonly display: string;
  readonly bsn?: string;
}

/** An appointment that waits for the practice. */
export interface ApprovalRequest {
  /** The logical id in the XIS. */
  readonly appointment: string;
  /** What is to be decided. */
  readonly decision: 'accepted' | 'declined';
  /** When it begins and with whom, so that it is found in an agenda. */
  readonly start: string;
  readonly practitioner: string;
  /** How long it is waited for, in real milliseconds: for a countdown. */
  readonly timeoutMs: number;
  /** Aborts when the answer has come, or is not waited for any longer. */
  readonly signal: AbortSignal;
}

/** `decided`: it is certain that the practice has decided so; `unknown`: somebody was asked, who may not have. */
export type ApprovalOutcome = 'decided' | 'unknown';

/** An option that a text can name: an option of the library, or a part of the patient. */
export type CheckOptionName = keyof CheckOptions | `patient.${keyof TestPatient}`;

/** What a check of a XIS is called with. */
export interface CheckOptions {
  /** The FHIR base of the XIS. */
  readonly baseUrl: string;
  /** The AGB code of the organization (TR-2). */
  readonly organization: string;
  /** Another organization that the XIS serves: for the separation of tenants (TR-6). */
  readonly otherOrganization?: string;
  /** The service category that narrows the appointment types, `system|value`, as configured in Spreekuur.nl (AT-2). */
  readonly category?: string;
  /** The appointment type that slots are searched by: a code, or `system|code`. Without it, the first that has free slots. */
  readonly type?: string;
  readonly patient?: TestPatient;
  /** Whether appointments may be made. Without it the check only reads. */
  readonly allowBooking?: boolean;
  /** The most appointments that are made. */
  readonly maxBookings?: number;
  /** The practice's time zone, in which days begin (SL-13). */
  readonly timeZone?: string;
  /** How long an answer may take, in real milliseconds. */
  readonly timeoutMs?: number;
  /** How long an answer may be, in bytes. */
  readonly maxBytes?: number;
  /** Sent as `Authorization: Bearer`; a function is asked before every request. */
  readonly token?: string | (() => string | Promise<string>);
  /** More headers for every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Only these checks are made: ids of checks or clauses, `*` for any text; the others do not apply. */
  readonly only?: readonly string[];
  /** These checks do not apply. */
  readonly skip?: readonly string[];
  /** Where the XIS sends its callbacks. */
  readonly callbacks?: CallbackListener;
  /** How long an approval and its callback are waited for, in real milliseconds. */
  readonly approvalTimeoutMs?: number;
  /**
   * Asked to have an appointment decided in the XIS, while its callback is waited for already. When it says `decided`, a
   * callback that stays away is a fault of the XIS; else it is only missing. When it throws, what it says is the reason.
   */
  readonly onApprovalNeeded?: (request: ApprovalRequest) => ApprovalOutcome | Promise<ApprovalOutcome>;
  /** The type whose bookings wait for approval, `system|code` or a code; without it, it is looked for. */
  readonly approvalType?: string;
  /** Where bookings are written down before they are made. */
  readonly runFile?: RunFile;
  /** Ends the check early: what runs is finished, what has not begun is blocked. */
  readonly signal?: AbortSignal;
  /** Told of every step. */
  readonly onProgress?: (progress: Progress) => void;
  /** Returns the name of an option for texts: a command line writes `--allow-booking`. Default: the library's own name. */
  readonly nameOption?: (name: CheckOptionName) => string;
  readonly system?: CheckSystem;
}

/** The options with every default filled in. */
export interface ResolvedCheckOptions
  extends Required<
    Pick<
      CheckOptions,
      | 'baseUrl'
      | 'allowBooking'
      | 'maxBookings'
      | 'timeZone'
      | 'timeoutMs'
      | 'maxBytes'
      | 'headers'
      | 'only'
      | 'skip'
      | 'approvalTimeoutMs'
      | 'nameOption'
      | 'onProgress'
      | 'signal'
      | 'system'
    >
  > {
  readonly organization: Agb;
  readonly otherOrganization: Agb | undefined;
  readonly category: string | undefined;
  readonly type: string | undefined;
  readonly patient: TestPatient | undefined;
  readonly token: CheckOptions['token'];
  readonly callbacks: CallbackListener | undefined;
  readonly onApprovalNeeded: CheckOptions['onApprovalNeeded'];
  readonly approvalType: string | undefined;
  readonly runFile: RunFile;
}

/** An option that cannot be used; names it, what was expected, and (but for secrets) what was found. */
export class CheckOptionError extends XisTestkitError {
  override readonly name = 'CheckOptionError';
  readonly code = 'invalid-option';
  readonly option: keyof CheckOptions;
  /** Which part of the patient, where it is that. */
  readonly part: keyof TestPatient | undefined;
  /** What was expected, and what was found. */
  readonly problem: string;

  constructor(option: keyof CheckOptions, expected: string, found: unknown, part?: keyof TestPatient) {
    const problem = `expected ${expected}, found ${JSON.stringify(found)?.slice(0, 80)}`;
    super(`${option}${part === undefined ? '' : `.${part}`}: ${problem}`);
    this.option = option;
    this.part = part;
    this.problem = problem;
  }
}
