/** The texts of the patient's page itself, and its dates; those about an appointment come from the engine. */
import { signal } from '@preact/signals';
import type { PatientText } from '../../../cli/ui/bookings/session.ts';
import type { Language } from '../../../engine/index.ts';
import { dateOf, timeOf } from '../app/time.ts';

const LANGUAGE_KEY = 'xis-testkit-language';

/** The language of the patient. */
export const language = signal<Language>(sessionStorage.getItem(LANGUAGE_KEY) === 'nl' ? 'nl' : 'en');

/** Changes the language of the patient, for as long as the browser's tab is open. */
export function setLanguage(chosen: Language): void {
  sessionStorage.setItem(LANGUAGE_KEY, chosen);
  language.value = chosen;
}

const TEXTS = {
  hello: { en: 'Hello', nl: 'Hallo' },
  logOut: { en: 'Log out', nl: 'Uitloggen' },
  language: { en: 'Language', nl: 'Taal' },
  make: { en: 'Make an appointment', nl: 'Afspraak maken' },
  steps: { en: 'Steps', nl: 'Stappen' },
  type: { en: 'What is it for?', nl: 'Waarvoor?' },
  agenda: { en: 'With whom?', nl: 'Bij wie?' },
  slot: { en: 'When?', nl: 'Wanneer?' },
  reason: { en: 'Why do you want to come?', nl: 'Waarom wilt u langskomen?' },
  reasonHint: { en: 'The practice reads this.', nl: 'De praktijk leest dit.' },
  any: { en: 'No preference', nl: 'Geen voorkeur' },
  anyHint: { en: 'the first free appointment', nl: 'de eerste vrije afspraak' },
  free: { en: 'free, first on', nl: 'vrij, eerste op' },
  week: { en: 'Week', nl: 'Week' },
  weeks: { en: 'Weeks', nl: 'Weken' },
  change: { en: 'Change', nl: 'Wijzigen' },
  confirm: { en: 'Make this appointment', nl: 'Deze afspraak maken' },
  again: { en: 'Choose another time', nl: 'Kies een ander tijdstip' },
  retry: { en: 'Try again', nl: 'Opnieuw proberen' },
  another: { en: 'Make another appointment', nl: 'Nog een afspraak maken' },
  mine: { en: 'My appointments', nl: 'Mijn afspraken' },
  nothing: { en: 'No appointments yet', nl: 'Nog geen afspraken' },
  nothingHint: {
    en: 'One that you make, or that the practice makes for you, appears here.',
    nl: 'Een afspraak die u maakt, of die de praktijk voor u maakt, verschijnt hier.',
  },
  appointment: { en: 'Appointment', nl: 'Afspraak' },
  cancel: { en: 'Cancel', nl: 'Afzeggen' },
  cancelNow: { en: 'Cancel the appointment', nl: 'Afspraak afzeggen' },
  keep: { en: 'Keep it', nl: 'Laten staan' },
  comment: { en: 'Message to the practice (optional)', nl: 'Bericht aan de praktijk (optioneel)' },
  practice: { en: 'The practice', nl: 'De praktijk' },
  loading: { en: 'Loading…', nl: 'Laden…' },
  with: { en: 'with', nl: 'bij' },
} as const satisfies Readonly<Record<string, PatientText>>;

/** Returns a text of the page in the patient's language. */
export function t(id: keyof typeof TEXTS): string {
  return TEXTS[id][language.value];
}

/** The states of an appointment in words. */
export const STATES = {
  pending: { en: 'Requested', nl: 'Aangevraagd' },
  approved: { en: 'Confirmed', nl: 'Bevestigd' },
  rejected: { en: 'Declined', nl: 'Afgewezen' },
  cancelled: { en: 'Cancelled', nl: 'Afgezegd' },
} as const satisfies Readonly<Record<string, PatientText>>;

/** Formats a date or an instant as a day, in the zone of its offset: `Tuesday 12 January`. */
export function formatDay(instant: string, length: 'long' | 'short' = 'long'): string {
  const day = new Date(`${dateOf(instant)}T00:00:00Z`);
  const options = { weekday: length, day: 'numeric', month: length, timeZone: 'UTC' } as const;
  return new Intl.DateTimeFormat(language.value === 'nl' ? 'nl-NL' : 'en-GB', options).format(day);
}

/** Formats an instant: `Tuesday 12 January, 09:00`. */
export function formatTime(instant: string): string {
  return `${formatDay(instant)}, ${timeOf(instant)}`;
}
