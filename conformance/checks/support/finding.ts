import type { Finding } from '../check.ts';

type Details<O extends Finding['outcome']> = Omit<Extract<Finding, { readonly outcome: O }>, 'outcome'>;

/** The clause is kept; `subjects` were looked at. */
export function satisfied(subjects: number, message: string, dialect?: Details<'kept'>['dialect']): Finding {
  return { outcome: 'kept', subjects, message, ...(dialect === undefined ? {} : { dialect }) };
}

/** The clause is broken. */
export function violated(details: Details<'broken'>): Finding {
  return { outcome: 'broken', ...details };
}
