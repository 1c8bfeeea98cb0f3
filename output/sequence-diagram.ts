/**
 * The model of a sequence diagram: its lanes, its arrows and their positions. The report of a check and the page in the browser
 * draw it. It has positions in percent of the width, so that a diagram scales with its place but its text does not.
 */

/** A vertical line of the diagram: a participant. */
export interface Lane {
  readonly name: string;
  /** Its position, in percent of the width. */
  readonly at: number;
}

/** A message between two lanes. */
export interface SequenceMessage {
  readonly id: string;
  /** Indexes of lanes. */
  readonly from: number;
  readonly to: number;
  readonly label: string;
  /** The label of an arrow for several such messages: consecutive messages that differ in their label only are one arrow. */
  readonly groupLabel: string;
  /** What came of it, such as a status. */
  readonly result: string;
  readonly isBroken: boolean;
}

/** An arrow of the diagram: a message, or several similar messages in a row. */
export interface Arrow<Message extends SequenceMessage = SequenceMessage> {
  readonly label: string;
  readonly count: number;
  readonly first: Message;
  readonly last: Message;
  /** Whether one of the messages is broken. */
  readonly isBroken: boolean;
}

/** Groups consecutive messages that differ in their label only. */
export function groupMessages<Message extends SequenceMessage>(
  messages: readonly Message[],
): readonly Arrow<Message>[] {
  const arrows: Arrow<Message>[] = [];
  for (const message of messages) {
    const previous = arrows.at(-1);
    if (previous && isSimilar(previous.last, message)) {
      arrows[arrows.length - 1] = {
        label: message.groupLabel,
        count: previous.count + 1,
        first: previous.first,
        last: message,
        isBroken: previous.isBroken || message.isBroken,
      };
    } else {
      arrows.push({ label: message.label, count: 1, first: message, last: message, isBroken: message.isBroken });
    }
  }
  return arrows;
}

function isSimilar(a: SequenceMessage, b: SequenceMessage): boolean {
  return a.from === b.from && a.to === b.to && a.groupLabel === b.groupLabel && a.result === b.result;
}

/** Returns the result of an arrow with its signs: `✕ 409 (3)` for three broken messages. */
export function formatResult({ isBroken, last, count }: Arrow): string {
  const parts = [isBroken ? '✕' : '', last.result, count > 1 ? `(${count})` : ''];
  return parts.filter((part) => part !== '').join(' ');
}

/** Returns the arrow of the response: it goes back, with the result as its label. */
export function createReply<Message extends SequenceMessage>(arrow: Arrow<Message>): Arrow<Message> {
  const turn = (message: Message): Message => ({ ...message, from: message.to, to: message.from });
  const first = turn(arrow.first);
  const last = arrow.last === arrow.first ? first : turn(arrow.last);
  return { ...arrow, label: formatResult(arrow), first, last };
}

/** Returns the ids of an arrow: `x1`, or `x1 to x4`. */
export function formatIds({ first, last }: Arrow): string {
  return first === last ? first.id : `${first.id} to ${last.id}`;
}

/** The heights of the lane names and of an arrow with its label, in pixels. */
export const HEAD_HEIGHT = 34;
export const ARROW_HEIGHT = 36;
export const LABEL_HEIGHT = 22;

/** The line of an arrow is below its label. */
const LINE_TOP = 26;
/** The space between a lane and a label, in percent. */
const LABEL_GAP = 1.5;

/** Where the name of a lane is: those at the ends are within the diagram. */
export function placeName(lanes: readonly Lane[], index: number): { readonly x: string; readonly anchor: string } {
  if (index === 0) return { x: '0', anchor: 'start' };
  if (index === lanes.length - 1) return { x: '100%', anchor: 'end' };
  return { x: percent(lanes[index]?.at ?? 0), anchor: 'middle' };
}

/** The positions of an arrow and its label; heights are in pixels. */
export interface ArrowPlace {
  readonly label: { readonly x: string; readonly width: string };
  readonly line: { readonly from: string; readonly to: string; readonly y: number };
}

/** Returns the place of an arrow whose label begins at a height. */
export function placeArrow(lanes: readonly Lane[], { first }: Arrow, top: number): ArrowPlace {
  const from = lanes[first.from]?.at ?? 0;
  const to = lanes[first.to]?.at ?? 0;
  return {
    label: {
      x: percent(Math.min(from, to) + LABEL_GAP),
      width: percent(Math.abs(to - from) - 2 * LABEL_GAP),
    },
    line: { from: percent(from), to: percent(to), y: top + LINE_TOP },
  };
}

/** Returns the position of a lane. */
export function placeLane({ at }: Lane): string {
  return percent(at);
}

function percent(value: number): string {
  return `${value}%`;
}
