import type { Level } from '../verdict.ts';

/** The side that a clause binds. */
export type Concerned = 'XIS' | 'Spreekuur.nl' | 'both';

/** The origins of clauses, and the pages that publish them. */
export const ORIGINS = {
  flow: 'the published flow "Appointment creation V2"',
  api: 'the published OpenAPI descriptions of XIS and Spreekuur.nl',
  auth: 'the published page on authentication and multi tenancy',
  patient: 'the published page on patient discovery',
  appointment: 'the published page on appointments',
  cancel: 'the published page on cancellation',
  update: 'the published page on updates by the XIS',
  fhir: 'FHIR R4, https://hl7.org/fhir/R4/',
  rfc: 'the RFC that the clause names',
  ours: 'decided by this project, where the sources are silent or contradict each other',
} as const;
export type Origin = keyof typeof ORIGINS;

/** A case in which a clause has a milder level. */
export interface LevelException {
  /** The case: an assertion, or a circumstance of the run. */
  readonly concerns: string;
  readonly level: Level;
}

/** A clause: one statement of the protocol, with one level. */
export interface Requirement {
  readonly id: string;
  readonly level: Level;
  readonly exception?: LevelException;
  readonly concerns: Concerned;
  readonly origins: readonly Origin[];
  /** A summary of the clause. */
  readonly text: string;
}

/** The clauses about one part of the exchange. */
export interface Area {
  readonly title: string;
  readonly requirements: readonly Requirement[];
}

type Row = readonly [
  number: number,
  level: Level,
  concerns: Concerned,
  origins: readonly Origin[],
  text: string,
  exception?: LevelException,
];

/** Creates an area from rows; the number of a row follows the prefix: `SL-4`. */
export function area(prefix: string, title: string, rows: readonly Row[]): Area {
  const requirements = rows.map(([number, level, concerns, origins, text, exception]) => ({
    id: `${prefix}-${number}`,
    level,
    concerns,
    origins,
    text,
    ...(exception && { exception }),
  }));
  return { title: `${prefix}: ${title}`, requirements };
}
