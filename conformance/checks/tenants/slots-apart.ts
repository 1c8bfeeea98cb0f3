import { found } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import { answered } from '../support/answered.ts';
import { broken, kept } from '../support/finding.ts';
import { sharedSlots } from '../support/shared-slots.ts';
import { slotsAs } from '../support/slots-as.ts';
import type { XisCheck } from '../xis-check.ts';

export const slotsApart: XisCheck = {
  id: 'tenants/slots-apart',
  title: 'Another organization sees no slots of this one',
  requirements: ['TR-6'],
  level: 'must',
  needs: ['other-organization'],
  defects: ['slot-shown-across'],
  async run(run) {
    const other = run.options.otherOrganization ?? block('needs --other-organization');
    const ours = (await run.everything()).slots;
    if (ours.length === 0) block('this practice has no slots in the next four weeks');
    const { reply, slots } = await slotsAs(run, other);
    if (!slots) block(`the search of ${other} was answered with ${answered(reply)}`);
    const all = sharedSlots(slots, ours);
    const [shared] = all;
    // A test system whose practices are copies of one another is right, and looks the same as one that ignores whose they are.
    if (shared && all.length === slots.length)
      block(`${other} is shown exactly what this practice has: give one whose agenda is another`);
    if (!shared) return kept(ours.length, `none of ${ours.length} slots is among the ${slots.length} of ${other}`);
    return broken({
      subjects: ours.length,
      message: `slots of this practice are shown to ${other}`,
      expected: `slots of ${other} only`,
      actual: `the slot of ${found(shared.start.text)} of this practice`,
      path: shared.path,
      exchanges: [reply.exchange],
    });
  },
};
