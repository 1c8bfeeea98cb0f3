import { useSignal } from '@preact/signals';
import type { FormGroup, FormOption } from '../../../cli/ui/option-form.ts';
import { Button, Field } from './controls.tsx';
import { ErrorNotice } from './feedback.tsx';
import { useAction } from './use-action.ts';

type Values = Readonly<Record<string, unknown>>;

/**
 * A form for the options of a command. It sends what the user has changed: an option that was emptied as null, which removes
 * the value of the command line.
 */
export function OptionForm({
  groups,
  submitText,
  onSubmit,
}: {
  readonly groups: readonly FormGroup[];
  readonly submitText: string;
  onSubmit(values: Values): Promise<void>;
}) {
  const changed = useSignal<Values>({});
  const submitting = useAction(() => onSubmit(changed.peek()));
  const set = (key: string, value: unknown): void => {
    changed.value = { ...changed.peek(), [key]: value };
  };
  return (
    <form
      class="stack"
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        void submitting.run();
      }}
    >
      {groups.map(({ title, isEssential, options }) => {
        const fields = options.map((option) => (
          <OptionField key={option.key} option={option} value={changed.value[option.key]} onChange={set} />
        ));
        return isEssential ? (
          <fieldset key={title} class="option-group">
            <legend class="visually-hidden">{title}</legend>
            {fields}
          </fieldset>
        ) : (
          <details key={title}>
            <summary>{title}</summary>
            <div class="option-group">{fields}</div>
          </details>
        );
      })}
      <ErrorNotice error={submitting.error} />
      <div>
        <Button type="submit" look="primary" isPending={submitting.isPending}>
          {submitText}
        </Button>
      </div>
    </form>
  );
}

interface OptionFieldProps {
  readonly option: FormOption;
  /** What the user has entered; undefined as long as the value of the command line holds. */
  readonly value: unknown;
  onChange(key: string, value: unknown): void;
}

function OptionField({ option, value, onChange }: OptionFieldProps) {
  const { key, description, type, choices = [], isRequired = false, isSet } = option;
  const shown = value === undefined ? option.value : value;
  if (type === 'switch') {
    return (
      <label class="check-line">
        <input
          type="checkbox"
          checked={shown === true}
          onChange={(event) => onChange(key, event.currentTarget.checked)}
        />
        {description}
      </label>
    );
  }
  const text = Array.isArray(shown) ? shown.join('\n') : String(shown ?? '');
  const change = (entered: string): void => onChange(key, parseEntry(option, entered));
  return (
    <Field label={labelOf(key)} hint={isSet ? `${description} The command line has one.` : description}>
      {(attributes) =>
        type === 'choice' ? (
          <select {...attributes} value={text} onChange={(event) => change(event.currentTarget.value)}>
            <option value="">{option.default === undefined ? 'default' : `default: ${String(option.default)}`}</option>
            {choices.map((choice) => (
              <option key={choice} value={choice}>
                {choice}
              </option>
            ))}
          </select>
        ) : type === 'list' ? (
          <textarea {...attributes} value={text} onInput={(event) => change(event.currentTarget.value)} />
        ) : (
          <input
            {...attributes}
            {...inputType(option)}
            required={isRequired}
            autocomplete="off"
            spellcheck={false}
            {...(option.default !== undefined && { placeholder: String(option.default) })}
            value={text}
            onInput={(event) => change(event.currentTarget.value)}
          />
        )
      }
    </Field>
  );
}

/** A secret is not shown; a number has the keys of numbers on a phone. */
function inputType({ type, isSecret }: FormOption) {
  return isSecret
    ? { type: 'password' as const }
    : { inputMode: type === 'number' ? ('numeric' as const) : ('text' as const) };
}

function parseEntry({ type }: FormOption, text: string): unknown {
  if (text === '') return null;
  // Anything else is for the service to reject.
  if (type === 'number' && /^\d+$/.test(text)) return Number(text);
  return type === 'list' ? text.split('\n').filter((line) => line.trim() !== '') : text;
}

const ABBREVIATIONS: Readonly<Record<string, string>> = { xis: 'XIS', bsn: 'BSN', url: 'URL', id: 'id' };

/** Returns the words of a key: `Patient BSN` for `patientBsn`. */
export function labelOf(key: string): string {
  const words = key.split(/(?=[A-Z])/).map((word) => ABBREVIATIONS[word.toLowerCase()] ?? word.toLowerCase());
  const label = words.join(' ');
  return label.charAt(0).toUpperCase() + label.slice(1);
}
