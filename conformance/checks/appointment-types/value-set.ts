import { found } from '../../read/json.ts';
import type { XisCheck } from '../xis-check.ts';

export const valueSet: XisCheck = {
  id: 'appointment-types/value-set',
  title: 'The appointment types come as one ValueSet, and not in a Bundle',
  requirements: ['AT-1'],
  level: 'must',
  needs: [],
  defects: ['types-as-bundle'],
  async run(run) {
    const reply = await run.typesReply();
    const { status, body } = reply;
    const type = (body as { readonly resourceType?: unknown } | undefined)?.resourceType;
    if (status === 200 && type === 'ValueSet') {
      return { outcome: 'kept', subjects: 1, message: 'one ValueSet' };
    }
    return {
      outcome: 'broken',
      subjects: 1,
      message: 'the appointment types are no ValueSet',
      expected: '200 and a ValueSet',
      actual: reply.failure?.text ?? `${status} and ${found(body)}`,
      path: 'resourceType',
    };
  },
};
