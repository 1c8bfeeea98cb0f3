import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import type { FormGroup, FormOption } from '../../../cli/ui/option-form.ts';
import { request, tokenCount } from '../app/api.ts';
import { goTo } from '../app/router.ts';
import { description, organization } from '../app/state.ts';
import { ErrorNotice } from '../components/feedback.tsx';
import { OptionForm } from '../components/option-form.tsx';
import { useAction } from '../components/use-action.ts';
import { takeDraft } from './draft.ts';

type Values = Readonly<Record<string, unknown>>;

/** Starts a check. */
export function StartForm() {
  const form = useSignal<{ readonly groups: readonly FormGroup[]; readonly initial: Values } | undefined>(undefined);
  const loading = useAction(async () => {
    const { groups } = await request<{ readonly groups: readonly FormGroup[] }>('GET', '__ui/checks/options');
    form.value = { groups, initial: takeDraft() ?? suggestedOptions() };
  });
  useEffect(() => void loading.run(), [tokenCount.value]);
  return (
    <section class="panel check-form" aria-labelledby="check-form-title">
      <header>
        <h1 id="check-form-title">Check a XIS</h1>
      </header>
      <div class="panel-body stack">
        <p class="muted">
          Checks clause by clause whether Spreekuur.nl will work with a XIS. It only reads, unless it may make
          appointments.
        </p>
        <ErrorNotice error={loading.error} />
        {form.value && (
          <OptionForm {...form.value} hintOf={hintOf} submitText="Start the check" onSubmit={startCheck} />
        )}
      </div>
    </section>
  );
}

async function startCheck(values: Values): Promise<void> {
  const check = await request<CheckView>('POST', '__ui/checks', values);
  goTo('check', [check.id]);
}

/** With a simulator, the check is of the selected organization, and its first patient makes the appointments. */
function suggestedOptions(): Values {
  const selected = organization.value;
  if (description.value?.baseUrl === undefined || !selected) return {};
  const [patient] = selected.patients;
  return {
    organization: selected.agb,
    ...(patient !== undefined && { patientReference: patient }),
  };
}

function hintOf({ key }: FormOption): string | undefined {
  const isFilledIn = key === 'patientBsn' && description.value?.baseUrl !== undefined;
  return isFilledIn ? 'Not needed for a patient of this simulator.' : undefined;
}
