import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { CheckView } from '../../../cli/ui/checks/check-view.ts';
import { request, tokenCount } from '../app/api.ts';
import { linkTo } from '../app/router.ts';
import { timeOf } from '../app/time.ts';
import { Empty, ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { StateBadge } from './state-badge.tsx';

/** The checks of this server since its start. */
export function CheckList() {
  const checks = useSignal<readonly CheckView[] | undefined>(undefined);
  const loading = useAction(async () => {
    checks.value = (await request<{ readonly checks: readonly CheckView[] }>('GET', '__ui/checks')).checks;
  });
  useEffect(() => void loading.run(), [tokenCount.value]);
  return (
    <section class="panel check-list" aria-labelledby="check-list-title">
      <header>
        <h2 id="check-list-title">Checks</h2>
      </header>
      <ErrorNotice error={loading.error} />
      {checks.value?.length === 0 && (
        <Empty title="No checks yet">Start one: its verdicts and its report appear here.</Empty>
      )}
      <ul>
        {checks.value?.map((check) => (
          <li key={check.id}>
            <a href={linkTo('check', [check.id])}>
              <span class="row">
                <StateBadge check={check} />
                <span class="muted">{timeOf(check.startedAt)} UTC</span>
              </span>
              <span class="check-target">
                {check.url} · {check.organization}
              </span>
              {check.counts && (
                <span class="muted">
                  {check.counts.pass} passed, {check.counts.fail} failed, {check.counts.warn} warnings
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
