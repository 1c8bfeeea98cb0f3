import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import type { FormGroup, FormOption } from '../../../cli/ui/option-form.ts';
import { request, tokenCount } from '../app/api.ts';
import { goTo } from '../app/router.ts';
import { description, organization } from '../app/state.ts';
import { Button, Field, Switch } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { takeDraft } from './draft.ts';
import { type FormValues, initialValues, labelOf, optionOf, toOptions } from './form-values.ts';

/** Starts a check. What is needed is at the top; everything else is folded. */
export function StartForm() {
  const groups = useSignal<readonly FormGroup[]>([]);
  const values = useSignal<FormValues>({});
  const form = useRef<HTMLFormElement>(null);
  const options = groups.value.flatMap((group) => group.options);
  const loading = useAction(async () => {
    const read = await request<{ readonly groups: readonly FormGroup[] }>('GET', '__ui/checks/options');
    groups.value = read.groups;
    const all = read.groups.flatMap((group) => group.options);
    values.value = initialValues(all, takeDraft() ?? suggestedOptions());
  });
  const starting = useAction(async () => {
    const check = await request<CheckView>('POST', '__ui/checks', toOptions(options, values.value));
    goTo('check', [check.id]);
  });
  useEffect(() => void loading.run(), [tokenCount.value]);
  const faulty = optionOf(starting.error, options);
  useEffect(() => {
    if (faulty === undefined) return;
    const control = form.current?.querySelector<HTMLElement>(`[name="${faulty}"], [data-option="${faulty}"] input`);
    control?.closest('details')?.setAttribute('open', '');
    control?.focus();
  }, [starting.error]);

  const set = (key: string, value: string | boolean): void => {
    values.value = { ...values.value, [key]: value };
  };
  const show = (option: FormOption) => (
    <OptionField
      key={option.key}
      option={option}
      value={values.value[option.key] ?? ''}
      error={faulty === option.key ? starting.error?.slice(option.key.length + 2) : undefined}
      onChange={(value) => set(option.key, value)}
    />
  );
  return (
    <section class="panel check-form" aria-labelledby="check-form-title">
      <header>
        <h1 id="check-form-title">Check a XIS</h1>
      </header>
      <form
        ref={form}
        class="panel-body stack"
        noValidate
        autocomplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          void starting.run();
        }}
      >
        <p class="muted">
          Checks clause by clause whether Spreekuur.nl will work with a XIS. It only reads, unless it may make
          appointments.
        </p>
        <ErrorNotice error={loading.error} />
        {groups.value.map((group) =>
          group.isEssential ? (
            <div key={group.title} class="stack">
              {group.options.map(show)}
            </div>
          ) : (
            <details key={group.title} class="check-group">
              <summary>
                <span>{group.title}</span>
                <span class="hint">{describeChanges(group, values.value)}</span>
              </summary>
              <div class="stack">{group.options.map(show)}</div>
            </details>
          ),
        )}
        {faulty === undefined && <ErrorNotice error={starting.error} />}
        <div class="actions">
          <Button look="primary" type="submit" isPending={starting.isPending} disabled={options.length === 0}>
            Start the check
          </Button>
        </div>
      </form>
    </section>
  );
}

/** With a simulator, the check is of the selected organization, and its first patient makes the appointments. */
function suggestedOptions(): Readonly<Record<string, unknown>> {
  const selected = organization.value;
  if (description.value?.baseUrl === undefined || !selected) return {};
  const [patient] = selected.patients;
  return {
    organization: selected.agb,
    ...(patient !== undefined && { patientReference: patient }),
  };
}

/** Returns what differs from the defaults in a group that is folded. */
function describeChanges({ options }: FormGroup, values: FormValues): string {
  const changed = Object.keys(toOptions(options, values));
  const set = options.filter(({ isSet }) => isSet).map(({ key }) => key);
  return [...new Set([...set, ...changed])].map((key) => labelOf(key)).join(', ');
}

interface OptionFieldProps {
  readonly option: FormOption;
  readonly value: string | boolean;
  readonly error: string | undefined;
  onChange(value: string | boolean): void;
}

function OptionField({ option, value, error, onChange }: OptionFieldProps) {
  const { key, type, choices, isSecret, isSet, isRequired } = option;
  const label = labelOf(key);
  if (type === 'switch') {
    return (
      <div class="field" data-option={key}>
        <Switch label={label} isOn={value === true} onChange={onChange} />
        <p class={error === undefined ? 'hint' : 'hint error'}>{error ?? option.description}</p>
      </div>
    );
  }
  const text = String(value);
  return (
    <Field label={label} hint={hintOf(option)} error={error}>
      {(attributes) => {
        const common = { ...attributes, name: key, 'aria-invalid': error !== undefined, 'aria-required': isRequired };
        if (choices) {
          return (
            <select {...common} value={text} onChange={(event) => onChange(event.currentTarget.value)}>
              {(option.value ?? option.default) === undefined && <option value="">Not set</option>}
              {choices.map((choice) => (
                <option key={choice} value={choice}>
                  {choice}
                </option>
              ))}
            </select>
          );
        }
        if (type === 'list') {
          return (
            <textarea {...common} value={text} rows={2} onInput={(event) => onChange(event.currentTarget.value)} />
          );
        }
        const line = {
          ...common,
          autocomplete: isSecret ? 'new-password' : 'off',
          spellcheck: false,
          placeholder: isSet ? 'set on the command line' : '',
          value: text,
          onInput: (event: { readonly currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
        };
        if (isMasked(option)) return <input type="password" {...line} />;
        return <input type="text" {...line} inputMode={type === 'number' ? 'numeric' : 'text'} />;
      }}
    </Field>
  );
}

/** A name and a reference of a test patient are no secrets to who types them. */
function isMasked({ key, isSecret }: FormOption): boolean {
  return isSecret === true && !/(?:Reference|Name)$/.test(key);
}

function hintOf({ key, description: text, type }: FormOption): string {
  if (type === 'list') return `${text} One a line.`;
  const isFilledIn = key === 'patientBsn' && description.value?.baseUrl !== undefined;
  return isFilledIn ? `${text} Not needed for a patient of this simulator.` : text;
}
