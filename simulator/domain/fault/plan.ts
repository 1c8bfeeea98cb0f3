import type { Fault, InboundFault, InboundOperation, OutboundOperation } from './rule.ts';

/** The request or callback that a fault is matched against. */
export interface FaultSubject {
  readonly operation: InboundOperation | OutboundOperation;
  /** Decoded query parameters. */
  readonly query?: readonly (readonly [string, string])[];
  readonly headers?: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body?: unknown;
}

type Criteria = NonNullable<InboundFault['match']>;

/** Returns whether a request or callback matches a fault. */
export function faultMatches(fault: Fault, subject: FaultSubject): boolean {
  const isInbound = !subject.operation.startsWith('send-');
  if (fault.operation !== subject.operation && !(fault.operation === '*' && isInbound)) return false;
  const { query = {}, header = {}, body = {} }: Criteria = fault.match ?? {};
  return (
    Object.entries(query).every(([name, value]) =>
      subject.query?.some((pair) => pair[0] === name && pair[1] === value),
    ) &&
    Object.entries(header).every(([name, value]) => subject.headers?.[name.toLowerCase()] === value) &&
    Object.entries(body).every(([pointer, value]) => resolvePointer(subject.body, pointer) === value)
  );
}

/** Returns the value at a JSON Pointer (RFC 6901). */
function resolvePointer(value: unknown, pointer: string): unknown {
  let found = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, key)) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/**
 * Returns whether a matching fault strikes.
 * @param count the number of matches, this one included
 * @param next returns numbers from 0 to 1, 1 excluded
 */
export function faultStrikes(fault: Fault, count: number, next: () => number): boolean {
  const { when } = fault;
  if (when === undefined) return true;
  if ('nth' in when) return count === when.nth;
  if ('first' in when) return count <= when.first;
  if ('every' in when) return count % when.every === 0;
  return when.probability > 0 && next() < when.probability;
}
