import { block } from '../../session/block-check.ts';
import { broken, kept } from '../support/finding.ts';
import { sharedSlots } from '../support/shared-slots.ts';
import { slotsAs } from '../support/slots-as.ts';
import type { XisCheck } from '../xis-check.ts';

/** AGB codes that nobody has. */
const NOBODY = ['99999998', '99999997'];

export const unknownOrganization: XisCheck = {
  id: 'tenants/unknown-organization',
  title: 'An organization that the XIS does not know sees nothing of this practice',
  requirements: ['TR-6'],
  level: 'must',
  needs: [],
  defects: ['organization-unknown-served'],
  async run(run) {
    const ours = (await run.everything()).slots;
    if (ours.length === 0) block('this practice has no slots in the next four weeks');
    const agb = NOBODY.find((code) => code !== run.options.organization) ?? '';
    const { reply, slots } = await slotsAs(run, agb);
    const [shared] = sharedSlots(slots ?? [], ours);
    if (!shared) return kept(ours.length, `none of ${ours.length} slots is shown to ${agb}: ${reply.status}`);
    return broken({
      subjects: ours.length,
      message: 'slots of this practice are shown to an organization that nobody knows',
      expected: '403',
      actual: `${reply.status} and slots of this practice`,
      path: shared.path,
      exchanges: [reply.exchange],
    });
  },
};
