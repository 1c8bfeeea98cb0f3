import { at, listOf } from '../../read/json.ts';
import { block } from '../../session/block-check.ts';
import type { Run } from '../../session/session.ts';

/**
 * The ValueSet of appointment types, out of a Bundle too: that it comes in one is another check's.
 * @throws Blocked when there is none
 */
export async function theValueSet(run: Run): Promise<unknown> {
  await run.types();
  const { body } = await run.typesReply();
  const resources = [body, ...listOf(at(body, 'entry')).map((entry) => at(entry, 'resource'))];
  const valueSet = resources.find((resource) => at(resource, 'resourceType') === 'ValueSet');
  return valueSet ?? block('there is no ValueSet');
}
