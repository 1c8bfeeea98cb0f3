import { expect, test } from 'vitest';
import { parseSnapshot } from './parse-snapshot.ts';

test('a snapshot has the AGB code of its organization', () => {
  expect(parseSnapshot('{"configuration":{"agb":"01000001"}}').configuration.agb).toBe('01000001');
});

test.each(['', 'x', 'null', '[]', '"text"', '{}', '{"configuration":null}', '{"configuration":{"agb":1}}'])(
  'the file %j is no snapshot',
  (text) => expect(() => parseSnapshot(text)).toThrow('Expected a snapshot'),
);
