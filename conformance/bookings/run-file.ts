/**
 * A line of a run file: what was asked of the XIS, and what has become of it. Nothing of the patient is in it, unless the
 * XIS puts that into the ids of appointments: those are as they came, for without them nothing can be cancelled.
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
  /** Nobody knows whether it was made, or under which id. */
  | { readonly record: 'unknown'; readonly key: string; readonly why: string }
  | { readonly record: 'cancelled'; readonly key: string };

/** What a booking asks for. */
export interface AskedSlot {
  /** The id that we gave the appointment; the XIS may give it another (AP-6). */
  readonly id: string;
  readonly start: string;
  readonly end: string;
  /** The reference of the practitioner. */
  readonly practitioner: string;
  /** `system|code`. */
  readonly type: string;
}

/** Where a run writes down what it books, before it does: what is left after a crash is cancelled by it. */
export interface RunFile {
  /** Resolves when the record is safe: as a line of JSON on a disk, for instance. */
  append(record: RunRecord): void | Promise<void>;
}

/** One booking of a run file, as far as it went. */
export interface RecordedBooking extends AskedSlot {
  readonly key: string;
  readonly at: string;
  readonly appointment?: string;
}

/** What a run file says. */
export interface RecordedRun {
  readonly baseUrl: string;
  readonly organization: string;
  /** The bookings that were neither refused nor cancelled. */
  readonly open: readonly RecordedBooking[];
}

/**
 * Reads a run file; a last line that was cut off in a crash is passed over.
 * @returns undefined when it is no run file
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
    // What follows a line that was cut off stands on the same one.
    const value = JSON.parse(line.slice(Math.max(line.lastIndexOf('{"record":'), 0))) as Record<string, unknown> | null;
    const fields = FIELDS[String(value?.['record']) as RunRecord['record']] as readonly string[] | undefined;
    return fields?.every((field) => typeof value?.[field] === 'string') ? (value as unknown as RunRecord) : undefined;
  } catch {
    return undefined;
  }
}
