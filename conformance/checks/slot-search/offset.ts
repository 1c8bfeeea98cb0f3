import { DateTime } from 'luxon';
import { found } from '../../read/json.ts';
import { block } from '../../run/blocked.ts';
import { slotPairs } from '../../run/slot-pairs.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { byStart, utc } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

/** Ways to write a moment, ahead of UTC and behind it. */
const ZONES = ['UTC+2', 'UTC+5:30', 'UTC-5'];
/** How far around the slot is searched: five minutes. */
const MARGIN_MS = 300_000;

export const searchOffset: XisCheck = {
  id: 'slot-search/offset',
  title: 'A moment means the same with whatever offset it is written',
  requirements: ['SL-9', 'SL-15'],
  level: 'must',
  needs: [],
  defects: ['slot-reads-offset-as-utc'],
  async run(run) {
    const slots = byStart((await run.fourWeeks()).slots);
    const slot = slots[Math.floor(slots.length / 2)] ?? block('there are no free slots in the next four weeks');
    const [from, to] = [slot.startsAt - MARGIN_MS, slot.startsAt + MARGIN_MS];
    const control = await run.slots(slotPairs({ from: utc(from), to: utc(to) }));
    if (!control.slots.some(({ key }) => key === slot.key)) block('the slot is not found by its time in Z');
    for (const zone of ZONES) {
      const write = (at: number): DateTime => DateTime.fromMillis(at, { zone });
      const query = slotPairs({ from: write(from), to: write(to) });
      const reply = await run.askOnce({ purpose: 'search slots by another offset', path: '/Slot', query });
      const hits = reply.status === 200 ? (await run.slots(query)).slots : undefined;
      if (hits?.some(({ key }) => key === slot.key)) continue;
      return broken({
        subjects: ZONES.length,
        message: `a moment written with the offset of ${zone} is understood otherwise`,
        expected: `the slot of ${found(slot.start.text)}, as with Z`,
        actual: hits ? `${hits.length} slots, without it` : answered(reply),
        exchanges: [reply.exchange],
      });
    }
    return kept(ZONES.length, `${ZONES.length} offsets looked at`);
  },
};
