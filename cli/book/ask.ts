import type { Timeslot } from '../../engine/index.ts';
import type { Choices, Chooser } from './choose.ts';

/** The most slots in one list; a list that does not fit on a screen helps nobody. */
const MOST_LISTED = 200;

/** Asks whoever sits at the terminal; what the command line says is not asked. */
export async function askingChooser(choices: Choices, scripted: Chooser): Promise<Chooser> {
  // Loaded here: scripts never need it.
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const given = <T>(answer: T): Exclude<T, symbol> | undefined =>
    isCancel(answer) ? undefined : (answer as Exclude<T, symbol>);
  return {
    async type(types) {
      if (choices.type !== undefined) return scripted.type(types);
      const options = types.map((type) => ({ value: type, label: plain(type.display), hint: plain(type.code) }));
      return given(await select({ message: 'What is the appointment for?', options }));
    },
    async agenda(agendas) {
      if (choices.agenda !== undefined) return scripted.agenda(agendas);
      const options = agendas.map((agenda) => ({
        value: agenda,
        label: plain(agenda.name),
        hint: `${agenda.slots} free, first on ${readable(agenda.firstFree)}`,
      }));
      return given(await select({ message: 'With whom?', options }));
    },
    async week(first) {
      if (choices.week !== undefined) return choices.week;
      const options = [1, 2, 3, 4].map((week) => ({ value: week, label: `Week ${week}` }));
      return given(await select({ message: 'In which week?', options, initialValue: first }));
    },
    async slot(slots) {
      if (choices.slot !== undefined) return scripted.slot(slots);
      const options = slots
        .slice(0, MOST_LISTED)
        .map((slot: Timeslot) => ({ value: slot as Timeslot | 'other-week', label: readable(slot.start) }));
      return given(
        await select({
          message: 'When?',
          options: [...options, { value: 'other-week' as const, label: 'Another week' }],
          maxItems: 12,
        }),
      );
    },
    async reason() {
      if (choices.reason !== undefined) return choices.reason;
      const validate = (value: string | undefined) => (value?.trim() ? undefined : 'The practice wants to know.');
      return given(await text({ message: 'Why do you want to see us?', validate }));
    },
    again: async (message) => given(await confirm({ message: `${message}. Choose another?` })) ?? false,
    cancel: async () => given(await confirm({ message: 'Cancel the appointment?', initialValue: false })) ?? false,
  };
}

/** A moment as a patient reads it: the XIS's own date and time. */
export function readable(instant: string): string {
  const [, date = plain(instant), time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(instant) ?? [];
  return `${date} ${time}`.trim();
}

/** Text of the XIS without control characters: what it sends is not to move the cursor or change the colors. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').slice(0, 200);
}
