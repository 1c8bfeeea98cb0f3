import { entriesOf } from '../../read/bundle.ts';
import { codingsOf, tokenOf } from '../../read/coding.ts';
import { at, describeValue, listOf, textOf } from '../../read/json.ts';
import type { QueryParameter } from '../../session/request.ts';
import { answered } from '../support/answered.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const schedules: XisCheck = {
  id: 'other-reads/schedules',
  title: 'GET /Schedule answers a Bundle of Schedules with id, service category and actor',
  clauses: ['PR'],
  level: 'must',
  needs: [],
  catches: ['schedule-entry-without-actor'],
  async run(session) {
    const type = await session.appointmentType().catch(() => undefined);
    const query: readonly QueryParameter[] = type ? [['service-category', tokenOf(type)]] : [];
    const response = await session.sendCached({ purpose: 'search schedules', path: '/Schedule', query });
    const entries = response.status === 200 ? entriesOf(response.body) : undefined;
    if (!entries || at(response.body, 'type') !== 'searchset') {
      return violated({
        subjects: 1,
        message: 'the schedules cannot be read',
        expected: '200 and a Bundle of type searchset',
        actual: answered(response),
      });
    }
    for (const { resource, path } of entries) {
      const wrong = faultOf(resource);
      if (!wrong) continue;
      const [key, expected] = wrong;
      return violated({
        subjects: entries.length,
        message: `a Schedule has not the expected ${key}`,
        expected,
        actual: describeValue(at(resource, key)),
        path: `${path}.${key}`,
      });
    }
    const isBare = entries.some(({ path }) => !path.endsWith('.resource'));
    const dialect = entries.length === 0 ? undefined : isBare ? 'published' : 'r4';
    return satisfied(1 + entries.length, `a Bundle with ${entries.length} Schedules looked at`, dialect);
  },
};

function faultOf(schedule: unknown): readonly [key: string, expected: string] | undefined {
  if (at(schedule, 'resourceType') !== 'Schedule') return ['resourceType', 'Schedule'];
  if (textOf(at(schedule, 'id')) === undefined) return ['id', 'an id'];
  if (codingsOf(at(schedule, 'serviceCategory')).length === 0) {
    return ['serviceCategory', 'a list with codings of system and code'];
  }
  const actors = listOf(at(schedule, 'actor'));
  const isNamed = actors.length > 0 && actors.every((actor) => textOf(at(actor, 'reference')) !== undefined);
  return isNamed ? undefined : ['actor', 'a list of references'];
}
