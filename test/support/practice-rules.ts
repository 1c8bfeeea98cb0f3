import { checkOrganization } from '../../simulator/practice/check.ts';
import { resolvePractice } from '../../simulator/practice/resolve.ts';
import { createPracticeRules, type PracticeRules } from '../../simulator/practice/schedule-rules.ts';
import type { OrganizationConfiguration, ScheduleConfiguration } from '../../simulator/practice/schema.ts';
import { toInstant } from './time.ts';

/** Returns an organization with one schedule, consults of 10 minutes and talks of 30 minutes. */
export function createOrganization(
  schedule: Partial<ScheduleConfiguration> = {},
  overrides: Partial<OrganizationConfiguration> = {},
): OrganizationConfiguration {
  return {
    agb: '01000001',
    appointmentTypes: [
      { code: 'consult', display: 'Consult', minutes: 10 },
      { code: 'talk', display: 'Talk', minutes: 30 },
    ],
    schedules: [{ id: 'jansen', practitioner: { id: 'jansen', name: 'Dr. Jansen' }, ...schedule }],
    ...overrides,
  };
}

/** Returns the rules of an organization, by default at Monday 2026-11-23. */
export async function createRulesOfPractice(
  organization: OrganizationConfiguration,
  start = '2026-11-23T08:00:00+01:00',
): Promise<PracticeRules> {
  const [mistake] = checkOrganization(organization);
  if (mistake) throw new Error(mistake.message);
  return createPracticeRules(organization, resolvePractice(organization), toInstant(start));
}

/** Returns the rules of the schedule of `createOrganization`. */
export async function createRulesOfSchedule(
  schedule: Partial<ScheduleConfiguration>,
  overrides: Partial<OrganizationConfiguration> = {},
  start?: string,
) {
  const [rules] = (await createRulesOfPractice(createOrganization(schedule, overrides), start)).schedules;
  if (!rules) throw new Error('no schedule');
  return rules;
}
