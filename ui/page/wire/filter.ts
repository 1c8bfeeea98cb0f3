import { KINDS, type Kind, type WireMessage } from './messages.ts';

/** Selects messages; an absent criterion matches every message. It is the query of the page's address. */
export interface WireFilter {
  readonly kind?: Kind;
  readonly appointment?: string;
  readonly patient?: string;
  /** A part of what the page or the interface shows of it, in any case. */
  readonly text?: string;
  readonly onlyProblems?: boolean;
}

/** Reads the filter from a query. */
export function parseFilter(query: Readonly<Record<string, string>>): WireFilter {
  const kind = KINDS.find((each) => each === query['kind']);
  const { appointment, patient, text, problems } = query;
  return {
    ...(kind && { kind }),
    ...(appointment && { appointment }),
    ...(patient && { patient }),
    ...(text?.trim() && { text: text.trim() }),
    ...(problems === '1' && { onlyProblems: true }),
  };
}

/** Returns whether a filter selects a message. */
export function matchesFilter(message: WireMessage, filter: WireFilter): boolean {
  return (
    (filter.kind === undefined || message.kind === filter.kind) &&
    (filter.appointment === undefined || message.appointment === filter.appointment) &&
    (filter.patient === undefined || message.patient === filter.patient) &&
    (filter.onlyProblems !== true || message.isBroken) &&
    (filter.text === undefined || textOf(message).includes(filter.text.toLowerCase()))
  );
}

/** Returns the text of a message that a filter searches. */
function textOf({ label, result, appointment = '', patient = '', exchange }: WireMessage): string {
  const shown = `${label} ${result} ${appointment} ${patient}`.toLowerCase();
  if (exchange === undefined) return shown;
  return `${shown} ${jsonOf(exchange.kind === 'request' ? exchange.request : exchange.attempt)}`;
}

/** An exchange never changes, so its text is made once. */
const texts = new WeakMap<object, string>();

function jsonOf(value: object): string {
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value).toLowerCase();
  texts.set(value, text);
  return text;
}
