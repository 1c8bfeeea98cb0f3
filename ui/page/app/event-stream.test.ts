import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createEventParser } from './event-stream.ts';

const STREAM =
  ':\n\nid: 1\nevent: entry\ndata: {"a":1}\n\n:\n\nid: 2\nevent: reset\ndata: {"b":\ndata: 2}\n\nid: 3\ndata: cut';

test('events are those of the whole stream, wherever it is cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(STREAM.length)), (cuts) => {
      const parse = createEventParser();
      const points = [0, ...cuts.sort((a, b) => a - b), STREAM.length];
      const events = points.slice(1).flatMap((end, index) => parse(STREAM.slice(points[index], end)));
      expect(events).toEqual([
        { id: '1', data: '{"a":1}' },
        { id: '2', data: '{"b":\n2}' },
      ]);
    }),
  );
});
