import { testBsn } from '../../fhir/bsn.ts';
import { draw } from '../domain/random.ts';

/** Generates people from a seed; the same key returns the same person. */
export interface People {
  practitioner(key: string): string;
  patient(key: string): string;
}

/**
 * Creates the generator of a seed. Loads Faker on first use, because it takes longer than the rest of the start, and a
 * practice with all names in its configuration does not need it.
 */
export async function createPeople(seed: number): Promise<People> {
  const { faker } = await import('@faker-js/faker/locale/nl');
  const personOf = (key: string) => {
    faker.seed(Math.floor(draw(seed, key) * 0x7fffffff));
    return faker.person;
  };
  return {
    practitioner: (key) => `Dr. ${personOf(`practitioner ${key}`).lastName()}`,
    patient: (key) => {
      const person = personOf(`patient ${key}`);
      return `${person.firstName()} ${person.lastName()}`;
    },
  };
}

/** Generates a BSN from the test range; the same seed and key return the same BSN. */
export function generateBsn(seed: number, key: string): string {
  return testBsn(draw(seed, `bsn ${key}`));
}
