import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { command, organization } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { choose, ownSessions, startSession } from './patient-state.ts';
import { language } from './texts.ts';

/** A patient whom the practice of the simulator knows. */
interface KnownPatient {
  readonly reference: string;
  readonly name?: string;
}

/** Logs one of the practice's patients in, or shows one who is. */
export function PatientPicker() {
  const known = useSignal<readonly KnownPatient[] | undefined>(undefined);
  const reading = useAction(async () => {
    known.value = (await command<{ readonly patients: readonly KnownPatient[] }>('GET', '/patients')).patients;
  });
  useEffect(() => void reading.run(), []);
  const starting = useAction((patientReference: string) =>
    startSession({ organization: organization.peek()?.agb, patientReference, language: language.peek() }),
  );
  const sessionOf = (reference: string) => ownSessions.value.findLast(({ patient }) => patient.reference === reference);
  const named = known.value?.filter(({ name }) => name !== undefined);
  return (
    <>
      <ErrorNotice error={reading.error ?? starting.error} />
      {named?.length === 0 && (
        <Empty title="This practice knows no patients">
          Add some under <code>patients</code> of its configuration.
        </Empty>
      )}
      <ul class="patient-list">
        {named?.map(({ reference, name }) => {
          const active = sessionOf(reference);
          return (
            <li key={reference}>
              <span>
                {name} <span class="muted">{reference}</span>
              </span>
              <Button
                look={active ? 'plain' : 'primary'}
                isPending={starting.isPending}
                aria-label={`${active ? 'Continue' : 'Start'} as ${name}`}
                onClick={() => (active ? choose(active.id) : void starting.run(reference))}
              >
                {active ? 'Continue' : 'Start'}
              </Button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
