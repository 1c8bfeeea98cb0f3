import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request } from '../app/api.ts';
import { command, defects } from '../app/state.ts';
import { Button, Field, Switch } from '../components/controls.tsx';
import { Badge, Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { type DefectOption, groupDefects } from './defects.ts';

/** The permanent mistakes of the XIS as switches. */
export function DefectsPanel() {
  const options = useSignal<readonly DefectOption[]>([]);
  const text = useSignal('');
  const isOnlyActive = useSignal(false);
  const load = useAction(async () => {
    const { defects: list } = await request<{ readonly defects: readonly DefectOption[] }>('GET', '__admin/defects');
    options.value = list;
  });
  const change = useAction(
    async (changeIds: (ids: readonly string[]) => readonly string[]) => {
      const ids = changeIds(defects.peek());
      const body = await command<{ readonly defects: readonly string[] }>('PUT', '/defects', { defects: ids });
      defects.value = body.defects;
    },
    { isQueued: true },
  );
  useEffect(() => void load.run(), []);
  const active = new Set(defects.value);
  const groups = groupDefects(options.value, text.value, ({ id }) => !isOnlyActive.value || active.has(id));
  return (
    <section class="panel" id="defects" aria-labelledby="trouble-defects">
      <header>
        <h2 id="trouble-defects">Defects</h2>
        {active.size > 0 && <Badge tone="warn">{active.size} on</Badge>}
        <p class="muted">Mistakes that the XIS always makes</p>
        <Button
          class="push"
          disabled={active.size === 0}
          isPending={change.isPending}
          onClick={() => change.run(() => [])}
        >
          All off
        </Button>
      </header>
      <div class="panel-body stack">
        <ErrorNotice error={load.error ?? change.error} onClose={change.clear} />
        <div class="trouble-search">
          <Field label="Find">
            {(attributes) => (
              <input
                {...attributes}
                type="search"
                placeholder="a word, or a clause such as SL-9"
                value={text.value}
                onInput={(event) => (text.value = event.currentTarget.value)}
              />
            )}
          </Field>
          <Switch label="Only what is on" isOn={isOnlyActive.value} onChange={(isOn) => (isOnlyActive.value = isOn)} />
        </div>
        {groups.length === 0 && !load.isPending && (
          <Empty title={isOnlyActive.value && active.size === 0 ? 'No defect is on' : 'No defect matches'} />
        )}
        {groups.map(({ title, defects: list }) => (
          <div key={title}>
            <h3>{title}</h3>
            <ul class="trouble-defects">
              {list.map((defect) => (
                <li key={defect.id}>
                  <DefectSwitch
                    defect={defect}
                    isOn={active.has(defect.id)}
                    onChange={(isOn) => {
                      void change.run((ids) => {
                        const others = ids.filter((id) => id !== defect.id);
                        return isOn ? [...others, defect.id] : others;
                      });
                    }}
                  />
                </li>
              ))}
            </ul>
          </div>
        ))}
      </div>
    </section>
  );
}

function DefectSwitch({
  defect: { id, clauses, description },
  isOn,
  onChange,
}: {
  readonly defect: DefectOption;
  readonly isOn: boolean;
  onChange(isOn: boolean): void;
}) {
  const label = (
    <>
      {description}{' '}
      <span class="trouble-id">
        <code>{id}</code> {clauses.join(', ')}
      </span>
    </>
  );
  return <Switch label={label} isOn={isOn} onChange={onChange} />;
}
