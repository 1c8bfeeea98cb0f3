import { formatInstant, instant } from '../../fhir/instant.ts';
import type { RuledSlot } from '../domain/agenda/rules.ts';
import { formatSlotTime } from '../domain/agenda/slot-id.ts';

/** The texts of an entry before, between and after its times: the time of its id in the url and in the id, start, end. */
export type AroundTimes = readonly [string, string, string, string, string];

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const ZERO = 48;

/**
 * The entries of slots that differ in the digits of their times only, as bytes: to write the digits and to copy the bytes
 * takes a fifth of the time that the text takes. No time of a slot has milliseconds.
 */
export class EntryTemplate {
  readonly #bytes: Buffer;
  readonly #offsets: { readonly start: number; readonly end: number };
  readonly #ids: readonly [TimePlace, TimePlace];
  readonly #start: TimePlace;
  readonly #end: TimePlace;

  /** @param offsets of start and end, in minutes ahead of UTC */
  constructor(around: AroundTimes, offsets: { readonly start: number; readonly end: number }) {
    const [beforeUrl, beforeId, beforeStart, beforeEnd, rest] = around;
    const parts: Buffer[] = [];
    let length = 0;
    /** Adds texts; returns the place of the last one. */
    const add = (...texts: readonly string[]): number => {
      let place = 0;
      for (const text of texts) {
        const part = Buffer.from(text);
        parts.push(part);
        place = length;
        length += part.length;
      }
      return place;
    };
    const places = [
      add(beforeUrl, formatSlotTime(instant(0))),
      add(beforeId, formatSlotTime(instant(0))),
      add(beforeStart, formatInstant(instant(0), offsets.start)),
      add(beforeEnd, formatInstant(instant(0), offsets.end)),
    ] as const;
    add(rest);
    this.#bytes = Buffer.concat(parts);
    this.#offsets = { start: offsets.start * MINUTE_MS, end: offsets.end * MINUTE_MS };
    this.#ids = [
      new TimePlace(this.#bytes, places[0], SLOT_TIME_DIGITS),
      new TimePlace(this.#bytes, places[1], SLOT_TIME_DIGITS),
    ];
    this.#start = new TimePlace(this.#bytes, places[2], INSTANT_DIGITS);
    this.#end = new TimePlace(this.#bytes, places[3], INSTANT_DIGITS);
  }

  /** The length of every entry. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Writes the entry of a slot into bytes, from an index on. */
  write({ start, end }: RuledSlot, target: Buffer, index: number): void {
    this.#ids[0].set(start);
    this.#ids[1].set(start);
    this.#start.set(start + this.#offsets.start);
    this.#end.set(end + this.#offsets.end);
    target.set(this.#bytes, index);
  }
}

/** The places of the digits in a time. */
interface TimeDigits {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  /** Undefined in a time without seconds. */
  readonly second: number | undefined;
}

/** `20261124T0800Z` */
const SLOT_TIME_DIGITS: TimeDigits = { month: 4, day: 6, hour: 9, minute: 11, second: undefined };
/** `2026-11-24T08:00:00` */
const INSTANT_DIGITS: TimeDigits = { month: 5, day: 8, hour: 11, minute: 14, second: 17 };

/** The place of a time in bytes. The date is nearly always that of the slot before. */
class TimePlace {
  readonly #bytes: Buffer;
  readonly #place: number;
  readonly #digits: TimeDigits;
  #day = Number.NaN;

  constructor(bytes: Buffer, place: number, digits: TimeDigits) {
    this.#bytes = bytes;
    this.#place = place;
    this.#digits = digits;
  }

  /** Writes a time. @param local milliseconds since the epoch, on the clock of the offset */
  set(local: number): void {
    const day = Math.floor(local / DAY_MS);
    if (day !== this.#day) this.#setDate(day);
    const { hour, minute, second } = this.#digits;
    const seconds = Math.floor((local - day * DAY_MS) / 1000);
    const minutes = Math.floor(seconds / 60);
    this.#setTwo(hour, Math.floor(minutes / 60));
    this.#setTwo(minute, minutes % 60);
    if (second !== undefined) this.#setTwo(second, seconds % 60);
  }

  #setDate(day: number): void {
    const date = new Date(day * DAY_MS);
    this.#setTwo(0, Math.floor(date.getUTCFullYear() / 100));
    this.#setTwo(2, date.getUTCFullYear() % 100);
    this.#setTwo(this.#digits.month, date.getUTCMonth() + 1);
    this.#setTwo(this.#digits.day, date.getUTCDate());
    this.#day = day;
  }

  #setTwo(digit: number, number: number): void {
    const tens = Math.floor(number / 10);
    this.#bytes[this.#place + digit] = ZERO + tens;
    this.#bytes[this.#place + digit + 1] = ZERO + number - tens * 10;
  }
}
