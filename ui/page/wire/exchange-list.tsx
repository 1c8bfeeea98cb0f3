import { memo } from 'preact/compat';
import { exactTimeOf } from '../app/time.ts';
import { Badge } from '../components/feedback.tsx';
import type { WireMessage } from './messages.ts';
import { RowList } from './row-list.tsx';
import { hrefOf } from './sequence.tsx';

/** Messages to show, with the query of their links. */
export interface ShownMessages {
  readonly messages: readonly WireMessage[];
  readonly query: Readonly<Record<string, string>>;
  /** Whether a message is the one that is open. */
  isCurrent(message: WireMessage): boolean;
}

/** Lists the requests and callbacks, each a link to its exchange. */
export function ExchangeList({ messages, query, isCurrent }: ShownMessages) {
  return (
    <RowList class="wire-list" label="Requests and callbacks" rows={messages} current={messages.findIndex(isCurrent)}>
      {(message) => (
        <ExchangeRow
          key={message.id}
          {...propsOf(message)}
          href={hrefOf(message, query)}
          isCurrent={isCurrent(message)}
        />
      )}
    </RowList>
  );
}

interface RowProps {
  readonly time: string;
  readonly isCallback: boolean;
  readonly label: string;
  readonly result: string;
  readonly isBroken: boolean;
  /** What is odd about it, in a few words. */
  readonly marks: string;
  readonly duration: string;
  readonly href: string;
  readonly isCurrent: boolean;
}

function propsOf(message: WireMessage): Omit<RowProps, 'href' | 'isCurrent'> {
  const { at, kind, label, result, isBroken, exchange } = message;
  return {
    time: exactTimeOf(at),
    isCallback: kind === 'callback',
    label,
    result,
    isBroken,
    marks: marksOf(exchange).join(' · '),
    duration: exchange?.kind === 'request' ? formatMilliseconds(exchange.request.durationMs) : '',
  };
}

function marksOf(exchange: WireMessage['exchange']): readonly string[] {
  if (exchange === undefined) return [];
  if (exchange.kind === 'delivery') {
    const { delivery, number } = exchange;
    return [number > 1 ? `attempt ${number}` : '', delivery.fault === undefined ? '' : 'fault'].filter(Boolean);
  }
  const { problem, fault, notes, found } = exchange.request;
  return [
    problem ?? '',
    fault === undefined ? '' : 'fault',
    problem === undefined && notes !== undefined ? 'note' : '',
    found === undefined ? '' : `${found} found`,
  ].filter(Boolean);
}

/** Formats the duration of a request: `0.4 ms`, `12 ms`. */
export function formatMilliseconds(milliseconds: number): string {
  return `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;
}

const ExchangeRow = memo(function ExchangeRow({
  time,
  isCallback,
  label,
  result,
  isBroken,
  marks,
  duration,
  href,
  isCurrent,
}: RowProps) {
  return (
    <li class={isCallback ? 'wire-row callback' : 'wire-row'}>
      <a href={href} aria-current={isCurrent ? 'true' : undefined}>
        <time class="muted">{time}</time>
        <span class="wire-direction" aria-hidden="true">
          {isCallback ? '←' : '→'}
        </span>
        <span class="wire-label" title={label}>
          {isCallback && <span class="visually-hidden">callback </span>}
          {label}
        </span>
        <span class="wire-marks muted" title={marks}>
          {marks}
        </span>
        <Badge tone={isBroken ? 'bad' : 'ok'}>{result}</Badge>
        <span class="wire-duration muted">{duration}</span>
      </a>
    </li>
  );
});
