import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  createReply,
  groupMessages,
  placeArrow,
  placeLane,
  placeName,
  type SequenceMessage,
} from './sequence-diagram.ts';

const LANES = [
  { name: 'Patient', at: 2 },
  { name: 'Spreekuur.nl', at: 25 },
  { name: 'XIS', at: 98 },
];

function createMessage(id: string, changes: Partial<SequenceMessage> = {}): SequenceMessage {
  return {
    id,
    from: 0,
    to: 1,
    label: `GET /Slot?${id}`,
    groupLabel: 'GET /Slot',
    result: '200',
    isBroken: false,
    ...changes,
  };
}

const messages = fc.array(
  fc.record({
    id: fc.uuid(),
    from: fc.nat(1),
    to: fc.constant(2),
    label: fc.string(),
    groupLabel: fc.constantFrom('a', 'b'),
    result: fc.constantFrom('200', '409'),
    isBroken: fc.boolean(),
  }),
);

describe('arrows', () => {
  test('have every message once and in order, and similar ones are never beside each other', () => {
    fc.assert(
      fc.property(messages, (list) => {
        const arrows = groupMessages(list);
        let start = 0;
        for (const { first, last, count, isBroken } of arrows) {
          const group = list.slice(start, start + count);
          expect([first, last]).toEqual([group[0], group.at(-1)]);
          expect(isBroken).toBe(group.some((message) => message.isBroken));
          start += count;
        }
        expect(start).toBe(list.length);
        expect(groupMessages(arrows.map(({ first }) => first))).toHaveLength(arrows.length);
      }),
    );
  });

  test('have the label of their only message, or what their messages have in common', () => {
    const list = [createMessage('1'), createMessage('2'), createMessage('3', { result: '409' })];
    expect(groupMessages(list).map(({ label, count }) => [label, count])).toEqual([
      ['GET /Slot', 2],
      ['GET /Slot?3', 1],
    ]);
  });
});

test('a response goes back, with the result of its messages', () => {
  const [arrow] = groupMessages([createMessage('1', { isBroken: true }), createMessage('2')]);
  const reply = arrow && createReply(arrow);
  expect(reply).toMatchObject({
    label: '✕ 200 (2)',
    first: { id: '1', from: 1, to: 0 },
    last: { id: '2', from: 1, to: 0 },
  });
});

describe('positions', () => {
  test('an arrow goes from lane to lane, and its label is between them', () => {
    const [arrow] = groupMessages([createMessage('1', { from: 2, to: 1 })]);
    expect(arrow && placeArrow(LANES, arrow, 100)).toEqual({
      label: { x: '26.5%', width: '70%' },
      line: { from: '98%', to: '25%', y: 126 },
    });
  });

  test('the names at the ends are within the diagram', () => {
    expect(LANES.map((_, index) => placeName(LANES, index))).toEqual([
      { x: '0', anchor: 'start' },
      { x: '25%', anchor: 'middle' },
      { x: '100%', anchor: 'end' },
    ]);
    expect(LANES.map(placeLane)).toEqual(['2%', '25%', '98%']);
  });
});
