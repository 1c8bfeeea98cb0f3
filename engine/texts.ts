/** The languages of the texts for patients. */
export type Language = 'en' | 'nl';

/** The texts for patients. */
const TEXTS = {
  'unknown-patient': {
    en: 'This practice does not know you as a patient. Please contact the practice to make an appointment.',
    nl: 'U bent bij deze praktijk niet bekend als patiënt. Neem contact op met de praktijk om een afspraak te maken.',
  },
  'no-types': {
    en: 'You cannot make an appointment online at this practice.',
    nl: 'U kunt bij deze praktijk niet online een afspraak maken.',
  },
  'no-agendas': {
    en: 'There are no free appointments in the next four weeks.',
    nl: 'Er zijn de komende vier weken geen vrije afspraken.',
  },
  'no-timeslots': {
    en: 'There are no free appointments in this week.',
    nl: 'Er zijn in deze week geen vrije afspraken.',
  },
  approved: { en: 'Your appointment has been made.', nl: 'Uw afspraak is gemaakt.' },
  pending: {
    en: 'Your appointment has been requested. You will hear from the practice.',
    nl: 'Uw afspraak is aangevraagd. U hoort van de praktijk.',
  },
  conflict: {
    en: 'Timeslot no longer available, please choose another timeslot',
    nl: 'Dit tijdstip is niet meer beschikbaar, kies een ander tijdstip',
  },
  rejected: {
    en: 'Your appointment could not be made.',
    nl: 'Uw afspraak kon niet worden gemaakt.',
  },
  failed: {
    en: 'Something went wrong at the practice. Please try again later.',
    nl: 'Er ging iets mis bij de praktijk. Probeer het later opnieuw.',
  },
  unknown: {
    en: 'We do not know whether your appointment has been made. Please contact the practice before you try again.',
    nl: 'Wij weten niet of uw afspraak is gemaakt. Neem contact op met de praktijk voordat u het opnieuw probeert.',
  },
  'answer-accepted': { en: 'Your appointment has been approved.', nl: 'Uw afspraak is goedgekeurd.' },
  'answer-declined': { en: 'Your appointment has been declined.', nl: 'Uw afspraak is afgewezen.' },
  'update-new': {
    en: 'The practice has made an appointment for you.',
    nl: 'De praktijk heeft een afspraak voor u gemaakt.',
  },
  'update-modified': {
    en: 'The practice has changed your appointment.',
    nl: 'De praktijk heeft uw afspraak gewijzigd.',
  },
  'update-cancelled': {
    en: 'The practice has cancelled your appointment.',
    nl: 'De praktijk heeft uw afspraak geannuleerd.',
  },
  cancelled: { en: 'Your appointment has been cancelled.', nl: 'Uw afspraak is geannuleerd.' },
  'not-cancellable': {
    en: 'This appointment can no longer be cancelled online.',
    nl: 'Deze afspraak kan niet meer online worden geannuleerd.',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<Language, string>>>>;

export type MessageId = keyof typeof TEXTS;

/** Returns a text for the patient in both languages, by the text in one of them; a text of others stays as it is. */
export function translateText(text: string): Readonly<Record<Language, string>> {
  return Object.values(TEXTS).find(({ en, nl }) => text === en || text === nl) ?? { en: text, nl: text };
}

/** Returns a text for the patient. */
export function messageFor(id: MessageId, language: Language): string {
  return TEXTS[id][language];
}
