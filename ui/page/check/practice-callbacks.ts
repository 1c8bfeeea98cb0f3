/** The callbacks of a practice of this simulator, which go to a check until it ends. */
import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import type { CallbackSettings } from '../../../simulator/index.ts';
import { organizationPath, request } from '../app/api.ts';
import { agb, callbacks } from '../app/state.ts';

type Redirected = Pick<CheckView, 'id' | 'organization' | 'callbacksUrl'>;

/** A reload of the page keeps where the callbacks went before. */
function keyOf(id: string): string {
  return `xis-testkit-callbacks-before-${id}`;
}

/** Returns whether this tab of the browser has sent the callbacks to the check, and not back. */
export function isRedirected(id: string): boolean {
  return sessionStorage.getItem(keyOf(id)) !== null;
}

/** Sends the callbacks of a practice to a check. */
export async function sendToCheck({ id, organization, callbacksUrl }: Redirected): Promise<void> {
  const path = organizationPath(organization, '/callbacks');
  const { url = '' } = await request<CallbackSettings>('GET', path);
  sessionStorage.setItem(keyOf(id), url);
  show(organization, await request('PATCH', path, { url: callbacksUrl }));
}

/** Sends the callbacks where they went before the check; they are held where they went nowhere. */
export async function sendBack({ id, organization }: Redirected): Promise<void> {
  const path = organizationPath(organization, '/callbacks');
  const { url: _ofCheck, ...settings } = await request<CallbackSettings>('GET', path);
  const url = sessionStorage.getItem(keyOf(id));
  show(organization, await request('PUT', path, { ...settings, ...(url && { url }) }));
  sessionStorage.removeItem(keyOf(id));
}

function show(organization: string, settings: CallbackSettings): void {
  if (agb.peek() === organization) callbacks.value = settings;
}
