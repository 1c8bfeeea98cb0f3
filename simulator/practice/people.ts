import { testBsn } from '../../fhir/bsn.ts';
import { draw } from '../domain/random.ts';

/** Makes up people from a seed: the same key gives the same person. */
export interface People {
  /** A practitioner's name. */
  practitioner(key: string): string;
  /** A patient's name. */
  patient(key: string): string;
}

/**
 * People for a seed. Faker is loaded when the first name is needed, and no sooner: it takes longer than the rest of the
 * start, and a practice that names everybody never needs it.
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

/** A BSN from the range that belongs to nobody; the same seed and key give the same one. */
export function generateBsn(seed: number, key: string): string {
  return testBsn(draw(seed, `bsn ${key}`));
}
