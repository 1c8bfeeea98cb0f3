import type { AgendaOffer, Timeslot } from '../../engine/index.ts';
import { escapeControlCharacters, shorten } from '../../output/terminal-text.ts';
import { formatDay, formatMoment, type MomentStyle } from '../moment.ts';
import type { Choices, Chooser } from './choose.ts';

/** A longer list is of no use on a terminal. */
const MAX_LISTED = 200;

/**
 * Creates a chooser that prompts the user at the terminal for each choice that the command line leaves open.
 * @param context.practice the name of the practice
 * @param context.signal ends a prompt, as the user does who leaves
 */
export async function askingChooser(
  choices: Choices,
  scripted: Chooser,
  { practice, style, signal }: { readonly practice: string; readonly style: MomentStyle; readonly signal: AbortSignal },
): Promise<Chooser> {
  // Loaded here: scripts never use it.
  const { confirm, isCancel, select, text } = await import('@clack/prompts');
  const unlessCancelled = <T>(answer: T): Exclude<T, symbol> | undefined =>
    isCancel(answer) ? undefined : (answer as Exclude<T, symbol>);
  return {
    async type(types) {
      if (choices.type !== undefined) return scripted.type(types);
      const options = types.map((type) => ({ value: type, label: plain(type.display), hint: plain(type.code) }));
      return unlessCancelled(
        await select({ message: `What is the appointment at ${plain(practice)} for?`, options, signal }),
      );
    },
    async agenda(agendas) {
      if (choices.agenda !== undefined) return scripted.agenda(agendas);
      const options = agendas.map((agenda) => ({
        value: agenda as AgendaOffer | 'any',
        label: `${plain(agenda.name)}, first on ${formatMoment(agenda.firstFree, style)}`,
        hint: `${agenda.slots} free`,
      }));
      if (agendas.length > 1) options.push({ value: 'any', label: 'Any of them', hint: 'the first free appointment' });
      return unlessCancelled(await select({ message: 'With whom?', options, signal }));
    },
    async week(first, begin) {
      if (choices.week !== undefined) return choices.week;
      const options = [1, 2, 3, 4].map((week) => {
        const day = begin === undefined ? undefined : formatDay(begin, 7 * (week - first), style);
        return { value: week, label: day === undefined ? `Week ${week}` : `Week ${week}, from ${day}` };
      });
      return unlessCancelled(await select({ message: 'In which week?', options, initialValue: first, signal }));
    },
    async slot(slots) {
      if (choices.slot !== undefined) return scripted.slot(slots);
      const options = slots
        .slice(0, MAX_LISTED)
        .map((slot: Timeslot) => ({ value: slot as Timeslot | 'other-week', label: formatMoment(slot.start, style) }));
      return unlessCancelled(
        await select({
          message: 'When?',
          options: [...options, { value: 'other-week' as const, label: 'Another week' }],
          maxItems: 12,
          signal,
        }),
      );
    },
    async reason() {
      if (choices.reason !== undefined) return choices.reason;
      const validate = (value: string | undefined) => (value?.trim() ? undefined : 'The practice needs a reason.');
      return unlessCancelled(await text({ message: 'Why do you want to see us?', validate, signal }));
    },
    again: async (message) =>
      unlessCancelled(await confirm({ message: `${message}. Choose another?`, signal })) ?? false,
    cancel: async () =>
      unlessCancelled(await confirm({ message: 'Cancel the appointment?', initialValue: false, signal })) ?? false,
  };
}

/** The maximum length of a text of the XIS in a prompt. */
const MAX_TEXT_LENGTH = 200;

/** Escapes a text of the XIS, which could move the cursor or change colors, and shortens it. */
export function plain(text: string): string {
  return shorten(escapeControlCharacters(text), MAX_TEXT_LENGTH);
}
