/** Faults as the page shows and makes them. */
import type { Fault, KnownFault } from '../../../simulator/index.ts';
import { toNumber } from './settings.ts';

/** The operations of the FHIR API and the callbacks, as faults name them. */
export const OPERATIONS = [
  ['*', 'every request'],
  ['read-appointment-types', 'appointment types'],
  ['search-slot', 'slot searches'],
  ['read-slot', 'reads of a slot'],
  ['create-appointment', 'bookings'],
  ['read-appointment', 'reads of an appointment'],
  ['search-appointment', 'searches of an appointment'],
  ['create-appointment-response', 'cancellations'],
  ['search-schedule', 'searches of schedules'],
  ['read-schedule', 'reads of a schedule'],
  ['search-practitioner-role', 'searches of practitioners'],
  ['read-practitioner-role', 'reads of a practitioner'],
  ['search-patient', 'searches of the patient'],
  ['send-appointment-response', 'callbacks with a decision'],
  ['send-appointment-update', 'callbacks with a change'],
] as const satisfies readonly (readonly [Fault['operation'], string])[];

const OPERATION_TEXTS: ReadonlyMap<string, string> = new Map(OPERATIONS);

/** What a fault of the form can do, with the kind of value that it needs. */
export const EFFECTS = [
  ['status', 'returns a status', 'number', '503'],
  ['delay', 'is delayed', 'duration', 'PT30S'],
  ['reset', 'resets the connection', undefined, ''],
  ['truncated', 'has a truncated body', undefined, ''],
  ['malformed', 'has malformed JSON', undefined, ''],
  ['empty', 'has no body', undefined, ''],
  ['html', 'is an HTML page', undefined, ''],
  ['mediaType', 'has another media type', 'text', 'text/plain'],
] as const;

export const CALLBACK_EFFECTS = [
  ['lost', 'is never sent', undefined, ''],
  ['late', 'is sent late', 'duration', 'PT1H'],
  ['twice', 'is sent twice', undefined, ''],
  ['before-answer', 'is delivered before the booking has its response', undefined, ''],
  ['out-of-order', 'is held until the next callback is delivered', undefined, ''],
  ['after-cancellation', 'is held until the patient has cancelled', undefined, ''],
] as const;

/** Returns the effects of an operation: those of responses, or those of callbacks. */
export function effectsOf(operation: string): typeof EFFECTS | typeof CALLBACK_EFFECTS {
  return operation.startsWith('send-') ? CALLBACK_EFFECTS : EFFECTS;
}

export const OCCASIONS = [
  ['always', 'each time', undefined],
  ['nth', 'only time number', '1'],
  ['first', 'the first times', '3'],
  ['every', 'every n-th time', '2'],
  ['probability', 'with a probability', '0.5'],
] as const;

/** The values of the form. */
export interface FaultForm {
  readonly operation: string;
  readonly effect: string;
  /** The value of the effect, if it needs one. */
  readonly value: string;
  readonly when: string;
  /** The number of the occasion, if it needs one. */
  readonly number: string;
  /** Whether the request is handled before its response is lost. */
  readonly isAfter: boolean;
}

/** Returns the fault of a form. The control interface validates it. */
export function toFault({ operation, effect, value, when, number, isAfter }: FaultForm): unknown {
  return {
    operation,
    ...(when !== 'always' && { when: { [when]: toNumber(number) } }),
    effect: operation.startsWith('send-')
      ? { callback: effect === 'late' ? { late: value } : effect }
      : { ...toInboundEffect(effect, value), ...(isAfter && mayBeAfter(effect) && { stage: 'after' }) },
  };
}

function toInboundEffect(effect: string, value: string): object {
  switch (effect) {
    case 'status':
      return { status: toNumber(value) };
    case 'delay':
    case 'mediaType':
      return { [effect]: value };
    case 'reset':
      return { reset: true };
    default:
      return { body: effect };
  }
}

/** Returns whether a request with an effect can be handled before its response is lost. */
export function mayBeAfter(effect: string): boolean {
  return ['status', 'delay', 'reset'].includes(effect);
}

/** Returns whether a fault cannot strike again: its occasion is over. */
export function isSpent({ fault: { when }, matched }: KnownFault): boolean {
  if (when === undefined) return false;
  const last = 'nth' in when ? when.nth : 'first' in when ? when.first : undefined;
  return last !== undefined && matched >= last;
}

/**
 * Parses a fault of the editor.
 * @throws Error when it is not JSON
 */
export function parseFault(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('Expected JSON, such as {"operation": "search-slot", "effect": {"status": 503}}.');
  }
}

/** Says what a fault does: `slot searches: status 503, the first 3`. */
export function describeFault({ operation, effect, when, match }: Fault): string {
  const effects = 'callback' in effect ? describeCallbackEffect(effect.callback) : describeEffect(effect);
  const occasion = when === undefined ? '' : `, ${describeOccasion(when)}`;
  return `${OPERATION_TEXTS.get(operation) ?? operation}: ${effects}${occasion}${match === undefined ? '' : ', where it matches'}`;
}

function describeEffect(effect: Exclude<Fault['effect'], { readonly callback: unknown }>): string {
  const { delay, status, reset, body, mediaType, stage } = effect;
  const parts = [
    delay === undefined ? '' : `delay ${typeof delay === 'string' ? delay : JSON.stringify(delay)}`,
    status === undefined ? '' : `status ${status}`,
    reset ? 'connection reset' : '',
    body === undefined ? '' : `${body} body`,
    mediaType === undefined ? '' : `media type ${mediaType}`,
    stage === 'after' ? 'after the request was handled' : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

function describeCallbackEffect(effect: string | { readonly late: unknown }): string {
  if (typeof effect === 'string') return effect.replaceAll('-', ' ');
  return `late by ${typeof effect.late === 'string' ? effect.late : JSON.stringify(effect.late)}`;
}

function describeOccasion(when: NonNullable<Fault['when']>): string {
  if ('nth' in when) return `time ${when.nth} only`;
  if ('first' in when) return `the first ${when.first}`;
  if ('every' in when) return `one in ${when.every}`;
  return `with probability ${when.probability}`;
}
