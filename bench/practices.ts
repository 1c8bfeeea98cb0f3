import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Configuration, OrganizationConfiguration } from '../simulator/index.ts';

/** The organization of every benchmark. */
export const AGB = '01000001';
const SYSTEM = 'http://bench.example/ns/appointment-type';

/** The clock starts on a Sunday, and the searches begin on the Monday after it. */
const CLOCK = { now: '2026-11-22T12:00:00+01:00' };

/** Returns the search token of a type. */
export function typeToken(code: string): string {
  return `${SYSTEM}|${code}`;
}

/** Creates a typical practice: consultations in the morning, double ones in the afternoon, both partly busy. */
export function createPractice(schedules: number, busyShare: number): OrganizationConfiguration {
  return {
    agb: AGB,
    typeSystem: SYSTEM,
    clock: CLOCK,
    appointmentTypes: [
      { code: 'consult', display: 'Consult op de praktijk (10 minuten)', minutes: 10 },
      { code: 'dubbel-consult', display: 'Dubbel consult op de praktijk (20 minuten)', minutes: 20 },
    ],
    schedules: numbers(schedules).map((number) => ({
      id: `arts-${number}`,
      practitioner: { id: `arts-${number}`, name: `Dr. A. de Vries (${number})` },
      hours: [
        { days: 'workdays', from: '08:00', to: '12:00', type: 'consult' },
        { days: 'workdays', from: '13:00', to: '16:00', type: 'dubbel-consult' },
      ],
      busyShare,
    })),
  };
}

/** The number of slots of a schedule of an institution: 25 on each of the 40 workdays before the horizon. */
export const SLOTS_PER_SCHEDULE = 1000;

/** Returns the code of the type of a department: two schedules of an institution. */
export function typeOfDepartment(index: number): string {
  return `spreekuur-${index}`;
}

/** Creates an institution of departments. A larger one has more schedules and types, and equally many slots of a type. */
export function createInstitution(schedules: number): OrganizationConfiguration {
  return {
    agb: AGB,
    typeSystem: SYSTEM,
    clock: CLOCK,
    appointmentTypes: numbers(schedules / 2).map((number) => ({
      code: typeOfDepartment(number),
      display: `Spreekuur ${number}`,
      minutes: 10,
    })),
    schedules: numbers(schedules).map((number) => ({
      id: `agenda-${number}`,
      practitioner: { id: `arts-${number}`, name: `Dr. A. de Vries (${number})` },
      hours: [{ days: 'workdays', from: '08:00', to: '12:10', type: typeOfDepartment(Math.floor(number / 2)) }],
      busyShare: 0.3,
    })),
  };
}

/** Writes a configuration for `simulate --config`; returns the file. */
export function writeConfiguration(scratch: string, name: string, organization: OrganizationConfiguration): string {
  const file = join(scratch, `${name}.json`);
  const configuration: Configuration = { organizations: [organization] };
  writeFileSync(file, JSON.stringify(configuration));
  return file;
}

function numbers(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}
