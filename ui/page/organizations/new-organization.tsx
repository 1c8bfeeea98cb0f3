import { useSignal } from '@preact/signals';
import { organization } from '../app/state.ts';
import { Button, Field } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { copyOrganization, createOrganization } from './commands.ts';

/** An organization that one edits before it is created; every key is in the reference of the configuration. */
const EXAMPLE = {
  agb: '01000009',
  name: 'New practice',
  appointmentTypes: [{ code: 'consult', display: 'Consult', minutes: 10, approval: 'manual' }],
  schedules: [
    {
      id: 'jansen',
      practitioner: { id: 'jansen', name: 'Dr. A. Jansen' },
      hours: [{ days: 'workdays', from: '08:00', to: '12:00', type: 'consult' }],
    },
  ],
  patients: [{ id: '1', name: 'Emma de Boer', bsn: '999900109' }],
};

/** Creates an organization: with the settings of the selected one, or from a configuration as JSON. */
export function NewOrganization({ onCreated }: { onCreated(agb: string): void }) {
  const selected = organization.value;
  const agb = useSignal('');
  const name = useSignal('');
  const json = useSignal<string | undefined>(selected ? undefined : JSON.stringify(EXAMPLE, null, 2));
  const create = useAction(async () => {
    const created =
      json.value === undefined
        ? await copyOrganization(selected?.agb ?? '', agb.value.trim(), name.value.trim())
        : await createOrganization(parseConfiguration(json.value));
    onCreated(created);
  });
  return (
    <section aria-labelledby="organizations-new">
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void create.run();
        }}
      >
        <h3 id="organizations-new">New organization</h3>
        {json.value === undefined ? (
          <>
            <p class="hint">With the settings of {selected?.name ?? selected?.agb}, and an empty agenda.</p>
            <div class="organizations-fields">
              <Field label="AGB code" hint="Eight digits">
                {(attributes) => (
                  <input
                    {...attributes}
                    required
                    inputMode="numeric"
                    pattern="[0-9]{8}"
                    value={agb.value}
                    onInput={(event) => {
                      agb.value = event.currentTarget.value;
                    }}
                  />
                )}
              </Field>
              <Field label="Name">
                {(attributes) => (
                  <input
                    {...attributes}
                    value={name.value}
                    onInput={(event) => {
                      name.value = event.currentTarget.value;
                    }}
                  />
                )}
              </Field>
            </div>
          </>
        ) : (
          <Field
            label="Configuration, as JSON"
            hint="An entry of `organizations`, as in the reference of the configuration."
          >
            {(attributes) => (
              <textarea
                {...attributes}
                class="organizations-json"
                spellcheck={false}
                rows={12}
                value={json.value ?? ''}
                onInput={(event) => {
                  json.value = event.currentTarget.value;
                }}
              />
            )}
          </Field>
        )}
        <ErrorNotice error={create.error} onClose={create.clear} />
        <div class="row">
          <Button look="primary" type="submit" isPending={create.isPending}>
            Create
          </Button>
          {selected && (
            <Button
              look="quiet"
              onClick={() => {
                json.value = json.value === undefined ? JSON.stringify(EXAMPLE, null, 2) : undefined;
              }}
            >
              {json.value === undefined ? 'From a configuration' : `Like ${selected.name ?? selected.agb}`}
            </Button>
          )}
        </div>
      </form>
    </section>
  );
}

function parseConfiguration(text: string): { readonly agb: string } {
  try {
    return JSON.parse(text) as { readonly agb: string };
  } catch (error) {
    throw new Error(`The configuration is not JSON: ${(error as Error).message}`);
  }
}
