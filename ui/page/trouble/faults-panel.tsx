import { useSignal } from '@preact/signals';
import type { KnownFault } from '../../../simulator/index.ts';
import { command, faults } from '../app/state.ts';
import { Button, Choice, Field } from '../components/controls.tsx';
import { Badge, Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import {
  describeFault,
  effectsOf,
  type FaultForm,
  isSpent,
  mayBeAfter,
  OCCASIONS,
  OPERATIONS,
  parseFault,
  toFault,
} from './faults.ts';

/** The faults with their counters, and the form for another one. */
export function FaultsPanel() {
  const clear = useAction(() => command('DELETE', '/faults'));
  const list = [...faults.value.values()];
  return (
    <section class="panel" id="faults" aria-labelledby="trouble-faults">
      <header>
        <h2 id="trouble-faults">Faults</h2>
        {list.length > 0 && <Badge tone="warn">{list.length} on</Badge>}
        <p class="muted">Failures of single requests and callbacks</p>
        <Button class="push" disabled={list.length === 0} isPending={clear.isPending} onClick={() => clear.run()}>
          Remove all
        </Button>
      </header>
      <div class="panel-body stack">
        <ErrorNotice error={clear.error} onClose={clear.clear} />
        {list.length === 0 ? (
          <Empty title="No faults">Add one below: it strikes the next request that matches.</Empty>
        ) : (
          <ul class="trouble-faults">
            {list.map((known) => (
              <FaultLine key={known.fault.id} known={known} />
            ))}
          </ul>
        )}
        <NewFault />
      </div>
    </section>
  );
}

function FaultLine({ known }: { readonly known: KnownFault }) {
  const { fault, matched, struck } = known;
  const remove = useAction(() => command('DELETE', `/faults/${encodeURIComponent(fault.id ?? '')}`));
  return (
    <li>
      <div>
        <p>
          {describeFault(fault)} {isSpent(known) && <Badge>over</Badge>}
        </p>
        <p class="muted">
          <code>{fault.id}</code> struck {struck} of {matched} {matched === 1 ? 'match' : 'matches'}
        </p>
        <ErrorNotice error={remove.error} onClose={remove.clear} />
      </div>
      <Button aria-label={`Remove fault ${fault.id}`} isPending={remove.isPending} onClick={() => remove.run()}>
        Remove
      </Button>
    </li>
  );
}

const EXAMPLE = `{
  "operation": "search-slot",
  "match": { "query": { "status": "free" } },
  "when": { "first": 2 },
  "effect": { "status": 503, "retryAfterSeconds": 30 }
}`;

function NewFault() {
  const kind = useSignal<'form' | 'json'>('form');
  const add = useAction((fault: () => unknown) => command('POST', '/faults', fault()));
  return (
    <div class="stack">
      <div class="row">
        <h3>Add a fault</h3>
        <span class="push" />
        <Choice
          label="How to write the fault"
          options={[
            ['form', 'Form'],
            ['json', 'JSON'],
          ]}
          value={kind.value}
          onChange={(chosen) => (kind.value = chosen)}
        />
      </div>
      <ErrorNotice error={add.error} onClose={add.clear} />
      {kind.value === 'form' ? (
        <FaultFields isPending={add.isPending} onAdd={(form) => void add.run(() => toFault(form))} />
      ) : (
        <FaultEditor isPending={add.isPending} onAdd={(text) => void add.run(() => parseFault(text))} />
      )}
    </div>
  );
}

const FIRST_FORM: FaultForm = {
  operation: 'search-slot',
  effect: 'status',
  value: '503',
  when: 'first',
  number: '1',
  isAfter: false,
};

function FaultFields({ isPending, onAdd }: { readonly isPending: boolean; onAdd(form: FaultForm): void }) {
  const form = useSignal(FIRST_FORM);
  const set = (changes: Partial<FaultForm>) => {
    form.value = { ...form.value, ...changes };
  };
  const { operation, effect, value, when, number, isAfter } = form.value;
  const effects = effectsOf(operation);
  const [, , kind] = effects.find(([id]) => id === effect) ?? effects[0];
  const occasion = OCCASIONS.find(([id]) => id === when);
  const choose = (id: string, of: typeof effects) =>
    set({ effect: id, value: of.find(([other]) => other === id)?.[3] ?? '' });
  return (
    <form
      class="trouble-form"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(form.value);
      }}
    >
      <Field label="Which">
        {(attributes) => (
          <select
            {...attributes}
            value={operation}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              const possible = effectsOf(chosen);
              set({ operation: chosen, isAfter: false });
              if (!possible.some(([id]) => id === effect)) choose(possible[0][0], possible);
            }}
          >
            {OPERATIONS.map(([id, text]) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={operation.startsWith('send-') ? 'The callback' : 'The response'}>
        {(attributes) => (
          <select {...attributes} value={effect} onChange={(event) => choose(event.currentTarget.value, effects)}>
            {effects.map(([id, text]) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      {kind !== undefined && (
        <Field label={VALUE_LABELS[kind]} hint={kind === 'duration' ? 'ISO 8601, such as PT30S' : undefined}>
          {(attributes) => (
            <input
              {...attributes}
              required
              value={value}
              onInput={(event) => set({ value: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      <Field label="When">
        {(attributes) => (
          <select
            {...attributes}
            value={when}
            onChange={(event) => {
              const chosen = event.currentTarget.value;
              set({ when: chosen, number: OCCASIONS.find(([id]) => id === chosen)?.[2] ?? '' });
            }}
          >
            {OCCASIONS.map(([id, text]) => (
              <option key={id} value={id}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      {occasion?.[2] !== undefined && (
        <Field label="Number">
          {(attributes) => (
            <input
              {...attributes}
              required
              inputMode="decimal"
              value={number}
              onInput={(event) => set({ number: event.currentTarget.value })}
            />
          )}
        </Field>
      )}
      {mayBeAfter(effect) && (
        <label class="check-line">
          <input
            type="checkbox"
            checked={isAfter}
            onChange={(event) => set({ isAfter: event.currentTarget.checked })}
          />
          The request is handled first, and only its response is lost
        </label>
      )}
      <div class="actions">
        <Button look="primary" type="submit" isPending={isPending}>
          Add fault
        </Button>
      </div>
    </form>
  );
}

const VALUE_LABELS = { number: 'Status', duration: 'Duration', text: 'Media type' } as const;

function FaultEditor({ isPending, onAdd }: { readonly isPending: boolean; onAdd(text: string): void }) {
  const text = useSignal(EXAMPLE);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        onAdd(text.value);
      }}
    >
      <Field label="Fault" hint="With everything that a configuration file can have; the same id replaces a fault.">
        {(attributes) => (
          <textarea
            {...attributes}
            class="trouble-editor"
            spellcheck={false}
            value={text.value}
            onInput={(event) => (text.value = event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="actions">
        <Button look="primary" type="submit" isPending={isPending}>
          Add fault
        </Button>
      </div>
    </form>
  );
}
