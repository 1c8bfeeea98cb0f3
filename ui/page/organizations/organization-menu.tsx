import { useSignal } from '@preact/signals';
import { formatPlace, place } from '../app/router.ts';
import { isLoaded, organization, organizations } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { OrganizationsDialog } from './organizations-dialog.tsx';

/** A list to choose from is no longer a help with more entries than this; the dialog has a filter. */
const MAX_CHOICES = 50;

/** Goes to an organization, in the same tab of the page. */
export function selectOrganization(agb: string): void {
  location.hash = formatPlace({ agb, tab: place.value.tab });
}

/** The selected organization, the choice of another one, and the way to all commands about organizations. */
export function OrganizationMenu() {
  const isOpen = useSignal(false);
  if (!isLoaded.value) return null;
  const selected = organization.value;
  const near = organizations.value.slice(0, MAX_CHOICES);
  const choices = selected && !near.includes(selected) ? [...near, selected] : near;
  return (
    <div class="organization-menu">
      <select
        aria-label="Organization"
        value={selected?.agb ?? ''}
        onChange={(event) => selectOrganization(event.currentTarget.value)}
      >
        {!selected && <option value="">Choose an organization</option>}
        {choices.map(({ agb, name }) => (
          <option key={agb} value={agb}>
            {name ?? agb}
          </option>
        ))}
      </select>
      <Button look="quiet" aria-label="Organizations" title="Organizations" onClick={() => (isOpen.value = true)}>
        ⋯
      </Button>
      {isOpen.value && <OrganizationsDialog onClose={() => (isOpen.value = false)} />}
    </div>
  );
}
