import { eachSlot, requireSlots } from '../assertions/assert-each.ts';
import { looksLocal } from '../assertions/local-time-heuristic.ts';
import { sortByStart } from '../assertions/times.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { describeValue } from '../read/json.ts';
import type { ParsedInstant } from '../read/parsed-instant.ts';
import type { Session } from '../session/session.ts';

/** Checks of how slots write their times. */
export const slotShapeLocalTime = suite('slot-shape', [
  check('offset', {
    title: 'Every slot has a start and an end with an offset or Z',
    clauses: ['SL-4'],
    catches: ['slot-without-offset'],
    run: ({ session }) => eachInstant(session, 'an instant with an offset or Z', ({ hasOffset }) => hasOffset),
  }),

  check('seconds', {
    title: 'Every slot has a start and an end with seconds',
    clauses: ['SL-4'],
    catches: ['slot-without-seconds'],
    run: ({ session }) => eachInstant(session, 'an instant with seconds', ({ hasSeconds }) => hasSeconds),
  }),

  check('instant', {
    title: 'Every slot has a start and an end that are FHIR instants, to the letter',
    clauses: ['SL-4'],
    catches: ['slot-offset-without-colon', 'slot-offset-out-of-range', 'slot-decimal-comma'],
    run: ({ session }) =>
      eachInstant(
        session,
        "an instant such as '2026-12-01T09:00:00+01:00', with decimals after a point",
        // Separate checks cover a missing offset and missing seconds.
        ({ isInstant, hasOffset, hasSeconds, text }) => isInstant || text === '' || !hasOffset || !hasSeconds,
      ),
  }),

  check('local-time', {
    title: 'The slots do not have hours that suggest local times labeled Z',
    clauses: ['SL-4'],
    isException: true,
    catches: ['slot-local-time-as-utc'],
    async run({ session }) {
      const { timeZone } = session.options;
      const slots = sortByStart(await requireSlots(session));
      const labeled = slots.filter(({ start }) => /(?:Z|[+-]00:?00)$/.test(start.text));
      const [first] = labeled;
      if (!first || labeled.length < slots.length) {
        return satisfied(slots.length, `${slots.length} slots have local offsets`);
      }
      const spans = labeled.map(({ startsAt, end }) => ({ start: startsAt, end: end.at ?? startsAt }));
      if (!looksLocal(spans, timeZone)) {
        return satisfied(slots.length, `${slots.length} slots have the hours of a practice`);
      }
      return violated({
        examined: slots.length,
        message: 'all slots are labeled Z, and their hours look local',
        expected: `hours of a practice, in ${timeZone}`,
        actual: `hours of a practice only where Z is read as ${timeZone}`,
        path: `${first.path}.start`,
        exchanges: [first.exchange],
      });
    },
  }),
]);

/** Asserts something of the start and the end of every slot. */
function eachInstant(
  session: Session,
  expected: string,
  isAsExpected: (instant: ParsedInstant) => boolean,
): Promise<Finding> {
  return eachSlot(session, expected, ({ start, end, resource }) => {
    const key = !isAsExpected(start) ? 'start' : !isAsExpected(end) ? 'end' : undefined;
    return key === undefined ? undefined : { path: `.${key}`, actual: describeValue(resource[key]) };
  });
}
