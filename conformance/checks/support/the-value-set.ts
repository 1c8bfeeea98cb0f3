import { at, listOf } from '../../read/json.ts';
import { blockCheck } from '../../session/block-check.ts';
import type { Session } from '../../session/session.ts';

/**
 * The ValueSet of appointment types, out of a Bundle too: that it comes in one is another check's.
 * @throws Blocked when there is none
 */
export async function theValueSet(session: Session): Promise<unknown> {
  await session.appointmentTypes();
  const { body } = await session.appointmentTypesResponse();
  const resources = [body, ...listOf(at(body, 'entry')).map((entry) => at(entry, 'resource'))];
  const valueSet = resources.find((resource) => at(resource, 'resourceType') === 'ValueSet');
  return valueSet ?? blockCheck('there is no ValueSet');
}
