import { DateTime } from 'luxon';
import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { slotQuery } from '../../session/slot-query.ts';
import type { XisResponse } from '../../session/response.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { byStart } from '../support/times.ts';
import type { XisCheck } from '../xis-check.ts';

/** Ways to write a moment: in UTC, ahead of it and behind it. The practice's own is one as well. */
const ZONES = ['utc', 'UTC+2', 'UTC+5:30', 'UTC-5'];
/** How far around the slot is searched: five minutes. */
const MARGIN_MS = 300_000;

export const searchOffset: XisCheck = {
  id: 'slot-search/offset',
  title: 'A moment means the same with whatever offset it is written',
  clauses: ['SL-9', 'SL-15'],
  level: 'must',
  needs: [],
  catches: ['slot-reads-offset-as-utc', 'slot-reads-offset-as-local'],
  async run(session) {
    const slots = byStart((await session.freeSlots()).slots);
    const slot = slots[Math.floor(slots.length / 2)] ?? blockCheck('there are no free slots in the next four weeks');
    const [from, to] = [slot.startsAt - MARGIN_MS, slot.startsAt + MARGIN_MS];
    const zones = [session.options.timeZone, ...ZONES];
    let missing: { readonly zone: string; readonly response: XisResponse; readonly actual: string } | undefined;
    const understood: string[] = [];
    for (const zone of zones) {
      const write = (at: number): DateTime => DateTime.fromMillis(at, { zone });
      const query = slotQuery({ from: write(from), to: write(to) });
      const response = await session.sendCached({ purpose: 'search slots by another offset', path: '/Slot', query });
      const hits = response.status === 200 ? (await session.searchSlots(query)).slots : undefined;
      if (hits?.some(({ key }) => key === slot.key)) understood.push(zone);
      else missing ??= { zone, response, actual: hits ? `${hits.length} slots, without it` : answered(response) };
    }
    if (!missing) return satisfied(zones.length, `${zones.length} offsets looked at`);
    const [control] = understood;
    if (control === undefined) blockCheck('the slot is not found by its time, with whatever offset it is written');
    return violated({
      subjects: zones.length,
      message: `a moment written with the offset of ${missing.zone} is understood otherwise`,
      expected: `the slot of ${describeValue(slot.start.text)}, as with the offset of ${control}`,
      actual: missing.actual,
      exchanges: [missing.response.exchangeId],
    });
  },
};
