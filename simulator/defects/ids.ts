/** The id of every defect, in the order in which active ones are applied. */
export const DEFECT_IDS = [
  'types-as-bundle',
  'types-bad-status',
  'types-without-display',
  'types-without-system',
  'types-ignore-category',
  'types-empty-404',
  'types-code-unlike-slots',
  'slot-overlaps',
  'slot-past-free',
  'slot-past-in-every-response',
  'appointment-slot-stays-free',
  'slot-ignores-category',
  'slot-ignores-status',
  'slot-ignores-schedule',
  'slot-refuses-schedule-reference',
  'slot-last-filter-wins',
  'slot-comma-is-literal',
  'slot-ignores-from',
  'slot-ignores-to',
  'slot-ignores-to-with-schedule',
  'slot-from-exclusive',
  'slot-week-a-day-short',
  'slot-reads-offset-as-utc',
  'slot-reads-offset-as-local',
  'slot-reads-other-offset-wrong',
  'slot-to-date-exclusive',
  'slot-instant-as-day',
  'slot-malformed-date-ignored',
  'slot-malformed-date-500',
  'slot-empty-value-refused',
  'slot-next-skips',
  'slot-next-404',
  'slot-next-other-host',
  'slot-without-offset',
  'slot-without-seconds',
  'slot-offset-without-colon',
  'slot-offset-out-of-range',
  'slot-decimal-comma',
  'slot-ends-at-start',
  'slot-local-time-as-utc',
  'slot-bundle-type',
  'slot-search-500',
  'slot-without-full-url',
  'slot-empty-404',
  'slot-without-schedule',
  'slot-without-id',
  'slot-bad-status',
  'slot-category-without-system',
  'slot-without-practitioner',
  'practitioner-reference-untyped',
  'slot-practitioner-without-display',
  'slot-other-extension-url',
  'slot-schedule-bare-id',
  'slot-ids-repeat',
  'slot-category-unlisted',
  'appointment-needs-slot',
  'appointment-r4-only',
  'appointment-ignores-end',
  'appointment-double-booking',
  'appointment-conflict-as-422',
  'appointment-conflict-other-code',
  'appointment-conflict-queues',
  'appointment-not-json-500',
  'appointment-invalid-accepted',
  'appointment-unknown-slot-accepted',
  'appointment-past-accepted',
  'appointment-race',
  'appointment-race-500',
  'appointment-search-all',
  'appointment-other-practitioner',
  'appointment-answers-200',
  'appointment-without-location',
  'appointment-location-other-id',
  'appointment-location-unreadable',
  'appointment-moves-time',
  'appointment-invalid-instant',
  'appointment-drops-comment',
  'appointment-patient-needs-action',
  'appointment-without-practitioner',
  'appointment-read-404',
  'appointment-not-readable',
  'appointment-search-empty',
  'appointment-unknown-200',
  'appointment-without-body',
  'cancel-answers-200',
  'cancellation-r4-only',
  'cancel-keeps-status',
  'cancel-keeps-slot',
  'cancel-twice-409',
  'cancel-again-frees-slot',
  'cancel-any-patient',
  'cancel-unknown-201',
  'callback-never',
  'callback-twice',
  'callback-before-decision',
  'callback-when-accepted',
  'callback-without-organization',
  'callback-without-bsn',
  'callback-without-comment',
  'callback-without-resource-type',
  'callback-not-utf-8',
  'callback-decision-swapped',
  'callback-retry-other-decision',
  'callback-other-appointment',
  'callback-bare-id',
  'callback-previous-appointment',
  'callback-declined-never',
  'denial-keeps-slot',
  'callback-other-media-type',
  'callback-no-retry',
  'callback-without-token',
  'callback-token-expired',
  'callback-token-with-bsn',
  'callback-token-reused-after-401',
  'callback-lost-after-401',
  'update-never',
  'update-without-bsn',
  'update-invalid-instant',
  'update-incomplete',
  'update-other-id',
  'update-twice',
  'update-unchanged',
  'patient-other',
  'patient-all',
  'patient-unknown-404',
  'patient-without-identifier',
  'schedule-entry-without-actor',
  'practitioner-role-without-id',
  'auth-not-checked',
  'auth-expired-accepted',
  'auth-signature-ignored',
  'auth-alg-none',
  'auth-hmac-with-public-key',
  'auth-issuer-ignored',
  'auth-audience-ignored',
  'auth-challenge-missing',
  'auth-token-in-error',
  'auth-bsn-ignored',
  'auth-read-other-patient',
  'auth-book-other-patient',
  'auth-cancel-other-patient',
  'auth-other-tenant-accepted',
  'auth-jwks-never-refetched',
  'auth-renewed-token-refused',
  'organization-missing-served',
  'organization-unknown-served',
  'appointment-read-across',
  'cancel-across',
  'slot-shown-across',
  'unknown-parameter-refused',
  'strict-ignored',
  'no-capability-statement',
  'error-other-code',
  'error-shows-bsn',
  'error-shows-stack',
  'media-type-json',
  'media-type-of-errors-json',
  'error-without-outcome',
  'not-utf8',
] as const;

export type DefectId = (typeof DEFECT_IDS)[number];

export function isDefectId(text: string): text is DefectId {
  return (DEFECT_IDS as readonly string[]).includes(text);
}

/** The defects by which appointments and slots may contradict one another, also when the defect is no longer active. */
export const AGENDA_DEFECTS: ReadonlySet<string> = new Set<DefectId>([
  'appointment-double-booking',
  'appointment-race',
  'appointment-unknown-slot-accepted',
  'cancel-again-frees-slot',
  'cancel-keeps-slot',
  'denial-keeps-slot',
]);

/** Former defects that are right behavior, and what replaces them. */
const RETIRED_DEFECTS: Readonly<Record<string, string>> = {
  'slot-empty-value-ignored': 'ignoring an empty value is right (SL-17); the defect is slot-empty-value-refused',
  'slot-ignores-flow-spelling': 'both names of the date parameter are right (SL-9); set understands.dateParameter',
  'callback-bare-organization':
    'a bare code in the organization header is right (TR-2); set callbacks.organizationFormat',
};

/** Explains an unknown id: what replaces a former defect, or the ids that are spelled most like it. */
export function suggestDefects(id: string): string {
  const replacement = Object.hasOwn(RETIRED_DEFECTS, id) ? RETIRED_DEFECTS[id] : undefined;
  return replacement ?? `did you mean ${nearestDefects(id).join(', ')}?`;
}

/** The longest text that is compared with ids. */
const MAX_LENGTH = 64;

/** Returns the three defect ids that are spelled most like a text. */
export function nearestDefects(text: string): readonly DefectId[] {
  const start = text.slice(0, MAX_LENGTH);
  const ranked = DEFECT_IDS.map((id) => ({ id, distance: editDistance(start, id) }));
  ranked.sort((a, b) => a.distance - b.distance);
  return ranked.slice(0, 3).map(({ id }) => id);
}

/** Counts the letters to change, add or remove (Levenshtein). */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
