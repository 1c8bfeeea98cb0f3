import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import { organizationPath, request } from '../app/api.ts';
import { agb, callbacks } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { ErrorNotice, Notice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { isOwnPractice } from './tasks.tsx';

/** The url of a practice's callbacks before they went to a check, by the id of the check. */
const earlierUrls = new Map<string, string>();

/** Where a check expects callbacks; a practice of this simulator can send them there, and back after the check. */
export function CallbacksNotice({ check }: { readonly check: CheckView }) {
  const { id, organization, callbacksUrl, endedAt } = check;
  const redirecting = useAction((url: string) =>
    request('PATCH', organizationPath(organization, '/callbacks'), { url }),
  );
  const isOwn = isOwnPractice(check) && organization === agb.value;
  const current = callbacks.value?.url;
  if (callbacksUrl === undefined) return null;
  const isHere = current === callbacksUrl;
  const earlier = earlierUrls.get(id);
  if (endedAt !== undefined) {
    if (!isOwn || !isHere || earlier === undefined) return null;
    return (
      <Notice tone="warn">
        <p>The practice still sends its callbacks to this check, which has ended.</p>
        <Button isPending={redirecting.isPending} onClick={() => redirecting.run(earlier)}>
          Send them to {earlier} again
        </Button>
        <ErrorNotice error={redirecting.error} />
      </Notice>
    );
  }
  if (isOwn && isHere) return null;
  return (
    <Notice tone="info">
      <p>
        The check waits for callbacks at <code>{callbacksUrl}</code>.
        {isOwn && current !== undefined && (
          <>
            {' '}
            The practice sends them to <code>{current}</code>.
          </>
        )}
      </p>
      {isOwn && (
        <Button
          isPending={redirecting.isPending}
          onClick={async () => {
            if (current !== undefined) earlierUrls.set(id, current);
            await redirecting.run(callbacksUrl);
          }}
        >
          Send them to the check
        </Button>
      )}
      <ErrorNotice error={redirecting.error} />
    </Notice>
  );
}
