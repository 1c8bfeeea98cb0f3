import { describeValue } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import { sharedSlots } from '../support/shared-slots.ts';
import { slotsAs } from '../support/slots-as.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotsApart: XisCheck = {
  id: 'tenants/slots-apart',
  title: 'Another organization sees no slots of this one',
  clauses: ['TR-6'],
  level: 'must',
  needs: ['other-organization'],
  catches: ['slot-shown-across'],
  async run(session) {
    const other = session.options.otherOrganization ?? blockCheck('needs --other-organization');
    const ours = (await session.allSlots()).slots;
    if (ours.length === 0) blockCheck('this practice has no slots in the next four weeks');
    const { response, slots } = await slotsAs(session, other);
    if (!slots) blockCheck(`the search of ${other} was answered with ${answered(response)}`);
    const all = sharedSlots(slots, ours);
    const [shared] = all;
    // A test system whose practices are copies of one another is right, and looks the same as one that ignores whose they are.
    if (shared && all.length === slots.length)
      blockCheck(`${other} is shown exactly what this practice has: give one whose agenda is another`);
    if (!shared) return satisfied(ours.length, `none of ${ours.length} slots is among the ${slots.length} of ${other}`);
    return violated({
      subjects: ours.length,
      message: `slots of this practice are shown to ${other}`,
      expected: `slots of ${other} only`,
      actual: `the slot of ${describeValue(shared.start.text)} of this practice`,
      path: shared.path,
      exchanges: [response.exchangeId],
    });
  },
};
