/**
 * A line of a run file: a request to the XIS, or its outcome. It holds no data of the patient, unless the XIS puts them into
 * the ids of appointments: those stay as they are, because a clean-up needs them.
 */
export type RunRecord =
  /** The first line. */
  | { readonly record: 'run'; readonly baseUrl: string; readonly organization: string; readonly at: string }
  /** Before the request is sent. */
  | ({ readonly record: 'asked'; readonly key: string; readonly at: string } & AskedSlot)
  /** It was made, and has this logical id in the XIS. */
  | { readonly record: 'made'; readonly key: string; readonly appointment: string }
  /** Nothing was made. */
  | { readonly record: 'refused'; readonly key: string; readonly status: number }
  /** It may have been made, under an unknown id. */
  | { readonly record: 'unknown'; readonly key: string; readonly why: string }
  | { readonly record: 'cancelled'; readonly key: string };

/** The slot that a booking requests. */
export interface AskedSlot {
  /** The id in our request; the XIS may assign another one (AP-6). */
  readonly id: string;
  readonly start: string;
  readonly end: string;
  /** The reference of the practitioner. */
  readonly practitioner: string;
  /** `system|code`. */
  readonly type: string;
  /** Whether it is for the second test patient. */
  readonly isForOther?: true;
}

/** The log of a run's bookings, written before each request: a clean-up after a crash starts from it. */
export interface RunFile {
  /** Resolves when the record is stored, for instance as a line of JSON on a disk. */
  append(record: RunRecord): void | Promise<void>;
}

/** A booking of a run file, as far as it got. */
export interface RecordedBooking extends AskedSlot {
  readonly key: string;
  readonly at: string;
  readonly appointment?: string;
}

/** The content of a run file. */
export interface RecordedRun {
  readonly baseUrl: string;
  readonly organization: string;
  /** The bookings that were neither rejected nor cancelled. */
  readonly open: readonly RecordedBooking[];
}

/**
 * Parses a run file; skips a last line that was cut off in a crash.
 * @returns undefined when it is not a run file
 */
export function readRunFile(text: string): RecordedRun | undefined {
  const records = text.split('\n').flatMap((line) => recordOf(line) ?? []);
  const [first] = records;
  if (first?.record !== 'run') return undefined;
  const open = new Map<string, RecordedBooking>();
  for (const record of records) {
    if (record.record === 'asked') {
      const { record: _record, ...booking } = record;
      open.set(record.key, booking);
    } else if (record.record === 'made') {
      const booking = open.get(record.key);
      if (booking) open.set(record.key, { ...booking, appointment: record.appointment });
    } else if (record.record === 'refused' || record.record === 'cancelled') {
      open.delete(record.key);
    }
  }
  return { baseUrl: first.baseUrl, organization: first.organization, open: [...open.values()] };
}

const FIELDS: Readonly<Record<RunRecord['record'], readonly string[]>> = {
  run: ['baseUrl', 'organization', 'at'],
  asked: ['key', 'at', 'id', 'start', 'end', 'practitioner', 'type'],
  made: ['key', 'appointment'],
  refused: ['key'],
  unknown: ['key'],
  cancelled: ['key'],
};

function recordOf(line: string): RunRecord | undefined {
  try {
    // A record after a line that was cut off is on the same line.
    const value = JSON.parse(line.slice(Math.max(line.lastIndexOf('{"record":'), 0))) as Record<string, unknown> | null;
    const fields = FIELDS[String(value?.['record']) as RunRecord['record']] as readonly string[] | undefined;
    return fields?.every((field) => typeof value?.[field] === 'string') ? (value as unknown as RunRecord) : undefined;
  } catch {
    return undefined;
  }
}
