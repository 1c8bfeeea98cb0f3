const TYPE = 'Appointment/';

/** The id of an appointment as a report may show it: a number in it is no BSN, unless it is the test patient's. */
export function shownId(id: string, scrub: (text: string) => string): string {
  return scrub(TYPE + id).slice(TYPE.length);
}
