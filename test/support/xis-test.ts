import { xisTest as base, type PracticeOfTest } from '../../simulator/testing/vitest.ts';
import { type SpreekuurOfTest, startSpreekuur } from './spreekuur.ts';

const CHANNEL = 'http://linde.example/ns/channel';
export const TYPE_SYSTEM = 'http://linde.example/ns/type';

/** A small practice whose slots can be counted by hand. The clock stands on Monday 2027-01-11, 07:00. */
export const SMALL_PRACTICE: PracticeOfTest = {
  name: 'De Linde',
  typeSystem: TYPE_SYSTEM,
  horizonDays: 28,
  clock: { now: '2027-01-11T07:00:00+01:00', frozen: true },
  appointmentTypes: [
    { code: 'consult', display: 'Consult', minutes: 10, serviceCategories: [`${CHANNEL}|SPREEKUUR`] },
    {
      code: 'gesprek',
      display: 'Gesprek',
      minutes: 30,
      serviceCategories: [`${CHANNEL}|SPREEKUUR`, `${CHANNEL}|APP`],
      approval: 'manual',
    },
    { code: 'visite', display: 'Visite', minutes: 30 },
  ],
  schedules: [
    {
      id: 'jansen',
      practitioner: { id: 'jansen', name: 'Dr. Jansen' },
      hours: [
        { days: 'workdays', from: '09:00', to: '10:00', type: 'consult' },
        { days: 'workdays', from: '10:00', to: '11:00', type: 'gesprek' },
      ],
    },
    {
      id: 'smit',
      practitioner: { id: 'smit', name: 'Dr. Smit' },
      hours: [
        { days: ['mon'], from: '09:00', to: '09:30', type: 'consult' },
        { days: ['tue'], from: '14:00', to: '15:00', type: 'visite' },
      ],
    },
  ],
  patients: [
    { id: '1', name: 'Emma de Boer', bsn: '999900109' },
    { id: '2', name: 'Daan Visser', bsn: '999900390' },
  ],
};

/** `xisTest` with the small practice, and a Spreekuur.nl that the callbacks go to. */
export const xisTest = base.extend<{ practice: PracticeOfTest; spreekuur: SpreekuurOfTest }>({
  // biome-ignore lint/correctness/noEmptyPattern: vitest reads the parameter's pattern
  spreekuur: async ({}, use) => {
    const spreekuur = await startSpreekuur();
    await use(spreekuur);
    await spreekuur.close();
  },
  practice: async ({ spreekuur }, use) => {
    await use({ ...SMALL_PRACTICE, callbacks: { url: spreekuur.url, retry: { jitter: 0 } } });
  },
});
