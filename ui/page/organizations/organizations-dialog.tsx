import { useSignal } from '@preact/signals';
import { formatPlace, place } from '../app/router.ts';
import { organization, organizations } from '../app/state.ts';
import { Button, Field } from '../components/controls.tsx';
import { Dialog } from '../components/dialog.tsx';
import { ErrorNotice, Notice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { deleteOrganization, readSnapshot, resetOrganization, restoreSnapshot, saveSnapshot } from './commands.ts';
import { NewOrganization } from './new-organization.tsx';
import type { Snapshot } from './parse-snapshot.ts';
import './organizations.css';

/** With more organizations than this, the list has a filter. */
const MAX_UNFILTERED = 8;
const MAX_SHOWN = 100;

/** The dialog with all organizations, and the commands about them. */
export function OrganizationsDialog({ onClose }: { onClose(): void }) {
  const goTo = (agb: string): void => {
    location.hash = formatPlace({ agb, tab: place.value.tab });
    onClose();
  };
  return (
    <Dialog title="Organizations" isWide onClose={onClose}>
      <div class="organizations-columns">
        <section class="stack" aria-labelledby="organizations-all">
          <h3 id="organizations-all">Open</h3>
          <OrganizationList onSelect={goTo} />
          <RestoreSnapshot onRestored={goTo} />
        </section>
        <div class="stack">
          {organization.value && <SelectedOrganization key={organization.value.agb} />}
          <NewOrganization onCreated={goTo} />
        </div>
      </div>
    </Dialog>
  );
}

function OrganizationList({ onSelect }: { onSelect(agb: string): void }) {
  const filter = useSignal('');
  const all = organizations.value;
  const wanted = filter.value.toLowerCase();
  const found = all.filter(({ agb, name = '' }) => agb.includes(wanted) || name.toLowerCase().includes(wanted));
  return (
    <>
      {all.length > MAX_UNFILTERED && (
        <input
          type="search"
          aria-label="Filter organizations"
          placeholder="Name or AGB code"
          value={filter.value}
          onInput={(event) => {
            filter.value = event.currentTarget.value;
          }}
        />
      )}
      <ul class="organizations-list">
        {found.slice(0, MAX_SHOWN).map(({ agb, name }) => (
          <li key={agb}>
            <button
              type="button"
              aria-current={agb === organization.value?.agb ? 'true' : undefined}
              onClick={() => onSelect(agb)}
            >
              <span>{name ?? agb}</span> <code>{agb}</code>
            </button>
          </li>
        ))}
      </ul>
      {found.length > MAX_SHOWN && <p class="hint">{found.length - MAX_SHOWN} more: filter by name or AGB code.</p>}
    </>
  );
}

/** Reset, snapshot and deletion of the selected organization. */
function SelectedOrganization() {
  const confirming = useSignal<'reset' | 'delete' | undefined>(undefined);
  const hasOriginals = useSignal(false);
  const done = useSignal<string | undefined>(undefined);
  const run = useAction(async (work: () => Promise<void>, text: string | undefined) => {
    done.value = undefined;
    await work();
    done.value = text;
    confirming.value = undefined;
  });
  const { agb = '', name } = organization.value ?? {};
  return (
    <section class="stack" aria-labelledby="organizations-selected">
      <h3 id="organizations-selected">{name ?? agb}</h3>
      <ErrorNotice error={run.error} onClose={run.clear} />
      {done.value !== undefined && <Notice tone="ok">{done.value}</Notice>}
      <div class="row">
        <Button
          isPending={run.isPending}
          onClick={() =>
            void run.run(() => saveSnapshot(agb, hasOriginals.value ? 'original' : 'pseudonyms'), 'Snapshot saved.')
          }
        >
          Save snapshot
        </Button>
        <label class="check-line">
          <input
            type="checkbox"
            checked={hasOriginals.value}
            onChange={(event) => {
              hasOriginals.value = event.currentTarget.checked;
            }}
          />
          with the original names and BSNs
        </label>
      </div>
      <div class="row">
        <Button onClick={() => (confirming.value = 'reset')}>Reset…</Button>
        <Button look="danger" onClick={() => (confirming.value = 'delete')}>
          Delete…
        </Button>
      </div>
      {confirming.value === 'reset' && (
        <div class="stack organizations-confirm">
          <p>Resets appointments, clock, faults, defects, journal and callbacks to the configuration.</p>
          <div class="row">
            <Button
              look="danger"
              isPending={run.isPending}
              onClick={() => void run.run(() => resetOrganization(agb), 'It is as configured.')}
            >
              Reset {name ?? agb}
            </Button>
            <Button onClick={() => (confirming.value = undefined)}>Keep it</Button>
          </div>
        </div>
      )}
      {confirming.value === 'delete' && (
        <div class="stack organizations-confirm">
          <p>Deletes the organization with all its data.</p>
          <div class="row">
            <Button
              look="danger"
              isPending={run.isPending}
              onClick={() =>
                void run.run(async () => {
                  await deleteOrganization(agb);
                  location.hash = formatPlace({ tab: place.value.tab });
                }, undefined)
              }
            >
              Delete {name ?? agb}
            </Button>
            <Button onClick={() => (confirming.value = undefined)}>Keep it</Button>
          </div>
        </div>
      )}
    </section>
  );
}

function RestoreSnapshot({ onRestored }: { onRestored(agb: string): void }) {
  /** Would replace an organization. */
  const confirming = useSignal<Snapshot | undefined>(undefined);
  const restore = useAction(async (snapshot: Snapshot) => onRestored(await restoreSnapshot(snapshot)));
  const choose = useAction(async (file: Blob) => {
    restore.clear();
    confirming.value = undefined;
    const snapshot = await readSnapshot(file);
    const isKnown = organizations.value.some(({ agb }) => agb === snapshot.configuration.agb);
    if (isKnown) confirming.value = snapshot;
    else await restore.run(snapshot);
  });
  const replaced = confirming.value;
  return (
    <div class="stack">
      <Field
        label="Restore a snapshot"
        hint="Replaces the organization of its AGB code, or creates it."
        error={choose.error ?? restore.error}
      >
        {(attributes) => (
          <input
            {...attributes}
            type="file"
            accept="application/json,.json"
            disabled={choose.isPending || restore.isPending}
            onChange={(event) => {
              const input = event.currentTarget;
              const [file] = input.files ?? [];
              if (file) void choose.run(file).then(() => (input.value = ''));
            }}
          />
        )}
      </Field>
      {replaced && (
        <div class="stack organizations-confirm">
          <p>
            Replaces {replaced.configuration.agb}, with its appointments, clock, faults, defects, journal and callbacks.
          </p>
          <div class="row">
            <Button look="danger" isPending={restore.isPending} onClick={() => void restore.run(replaced)}>
              Replace {replaced.configuration.agb}
            </Button>
            <Button onClick={() => (confirming.value = undefined)}>Keep it</Button>
          </div>
        </div>
      )}
    </div>
  );
}
