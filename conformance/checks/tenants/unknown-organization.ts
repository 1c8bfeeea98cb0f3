import { blockCheck } from '../../session/block-check.ts';
import { violated, satisfied } from '../support/finding.ts';
import { sharedSlots } from '../support/shared-slots.ts';
import { slotsAs } from '../support/slots-as.ts';
import type { XisCheck } from '../xis-check.ts';

/** AGB codes that nobody has. */
const NOBODY = ['99999998', '99999997'];

export const unknownOrganization: XisCheck = {
  id: 'tenants/unknown-organization',
  title: 'An organization that the XIS does not know sees nothing of this practice',
  clauses: ['TR-6'],
  level: 'must',
  needs: [],
  catches: ['organization-unknown-served'],
  async run(session) {
    const ours = (await session.allSlots()).slots;
    if (ours.length === 0) blockCheck('this practice has no slots in the next four weeks');
    const agb = NOBODY.find((code) => code !== session.options.organization) ?? '';
    const { response, slots } = await slotsAs(session, agb);
    const [shared] = sharedSlots(slots ?? [], ours);
    if (!shared) return satisfied(ours.length, `none of ${ours.length} slots is shown to ${agb}: ${response.status}`);
    return violated({
      subjects: ours.length,
      message: 'slots of this practice are shown to an organization that nobody knows',
      expected: '403',
      actual: `${response.status} and slots of this practice`,
      path: shared.path,
      exchanges: [response.exchangeId],
    });
  },
};
