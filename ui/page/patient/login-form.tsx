import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { FormGroup } from '../../../cli/ui/option-form.ts';
import { request } from '../app/api.ts';
import { ErrorNotice } from '../components/feedback.tsx';
import { OptionForm } from '../components/option-form.tsx';
import { useAction } from '../components/use-action.ts';
import { startSession } from './patient-state.ts';
import { PATIENTS_PATH } from './service.ts';

/** Logs a patient in at any XIS. */
export function LoginForm() {
  const groups = useSignal<readonly FormGroup[] | undefined>(undefined);
  const reading = useAction(async () => {
    groups.value = (await request<{ readonly groups: readonly FormGroup[] }>('GET', `${PATIENTS_PATH}/options`)).groups;
  });
  useEffect(() => void reading.run(), []);
  if (!groups.value) return <ErrorNotice error={reading.error} />;
  return <OptionForm groups={groups.value} submitText="Start" onSubmit={startSession} />;
}
