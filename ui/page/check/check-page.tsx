import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CheckEvent, CheckView, ResultView } from '../../../cli/ui/checks/check-view.ts';
import { request, tokenCount } from '../app/api.ts';
import { followFeed } from '../app/feed.ts';
import { goTo, linkTo } from '../app/router.ts';
import { Button } from '../components/controls.tsx';
import { Empty, ErrorNotice, Notice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { CallbacksNotice } from './callbacks-notice.tsx';
import { checkPath } from './checks.ts';
import { keepDraft } from './draft.ts';
import { Progress } from './progress.tsx';
import { Report } from './report.tsx';
import { Results } from './results.tsx';
import { StateBadge } from './state-badge.tsx';
import { Tasks } from './tasks.tsx';

/** A check: what it does and waits for, its verdicts as they come, and its report. */
export function CheckPage({ id }: { readonly id: string }) {
  const check = useSignal<CheckView | undefined>(undefined);
  const results = useSignal<ReadonlyMap<string, ResultView>>(new Map());
  const problem = useSignal<string | undefined>(undefined);
  useEffect(() => followCheck(id, { check, results, problem }), [id, tokenCount.value]);

  const shown = check.value;
  if (problem.value !== undefined) {
    return (
      <Empty title="This check is not here">
        {problem.value} <a href={linkTo('check')}>All checks</a>
      </Empty>
    );
  }
  if (!shown) return <p class="loading">Loading…</p>;
  const hasEnded = shown.endedAt !== undefined;
  return (
    <article class="check-page" aria-labelledby="check-title">
      <Heading check={shown} />
      {shown.error !== undefined && <Notice>{shown.error}</Notice>}
      {!hasEnded && <Progress check={shown} />}
      <CallbacksNotice check={shown} />
      {!hasEnded && <Tasks check={shown} />}
      {shown.leftBookings !== undefined && (
        <Notice>
          {shown.leftBookings} appointments may still be in the XIS.
          {shown.runFile !== undefined && (
            <>
              {' '}
              Cancel them on the machine that serves this page: <code>xis-testkit check cleanup {shown.runFile}</code>
            </>
          )}
        </Notice>
      )}
      {!shown.verdict &&
        shown.notes.map((note) => (
          <Notice key={note.seen} tone="info">
            <strong>{note.seen}</strong> {note.advice}
          </Notice>
        ))}
      {shown.verdict ? <Report id={id} /> : <Results results={[...results.value.values()]} />}
    </article>
  );
}

function Heading({ check }: { readonly check: CheckView }) {
  const { id, url, organization, state, endedAt } = check;
  const cancelling = useAction(() => request('POST', checkPath(id, '/cancel')));
  const removing = useAction(async () => {
    await request('DELETE', checkPath(id));
    goTo('check');
  });
  return (
    <header class="check-heading">
      <div>
        <p>
          <a href={linkTo('check')}>All checks</a>
        </p>
        <h1 id="check-title">
          {url} · {organization}
        </h1>
      </div>
      <StateBadge check={check} />
      <div class="row push">
        {endedAt === undefined ? (
          <Button
            look="danger"
            isPending={cancelling.isPending}
            disabled={state === 'cancelling'}
            onClick={() => cancelling.run()}
          >
            Cancel
          </Button>
        ) : (
          <>
            <Button
              onClick={() => {
                keepDraft(check.options);
                goTo('check');
              }}
            >
              Check again…
            </Button>
            <Button look="quiet" isPending={removing.isPending} onClick={() => removing.run()}>
              Remove
            </Button>
          </>
        )}
      </div>
      <ErrorNotice error={cancelling.error ?? removing.error} />
    </header>
  );
}

interface Followed {
  readonly check: { value: CheckView | undefined };
  readonly results: { value: ReadonlyMap<string, ResultView> };
  readonly problem: { value: string | undefined };
}

/** Follows a check to its end; returns a function that stops it. */
function followCheck(id: string, { check, results, problem }: Followed): () => void {
  const stop = followFeed<CheckEvent>({
    path: checkPath(id, '/events'),
    onEvent(event) {
      if (event.type === 'result') {
        results.value = new Map(results.value).set(event.result.id, event.result);
        return;
      }
      check.value = event.check;
      if (event.check.endedAt !== undefined) stop();
    },
    onGone() {
      problem.value = 'The server was started again, or it was removed.';
    },
  });
  return stop;
}
