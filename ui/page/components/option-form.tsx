import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { FormGroup, FormOption } from '../../../cli/ui/option-form.ts';
import { Button, Field, Switch } from './controls.tsx';
import { ErrorNotice } from './feedback.tsx';
import './option-form.css';
import { type FormValues, initialValues, labelOf, optionOf, toOptions } from './option-values.ts';
import { useAction } from './use-action.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * A form for the options of a command. What is needed is at the top; everything else is folded. It sends what differs from the
 * defaults, and shows an error of the service beside the option that it is about.
 */
export function OptionForm({
  groups,
  initial = {},
  hintOf = () => undefined,
  submitText,
  onSubmit,
}: {
  readonly groups: readonly FormGroup[];
  /** Values of options by key, over their defaults. */
  readonly initial?: Values;
  /** Returns what is to be said about an option beside its description. */
  hintOf?(option: FormOption): string | undefined;
  readonly submitText: string;
  onSubmit(values: Values): Promise<void>;
}) {
  const options = groups.flatMap((group) => group.options);
  const values = useSignal<FormValues>(initialValues(options, initial));
  const form = useRef<HTMLFormElement>(null);
  const submitting = useAction(() => onSubmit(toOptions(options, values.peek())));
  const faulty = optionOf(submitting.error, options);
  useEffect(() => {
    if (faulty === undefined) return;
    const control = form.current?.querySelector<HTMLElement>(`[name="${faulty}"], [data-option="${faulty}"] input`);
    control?.closest('details')?.setAttribute('open', '');
    control?.focus();
  }, [submitting.error]);

  const show = (option: FormOption) => (
    <OptionField
      key={option.key}
      option={option}
      value={values.value[option.key] ?? ''}
      error={faulty === option.key ? submitting.error?.slice(option.key.length + 2) : undefined}
      hint={hintOf(option)}
      onChange={(value) => {
        values.value = { ...values.value, [option.key]: value };
      }}
    />
  );
  return (
    <form
      ref={form}
      class="stack"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submitting.run();
      }}
    >
      {groups.map((group) =>
        group.isEssential ? (
          <div key={group.title} class="stack">
            {group.options.map(show)}
          </div>
        ) : (
          <details key={group.title} class="option-group">
            <summary>
              <span>{group.title}</span>
              <span class="hint">{describeChanges(group, values.value)}</span>
            </summary>
            <div class="stack">{group.options.map(show)}</div>
          </details>
        ),
      )}
      {faulty === undefined && <ErrorNotice error={submitting.error} />}
      <div class="actions">
        <Button look="primary" type="submit" isPending={submitting.isPending}>
          {submitText}
        </Button>
      </div>
    </form>
  );
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
  /** What is to be said beside its description. */
  readonly hint: string | undefined;
  onChange(value: string | boolean): void;
}

function OptionField({ option, value, error, hint, onChange }: OptionFieldProps) {
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
    <Field
      label={label}
      hint={[option.description, type === 'list' ? 'One a line.' : undefined, hint].filter(Boolean).join(' ')}
      error={error}
    >
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
