import type {
  AgendaOffer,
  AgendasResult,
  BookingEngine,
  PatientResult,
  Timeslot,
  TimeslotsResult,
  TypeCoding,
  TypesResult,
} from '../../engine/index.ts';
import { parseInstant } from '../../fhir/instant.ts';
import { StepError } from './step-error.ts';

/** The choices of a patient on the way to a slot. */
interface Choice {
  readonly type?: string;
  readonly agenda?: string | number;
  readonly week?: number;
}

/** The patient in the XIS, for whom a booking is made. */
interface FoundPatient {
  readonly reference: string;
  readonly display: string;
}

/** A patient's view: results and choices. */
export type PatientView = ReturnType<typeof createPatientView>;

/** Creates a patient's view. Each step runs the steps before it that were not run yet. */
export function createPatientView(engine: BookingEngine) {
  let discovered: FoundPatient | undefined;
  let types: readonly TypeCoding[] | undefined;
  let type: TypeCoding | undefined;
  let agendas: readonly AgendaOffer[] | undefined;
  let slots: readonly Timeslot[] | undefined;

  const discover = async (bsn?: string): Promise<PatientResult> => {
    const result = await engine.patient({ bsn });
    discovered = result.outcome === 'patient' ? { reference: result.reference, display: result.display } : undefined;
    return result;
  };
  const openTypes = async (): Promise<TypesResult> => {
    const result = await engine.appointmentTypes();
    types = result.outcome === 'types' ? result.types : [];
    return result;
  };
  const chooseType = async (code?: string): Promise<TypeCoding> => {
    if (!types) await openTypes();
    const chosen = code === undefined ? (type ?? types?.[0]) : types?.find((offered) => offered.code === code);
    if (!chosen) {
      const codes = types?.map((offered) => offered.code);
      throw new StepError(`the patient sees no type ${code ?? ''}: ${formatOffer(codes)}`);
    }
    if (chosen.code !== type?.code) {
      agendas = undefined;
      slots = undefined;
    }
    type = chosen;
    return chosen;
  };
  const openAgendas = async (code?: string): Promise<AgendasResult> => {
    const result = await engine.agendas(await chooseType(code));
    agendas = result.outcome === 'agendas' ? result.agendas : [];
    return result;
  };
  const openTimeslots = async ({ type: code, agenda, week = 1 }: Choice): Promise<TimeslotsResult> => {
    const chosenType = await chooseType(code);
    if (!agendas) await openAgendas();
    const chosen =
      typeof agenda === 'string' ? agendas?.find(({ schedule }) => schedule === agenda) : agendas?.[(agenda ?? 1) - 1];
    if (!chosen && agenda !== 'any') {
      const schedules = agendas?.map(({ schedule }) => schedule);
      throw new StepError(`the patient sees no agenda ${agenda ?? ''}: ${formatOffer(schedules)}`);
    }
    const result = await engine.timeslots(chosenType, chosen?.schedule, week);
    slots = result.outcome === 'timeslots' ? result.slots : [];
    return result;
  };

  return {
    /** Finds the patient in the XIS (step 0). */
    discover,
    /** Finds the appointment types (step 1). */
    openTypes,
    /** Finds the agendas (step 2). */
    openAgendas,
    /** Finds the timeslots (step 3). */
    openTimeslots,
    /** Chooses a visible slot and its type. */
    async choose({ slot = 1, ...choice }: Choice & { readonly slot?: string | number }) {
      const isNew = Object.keys(choice).length > 0;
      const chosenType = await chooseType(choice.type);
      if (!slots || isNew) await openTimeslots(choice);
      const chosen = findSlot(slots ?? [], slot);
      if (!chosen) {
        throw new StepError(`the patient sees no slot ${slot}: ${formatOffer(slots?.map(({ start }) => start))}`);
      }
      return { type: chosenType, slot: chosen };
    },
    /** The patient that the XIS returned; undefined before step 0. */
    get discovered(): FoundPatient | undefined {
      return discovered;
    },
    /** The visible slots. */
    get slots(): readonly Timeslot[] {
      return slots ?? [];
    },
    /** The last booked appointment. */
    appointment: undefined as string | undefined,
  };
}

/** Finds a slot by its number from 1, by its id, or by its start: an instant, or `2027-01-12 09:00` as the XIS returned it. */
export function findSlot(slots: readonly Timeslot[], slot: string | number): Timeslot | undefined {
  if (typeof slot === 'number') return slots[slot - 1];
  const at = parseInstant(slot);
  return slots.find(
    ({ id, start, startsAt }) => id === slot || startsAt === at || start.slice(0, 16).replace('T', ' ') === slot,
  );
}

function formatOffer(names: readonly string[] = []): string {
  return names.length === 0 ? 'the offer is empty' : `the offer is ${names.slice(0, 20).join(', ')}`;
}
