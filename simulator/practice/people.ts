import { testBsn } from '../../fhir/bsn.ts';
import { draw } from '../domain/random.ts';

/** Made-up people: the same key returns the same person. */
export interface People {
  /** A practitioner's name. */
  practitioner(key: string): string;
  /** A patient's name. */
  patient(key: string): string;
}

/**
 * Makes up people from a seed. Loads Faker, which takes longer than the rest of a start, so a practice whose people all have
 * names does not call it.
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

/** Returns a BSN from the range for tests; the same seed and key return the same BSN. */
export function madeUpBsn(seed: number, key: string): string {
  return testBsn(draw(seed, `bsn ${key}`));
}
