import { useEffect } from 'preact/hooks';
import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import { agb, callbacks } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { ErrorNotice, Notice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { isRedirected, sendBack, sendToCheck } from './practice-callbacks.ts';
import { isOwnPractice } from './tasks.tsx';

/** Where a check expects callbacks. A practice of this simulator can send them there, until the check ends. */
export function CallbacksNotice({ check }: { readonly check: CheckView }) {
  const { id, organization, callbacksUrl, endedAt } = check;
  const redirecting = useAction(() => sendToCheck(check));
  const returning = useAction(() => sendBack(check));
  const isOwn = isOwnPractice(check) && organization === agb.value;
  const current = callbacks.value?.url;
  const isHere = callbacksUrl !== undefined && current === callbacksUrl;
  const isLeft = endedAt !== undefined && isOwn && isHere && isRedirected(id);
  useEffect(() => {
    // Its port is closed.
    if (isLeft) void returning.run();
  }, [isLeft]);
  if (endedAt !== undefined) {
    if (!isLeft || returning.error === undefined) return null;
    return (
      <Notice tone="warn">
        <p>The practice still sends its callbacks to this check, which has ended.</p>
        <Button isPending={returning.isPending} onClick={() => returning.run()}>
          Send them where they went before
        </Button>
        <ErrorNotice error={returning.error} />
      </Notice>
    );
  }
  if (callbacksUrl === undefined || (isOwn && isHere)) return null;
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
        <Button isPending={redirecting.isPending} onClick={() => redirecting.run()}>
          Send them to the check
        </Button>
      )}
      <ErrorNotice error={redirecting.error} />
    </Notice>
  );
}
