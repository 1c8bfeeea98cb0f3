import type { AgendaOffer, Timeslot, TypeCoding } from '../../engine/index.ts';
import { UsageError } from '../usage-error.ts';

/** Makes the choices that a patient makes. `undefined` means that the patient has had enough. */
export interface Chooser {
  type(types: readonly TypeCoding[]): Promise<TypeCoding | undefined>;
  agenda(agendas: readonly AgendaOffer[]): Promise<AgendaOffer | undefined>;
  /** 1 to 4. */
  week(first: number): Promise<number | undefined>;
  slot(slots: readonly Timeslot[]): Promise<Timeslot | 'other-week' | undefined>;
  reason(): Promise<string | undefined>;
  /** Asked after a conflict: whether to choose another slot. */
  again(text: string): Promise<boolean>;
  /** Asked at the end: whether to cancel what was made. */
  cancel(): Promise<boolean>;
}

/** The choices that the command line makes. */
export interface Choices {
  readonly type?: string;
  readonly agenda?: string;
  readonly week?: number;
  readonly slot?: number;
  readonly reason?: string;
}

/** What patients are said to write who write nothing. */
const DEFAULT_REASON = 'Test appointment made by xis-testkit.';

/**
 * Takes what the command line says, and where it says nothing the first one on offer.
 * Its choices throw a UsageError when what is asked for is not on offer.
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
      const byName = agendas.find(
        ({ name, schedule }) => schedule === agenda || name.toLowerCase().includes(agenda.toLowerCase()),
      );
      return (
        byNumber ??
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

function notOffered(option: string, asked: string | undefined, offered: readonly string[]): never {
  throw new UsageError(`${option} ${asked ?? ''}: expected one of what is on offer: ${offered.join(', ')}`);
}
