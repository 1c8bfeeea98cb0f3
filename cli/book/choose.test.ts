import { describe, expect, test } from 'vitest';
import { scriptedChooser } from './choose.ts';

const offer = (schedule: string, name: string) => ({
  schedule,
  name,
  firstFree: '2027-01-12T09:00:00+01:00',
  slots: 1,
});
const [jansen, zany, any] = [offer('jansen', 'Dr. Jansen'), offer('z', 'Dr. Zanyer'), offer('any', 'Dr. Smit')];

describe('the agenda of `book`', () => {
  test.each([
    [undefined, jansen],
    ['2', zany],
    ['z', zany],
    ['JANS', jansen],
    ['any', 'any'],
    ['Any', 'any'],
  ])('AG-5: --agenda %s', async (agenda, expected) => {
    const chooser = scriptedChooser(agenda === undefined ? {} : { agenda });
    expect(await chooser.agenda([jansen, zany])).toBe(expected);
  });

  test('AG-5: a schedule with the id any is that agenda', async () => {
    expect(await scriptedChooser({ agenda: 'any' }).agenda([jansen, any])).toBe(any);
  });
});
