import { useSignal } from '@preact/signals';
import type { ResultView } from '../../../cli/ui/checks/check-view.ts';
import { Choice } from '../components/controls.tsx';
import { Empty } from '../components/feedback.tsx';
import { VerdictBadge } from './state-badge.tsx';

const PROBLEMS: ReadonlySet<ResultView['verdict']> = new Set(['fail', 'warn', 'error']);

/** The verdicts so far, newest first. */
export function Results({ results }: { readonly results: readonly ResultView[] }) {
  const filter = useSignal<'all' | 'problems'>('all');
  const problems = results.filter(({ verdict }) => PROBLEMS.has(verdict));
  const shown = [...(filter.value === 'all' ? results : problems)].reverse();
  return (
    <section class="panel check-results" aria-labelledby="check-results-title">
      <header>
        <h2 id="check-results-title">Verdicts</h2>
        <Choice
          label="Verdicts to show"
          options={[
            ['all', `All ${results.length}`],
            ['problems', `Problems ${problems.length}`],
          ]}
          value={filter.value}
          onChange={(value) => {
            filter.value = value;
          }}
        />
        <Suites results={results} />
      </header>
      {shown.length === 0 && <Empty title={results.length === 0 ? 'No verdicts yet' : 'No problems so far'} />}
      <ul>
        {shown.map((result) => (
          <Result key={result.id} result={result} />
        ))}
      </ul>
    </section>
  );
}

function Result({ result }: { readonly result: ResultView }) {
  const { id, title, verdict, message, expected, actual, requirements } = result;
  return (
    <li>
      <VerdictBadge verdict={verdict} />
      <div>
        <p>
          {title} <span class="muted">{requirements.join(' ')}</span>
        </p>
        <p class="muted">
          <code>{id}</code>
        </p>
        {verdict !== 'pass' && <p class="muted">{message}</p>}
        {expected !== undefined && (
          <dl class="check-difference">
            <dt>Expected</dt>
            <dd>{expected}</dd>
            <dt>Actual</dt>
            <dd>{actual}</dd>
          </dl>
        )}
      </div>
    </li>
  );
}

/** The suites so far: how many of their checks have passed, and how many have a problem. */
function Suites({ results }: { readonly results: readonly ResultView[] }) {
  const suites = Map.groupBy(results, ({ id }) => id.split('/')[0] ?? '');
  return (
    <ul class="check-suites" aria-label="Suites">
      {[...suites].map(([suite, checks]) => {
        const problems = checks.filter(({ verdict }) => PROBLEMS.has(verdict)).length;
        return (
          <li key={suite} class={problems > 0 ? 'bad' : ''}>
            {suite} <span class="muted">{checks.filter(({ verdict }) => verdict === 'pass').length}</span>
            {problems > 0 && <strong> {problems} problems</strong>}
          </li>
        );
      })}
    </ul>
  );
}
