import { useSignal } from '@preact/signals';
import { Button, Field } from '../components/controls.tsx';
import { accessProblem, closedText, setToken } from './api.ts';
import { readDescription } from './state.ts';

/** Asks for the token of the control interface, or says that it is closed. */
export function AccessForm() {
  const text = useSignal('');
  if (accessProblem.value === 'closed') {
    return (
      <main class="access">
        <h1>The control interface is closed</h1>
        <p>{closedText.value}</p>
      </main>
    );
  }
  const isRejected = accessProblem.value === 'token-rejected';
  return (
    <main class="access">
      <h1>Token required</h1>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setToken(text.value.trim());
          void readDescription();
        }}
      >
        <Field
          label="Token of the control interface"
          hint="The value of XIS_TESTKIT_ADMIN_TOKEN. It is kept until this tab of the browser is closed."
          error={isRejected ? 'The token was rejected.' : undefined}
        >
          {(attributes) => (
            <input
              {...attributes}
              type="password"
              autocomplete="off"
              required
              value={text.value}
              onInput={(event) => {
                text.value = event.currentTarget.value;
              }}
            />
          )}
        </Field>
        <Button look="primary" type="submit">
          Continue
        </Button>
      </form>
    </main>
  );
}
