import type { SessionView } from '../../../cli/ui/bookings/session.ts';
import { callbacks } from '../app/state.ts';
import { Button } from '../components/controls.tsx';
import { ErrorNotice, Notice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { receiveCallbacks } from './patient-state.ts';

/** Says where the answers of the practice go, where that is not plainly here. */
export function CallbacksNotice({ session }: { readonly session: SessionView }) {
  const receiving = useAction(() => receiveCallbacks(session));
  if (!session.isLocal) return <ExternalCallbacks session={session} />;
  const settings = callbacks.value;
  if (settings === undefined || withoutSlash(settings.url) === withoutSlash(session.callbacksUrl)) return null;
  return (
    <>
      <Notice tone="warn">
        <p>
          {settings.url === undefined ? (
            'The practice sends its answers nowhere yet: the patient would not see a decision.'
          ) : (
            <>
              The practice sends its answers to <code>{settings.url}</code>, so this patient does not see a decision.
            </>
          )}
        </p>
        <Button isPending={receiving.isPending} onClick={() => void receiving.run()}>
          Send them to this page
        </Button>
      </Notice>
      <ErrorNotice error={receiving.error} />
    </>
  );
}

function ExternalCallbacks({ session }: { readonly session: SessionView }) {
  return (
    <Notice tone="info">
      <p>
        Let the XIS send its callbacks to <code>{session.callbacksUrl}</code>: then the answers of the practice appear
        here.
      </p>
      {session.notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </Notice>
  );
}

function withoutSlash(url: string | undefined): string | undefined {
  return url?.replace(/\/+$/, '');
}
