import type { ComponentChildren } from 'preact';
import { Button, Field } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import type { Action } from '../components/use-action.ts';
import type { FormValues } from './settings.ts';

/** A form of settings: it begins again when the settings change. */
export function SettingsForm({
  values,
  save,
  children,
}: {
  /** The settings as they are. */
  readonly values: FormValues;
  readonly save: Action<[FormValues]>;
  readonly children: ComponentChildren;
}) {
  return (
    <form
      key={JSON.stringify(values)}
      class="trouble-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save.run(Object.fromEntries(new FormData(event.currentTarget)) as FormValues);
      }}
    >
      {children}
      <ErrorNotice error={save.error} onClose={save.clear} />
      <div class="actions">
        <Button look="primary" type="submit" isPending={save.isPending}>
          Save
        </Button>
      </div>
    </form>
  );
}

/** A text or a number of a form, with its default as placeholder. */
export function TextSetting({
  name,
  label,
  values,
  placeholder,
  hint,
}: {
  readonly name: string;
  readonly label: string;
  readonly values: FormValues;
  readonly placeholder?: string;
  readonly hint?: string;
}) {
  return (
    <Field label={label} hint={hint}>
      {(attributes) => (
        <input
          {...attributes}
          name={name}
          defaultValue={values[name] ?? ''}
          {...(placeholder !== undefined && { placeholder })}
        />
      )}
    </Field>
  );
}

/** A choice of a form; the first option has an empty value for the default. */
export function ChoiceSetting({
  name,
  label,
  values,
  options,
}: {
  readonly name: string;
  readonly label: string;
  readonly values: FormValues;
  readonly options: readonly (readonly [value: string, text: string])[];
}) {
  return (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} name={name}>
          {options.map(([value, text]) => (
            <option key={value} value={value} selected={value === (values[name] ?? '')}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
