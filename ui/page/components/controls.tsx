import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

/** The weight of a button: `primary` for what one came to do, `danger` for what cannot be undone. */
type Look = 'primary' | 'plain' | 'quiet' | 'danger';

/** A button that does something; a link goes somewhere. */
export function Button({
  look = 'plain',
  isPending = false,
  class: extra = '',
  children,
  ...rest
}: { readonly look?: Look; readonly isPending?: boolean; readonly class?: string } & Omit<
  JSX.IntrinsicElements['button'],
  'class' | 'className'
>) {
  return (
    <button type="button" class={`button ${look} ${extra}`} aria-busy={isPending} disabled={isPending} {...rest}>
      {children}
    </button>
  );
}

/** A label with its control, an explanation, and an error. */
export function Field({
  label,
  hint,
  error,
  children,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** Creates the control with the attributes that tie it to its label. */
  readonly children: (attributes: { readonly id: string; readonly 'aria-describedby'?: string }) => ComponentChildren;
}) {
  const id = useId();
  const hasNote = hint !== undefined || error !== undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, ...(hasNote && { 'aria-describedby': `${id}-note` }) })}
      {hasNote && (
        <p class={error === undefined ? 'hint' : 'hint error'} id={`${id}-note`}>
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

/** A switch that is on or off at once. */
export function Switch({
  label,
  isOn,
  isDisabled = false,
  onChange,
}: {
  readonly label: ComponentChildren;
  readonly isOn: boolean;
  readonly isDisabled?: boolean;
  onChange(isOn: boolean): void;
}) {
  return (
    <label class="switch">
      <input
        type="checkbox"
        role="switch"
        checked={isOn}
        aria-checked={isOn}
        disabled={isDisabled}
        onChange={(event) => {
          const input = event.currentTarget;
          // The state decides what is shown: a command may fail.
          const wanted = input.checked;
          input.checked = isOn;
          onChange(wanted);
        }}
      />
      <span class="track" aria-hidden="true" />
      <span>{label}</span>
    </label>
  );
}

/** A choice of one of a few, such as day or week. */
export function Choice<T extends string>({
  label,
  options,
  value,
  onChange,
}: {
  readonly label: string;
  readonly options: readonly (readonly [value: T, text: string])[];
  readonly value: T;
  onChange(value: T): void;
}) {
  return (
    <fieldset class="choice">
      <legend class="visually-hidden">{label}</legend>
      {options.map(([option, text]) => (
        <button
          type="button"
          key={option}
          class={option === value ? 'chosen' : ''}
          aria-pressed={option === value}
          onClick={() => onChange(option)}
        >
          {text}
        </button>
      ))}
    </fieldset>
  );
}
