import { testBsn } from '../../fhir/bsn.ts';
import { draw } from '../domain/random.ts';
import names from './names.json' with { type: 'json' };

/** Generates people from a seed; the same key returns the same person. */
export interface People {
  practitioner(key: string): string;
  patient(key: string): string;
}

/** Creates the generator of a seed. The names are Faker's Dutch ones, which a test keeps equal. */
export function createPeople(seed: number): People {
  const pick = (list: readonly string[], key: string): string => list[Math.floor(draw(seed, key) * list.length)] ?? '';
  return {
    practitioner: (key) => `Dr. ${pick(names.last, `practitioner ${key}`)}`,
    patient: (key) => `${pick(names.first, `first name of patient ${key}`)} ${pick(names.last, `patient ${key}`)}`,
  };
}

/** Generates a BSN from the test range; the same seed and key return the same BSN. */
export function generateBsn(seed: number, key: string): string {
  return testBsn(draw(seed, `bsn ${key}`));
}
