import { type Calendar, createCalendar } from '../../simulator/domain/agenda/calendar.ts';
import { checkOrganization } from '../../simulator/practice/check.ts';
import { resolvePractice } from '../../simulator/practice/resolve.ts';
import { createPracticeRules, type PracticeRules } from '../../simulator/practice/schedule-rules.ts';
import type { OrganizationConfiguration, ScheduleConfiguration } from '../../simulator/practice/schema.ts';
import { toInstant } from './time.ts';

/** An organization of one schedule with consults of 10 minutes and talks of 30. */
export function createOrganization(
  schedule: Partial<ScheduleConfiguration> = {},
  more: Partial<OrganizationConfiguration> = {},
): OrganizationConfiguration {
  return {
    agb: '01000001',
    appointmentTypes: [
      { code: 'consult', display: 'Consult', minutes: 10 },
      { code: 'talk', display: 'Talk', minutes: 30 },
    ],
    schedules: [{ id: 'jansen', practitioner: { id: 'jansen', name: 'Dr. Jansen' }, ...schedule }],
    ...more,
  };
}

/** The rules of an organization, seen from Monday 2026-11-23 unless told otherwise. */
export async function createRulesOfPractice(
  organization: OrganizationConfiguration,
  start = '2026-11-23T08:00:00+01:00',
): Promise<PracticeRules> {
  const [mistake] = checkOrganization(organization);
  if (mistake) throw new Error(mistake.message);
  const calendars = new Map<string, Calendar>();
  const calendarOf = (zone: string): Calendar => {
    const known = calendars.get(zone) ?? createCalendar(zone);
    calendars.set(zone, known);
    return known;
  };
  return createPracticeRules(organization, await resolvePractice(organization), toInstant(start), calendarOf);
}

/** The rules of the one schedule of `organizationOf`. */
export async function createRulesOfSchedule(
  schedule: Partial<ScheduleConfiguration>,
  more: Partial<OrganizationConfiguration> = {},
  start?: string,
) {
  const [rules] = (await createRulesOfPractice(createOrganization(schedule, more), start)).schedules;
  if (!rules) throw new Error('no schedule');
  return rules;
}
