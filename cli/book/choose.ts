import type { AgendaOffer, Timeslot, TypeCoding } from '../../engine/index.ts';
import { didYouMean } from '../../output/did-you-mean.ts';
import { UsageError } from '../usage-error.ts';

/** The choices of a patient. `undefined` means that the patient leaves. */
export interface Chooser {
  type(types: readonly TypeCoding[]): Promise<TypeCoding | undefined>;
  /** Chooses an agenda, or any of them (AG-5). */
  agenda(agendas: readonly AgendaOffer[]): Promise<AgendaOffer | 'any' | undefined>;
  /**
   * Chooses a week, 1 to 4.
   * @param first the first week with a free slot
   * @param begin its first moment, ISO 8601; undefined where it could not be read
   */
  week(first: number, begin: string | undefined): Promise<number | undefined>;
  slot(slots: readonly Timeslot[]): Promise<Timeslot | 'other-week' | undefined>;
  reason(): Promise<string | undefined>;
  /** Decides whether to choose another slot after a conflict. */
  again(text: string): Promise<boolean>;
  /** Decides whether to cancel the appointment at the end. */
  cancel(): Promise<boolean>;
}

/** The choices on the command line. */
export interface Choices {
  readonly type?: string;
  readonly agenda?: string;
  readonly week?: number;
  readonly slot?: number;
  readonly reason?: string;
}

/** The default reason of a patient. */
const DEFAULT_REASON = 'Test appointment made by xis-testkit.';

/**
 * Takes the choices of the command line, and otherwise the first one on offer. A choice that is not on offer throws a
 * UsageError.
 */
export function scriptedChooser(choices: Choices): Chooser {
  return {
    async type(types) {
      const { type } = choices;
      const found =
        type === undefined ? types[0] : types.find(({ system, code }) => code === type || `${system}|${code}` === type);
      return (
        found ??
        notOffered(
          '--type',
          type,
          types.map(({ code }) => code),
        )
      );
    },
    async agenda(agendas) {
      const { agenda } = choices;
      if (agenda === undefined) return agendas[0];
      const byNumber = /^\d+$/.test(agenda) ? agendas[Number(agenda) - 1] : undefined;
      const bySchedule = agendas.find(({ schedule }) => schedule === agenda);
      const any = agenda.toLowerCase() === 'any' ? 'any' : undefined;
      const byName = agendas.find(({ name }) => name.toLowerCase().includes(agenda.toLowerCase()));
      return (
        byNumber ??
        bySchedule ??
        any ??
        byName ??
        notOffered(
          '--agenda',
          agenda,
          agendas.map(({ name }) => name),
        )
      );
    },
    week: async (first) => choices.week ?? first,
    async slot(slots) {
      const number = choices.slot ?? 1;
      return slots[number - 1] ?? notOffered('--slot', String(number), [`1 to ${slots.length}`]);
    },
    reason: async () => choices.reason ?? DEFAULT_REASON,
    again: async () => false,
    cancel: async () => false,
  };
}

function notOffered(option: string, choice: string | undefined, offered: readonly string[]): never {
  const suggestion = didYouMean(choice ?? '', offered);
  const remedy = suggestion === undefined ? '' : `; ${suggestion}`;
  throw new UsageError(`${option} ${choice ?? ''}: not on offer, expected one of: ${offered.join(', ')}${remedy}`);
}
