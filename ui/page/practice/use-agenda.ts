/** What the practice reads beside the state of the page: the slots of some days, and the names of its patients. */
import { type Signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { AgendaView, PatientView } from '../../../simulator/index.ts';
import { agb, appointments, command, slotsRevision } from '../app/state.ts';
import { createRereader } from './rereader.ts';

/** The days to show, and the only schedule; without one, all schedules. */
export interface Period {
  readonly from: string;
  readonly days: number;
  readonly schedule?: string | undefined;
}

/** The agenda of a period. While another period is read, the one before stays. */
export interface Agenda {
  readonly view: Signal<AgendaView | undefined>;
  readonly error: Signal<string | undefined>;
}

/** Reads the agenda of a period, and again after slots have changed. Without a period, waits for one. */
export function useAgenda(period: Period | undefined): Agenda {
  const view = useSignal<AgendaView | undefined>(undefined);
  const error = useSignal<string | undefined>(undefined);
  const path = period && agendaPath(period);
  useEffect(() => {
    if (path === undefined) return;
    const rereader = createRereader({
      read: () => command<AgendaView>('GET', path),
      onRead: (body) => {
        view.value = body;
        error.value = undefined;
      },
      onError: (reason) => {
        error.value = reason instanceof Error ? reason.message : String(reason);
      },
    });
    const unsubscribe = slotsRevision.subscribe(() => rereader.request());
    return () => {
      unsubscribe();
      rereader.stop();
    };
  }, [agb.value, path]);
  return { view, error };
}

function agendaPath({ from, days, schedule }: Period): string {
  const query = new URLSearchParams({ from, days: String(days), ...(schedule !== undefined && { schedule }) });
  return `/agenda?${query}`;
}

/** Reads the patients whom the practice knows, and again after an appointment of an unknown patient came. */
export function usePatients(): ReadonlyMap<string, PatientView> {
  const patients = useSignal<ReadonlyMap<string, PatientView>>(new Map());
  const references = new Set([...appointments.value.values()].map(({ patient }) => patient));
  const unknown = [...references].filter((reference) => !patients.value.has(reference)).length;
  useEffect(() => {
    let isCurrent = true;
    const read = async (): Promise<void> => {
      try {
        const body = await command<{ readonly patients: readonly PatientView[] }>('GET', '/patients');
        if (isCurrent) patients.value = new Map(body.patients.map((each) => [each.reference, each]));
      } catch {
        // The references are shown instead of the names; the feed reports a connection that is lost.
      }
    };
    void read();
    return () => {
      isCurrent = false;
    };
  }, [agb.value, unknown]);
  return patients.value;
}
