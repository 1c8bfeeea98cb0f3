import { memo } from 'preact/compat';
import {
  type Arrow,
  formatIds,
  formatResult,
  groupMessages,
  type Lane,
  placeArrow,
  placeLane,
  placeName,
} from '../../../output/sequence-diagram.ts';
import { linkTo } from '../app/router.ts';
import { exactTimeOf } from '../app/time.ts';
import type { WireMessage } from './messages.ts';
import { RowList } from './row-list.tsx';
import './sequence.css';

/** The lanes of the published flow, with most of the width for the requests. */
const LANES: readonly Lane[] = [
  { name: 'Patient', at: 1.5 },
  { name: 'Spreekuur.nl', at: 27 },
  { name: 'XIS', at: 73 },
  { name: 'Practitioner', at: 98.5 },
];

/** Returns the link to what a message is about: its exchange, or its appointment. */
export function hrefOf({ exchange, appointment }: WireMessage, query: Readonly<Record<string, string>> = {}): string {
  if (exchange?.kind === 'request') return linkTo('wire', ['request', String(exchange.request.id)], query);
  if (exchange?.kind === 'delivery') return linkTo('wire', ['delivery', exchange.delivery.id], query);
  return appointment === undefined ? linkTo('wire', [], query) : linkTo('practice', ['appointment', appointment]);
}

/**
 * Shows messages as a sequence diagram, which is a list as well: each arrow is a link to what it is about.
 * @param query the query of links within the wire
 * @param isCurrent whether a message is the one that is open
 */
export function Sequence({
  messages,
  query,
  isCurrent = () => false,
}: {
  readonly messages: readonly WireMessage[];
  readonly query?: Readonly<Record<string, string>>;
  isCurrent?(message: WireMessage): boolean;
}) {
  const arrows = groupMessages(messages);
  return (
    <div class="sequence">
      <svg class="sequence-names" aria-hidden="true" width="100%" height="24">
        {LANES.map((lane, index) => {
          const { x, anchor } = placeName(LANES, index);
          return (
            <text key={lane.name} x={x} y="16" text-anchor={anchor}>
              {lane.name}
            </text>
          );
        })}
      </svg>
      <RowList
        label="Messages between patient, Spreekuur.nl, XIS and practitioner"
        rows={arrows}
        current={arrows.findIndex(({ last }) => isCurrent(last))}
      >
        {(arrow, index) => (
          <ArrowRow
            key={arrow.first.id}
            {...propsOf(arrow, arrows[index - 1])}
            isCurrent={isCurrent(arrow.last)}
            href={hrefOf(arrow.last, query)}
          />
        )}
      </RowList>
    </div>
  );
}

interface ArrowProps {
  readonly label: string;
  readonly result: string;
  readonly ids: string;
  /** The time, where it differs from that of the arrow above. */
  readonly time: string;
  readonly lanes: string;
  readonly look: string;
  readonly href: string;
  readonly isCurrent: boolean;
  readonly labelX: string;
  readonly labelWidth: string;
  readonly fromX: string;
  readonly toX: string;
  readonly lineY: number;
  readonly isToRight: boolean;
}

/** Returns an arrow as plain values, so that an arrow that has not changed is not rendered again. */
function propsOf(
  arrow: Arrow<WireMessage>,
  previous: Arrow<WireMessage> | undefined,
): Omit<ArrowProps, 'href' | 'isCurrent'> {
  const { first, label, isBroken } = arrow;
  const { label: labelPlace, line } = placeArrow(LANES, arrow, 0);
  const time = exactTimeOf(first.at);
  const look = [
    first.exchange === undefined ? 'act' : first.kind === 'callback' ? 'callback' : 'request',
    isBroken ? 'broken' : '',
  ];
  return {
    label,
    result: formatResult(arrow),
    ids: formatIds(arrow),
    time: previous && exactTimeOf(previous.last.at) === time ? '' : time,
    lanes: `${LANES[first.from]?.name} to ${LANES[first.to]?.name}`,
    look: look.filter(Boolean).join(' '),
    labelX: labelPlace.x,
    labelWidth: labelPlace.width,
    fromX: line.from,
    toX: line.to,
    lineY: line.y,
    isToRight: first.from < first.to,
  };
}

const ArrowRow = memo(function ArrowRow({
  label,
  result,
  ids,
  time,
  lanes,
  look,
  href,
  isCurrent,
  labelX,
  labelWidth,
  fromX,
  toX,
  lineY,
  isToRight,
}: ArrowProps) {
  return (
    <li class={`sequence-row ${look}`}>
      <time class="sequence-time">{time}</time>
      <div class="sequence-lanes">
        <svg aria-hidden="true" width="100%" height="100%">
          {LANES.map((lane) => (
            <line key={lane.name} class="sequence-life" x1={placeLane(lane)} x2={placeLane(lane)} y1="0" y2="100%" />
          ))}
          <line class="sequence-line" x1={fromX} x2={toX} y1={lineY} y2={lineY} />
          {/* An SVG of its own, because a path cannot be at a percentage. */}
          <svg aria-hidden="true" x={toX} y={lineY} overflow="visible">
            <path class="sequence-head" d={isToRight ? 'M0 0-8-4v8z' : 'M0 0 8-4v8z'} />
          </svg>
        </svg>
        <a
          href={href}
          title={`${ids}: ${label}`}
          aria-current={isCurrent ? 'true' : undefined}
          style={{ left: labelX, width: labelWidth }}
        >
          <span class="visually-hidden">{lanes}: </span>
          <span class="sequence-label">{label}</span>
          {result !== '' && <b>{result}</b>}
        </a>
      </div>
    </li>
  );
});
