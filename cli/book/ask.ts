import type { AgendaOffer, Timeslot } from '../../engine/index.ts';
import type { Choices, Chooser } from './choose.ts';

/** A longer list is of no use on a terminal. */
const MAX_LISTED = 200;

/** Creates a chooser that prompts the user at the terminal for each choice that the command line leaves open. */
export async function askingChooser(choices: Choices, scripted: Chooser): Promise<Chooser> {
  // Loaded here: scripts never use it.
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const unlessCancelled = <T>(answer: T): Exclude<T, symbol> | undefined =>
    isCancel(answer) ? undefined : (answer as Exclude<T, symbol>);
  return {
    async type(types) {
      if (choices.type !== undefined) return scripted.type(types);
      const options = types.map((type) => ({ value: type, label: plain(type.display), hint: plain(type.code) }));
      return unlessCancelled(await select({ message: 'What is the appointment for?', options }));
    },
    async agenda(agendas) {
      if (choices.agenda !== undefined) return scripted.agenda(agendas);
      const options = agendas.map((agenda) => ({
        value: agenda as AgendaOffer | 'any',
        label: plain(agenda.name),
        hint: `${agenda.slots} free, first on ${readable(agenda.firstFree)}`,
      }));
      if (agendas.length > 1) options.push({ value: 'any', label: 'Any of them', hint: 'the first free appointment' });
      return unlessCancelled(await select({ message: 'With whom?', options }));
    },
    async week(first) {
      if (choices.week !== undefined) return choices.week;
      const options = [1, 2, 3, 4].map((week) => ({ value: week, label: `Week ${week}` }));
      return unlessCancelled(await select({ message: 'In which week?', options, initialValue: first }));
    },
    async slot(slots) {
      if (choices.slot !== undefined) return scripted.slot(slots);
      const options = slots
        .slice(0, MAX_LISTED)
        .map((slot: Timeslot) => ({ value: slot as Timeslot | 'other-week', label: readable(slot.start) }));
      return unlessCancelled(
        await select({
          message: 'When?',
          options: [...options, { value: 'other-week' as const, label: 'Another week' }],
          maxItems: 12,
        }),
      );
    },
    async reason() {
      if (choices.reason !== undefined) return choices.reason;
      const validate = (value: string | undefined) => (value?.trim() ? undefined : 'The practice needs a reason.');
      return unlessCancelled(await text({ message: 'Why do you want to see us?', validate }));
    },
    again: async (message) => unlessCancelled(await confirm({ message: `${message}. Choose another?` })) ?? false,
    cancel: async () =>
      unlessCancelled(await confirm({ message: 'Cancel the appointment?', initialValue: false })) ?? false,
  };
}

/** Formats an instant for a patient: the XIS's own date and time. */
export function readable(instant: string): string {
  const [, date = plain(instant), time = ''] = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)/.exec(instant) ?? [];
  return `${date} ${time}`.trim();
}

/** Removes control characters from a text of the XIS, which could move the cursor or change colors. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are its subject
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, ' ').slice(0, 200);
}
