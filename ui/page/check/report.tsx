import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { urlOf } from '../app/api.ts';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { createReportLink } from './checks.ts';

const DOWNLOADS = [
  ['html', 'HTML'],
  ['json', 'JSON'],
  ['xml', 'JUnit'],
  ['md', 'Markdown'],
  ['har', 'HAR'],
  ['zip', 'All as ZIP'],
] as const;

/** The report, as the command writes it, with links to it. */
export function Report({ id }: { readonly id: string }) {
  const link = useSignal<string | undefined>(undefined);
  const loading = useAction(async () => {
    link.value = urlOf(await createReportLink(id));
  });
  useEffect(() => void loading.run(), [id]);
  if (link.value === undefined) return <ErrorNotice error={loading.error} />;
  return (
    <section class="panel check-report" aria-labelledby="check-report-title">
      <header>
        <h2 id="check-report-title">Report</h2>
        <a href={`${link.value}.html`} target="_blank" rel="noreferrer">
          Open in a tab
        </a>
        <span class="row push">
          <span class="muted">Download</span>
          {DOWNLOADS.map(([extension, name]) => (
            <a key={extension} class="button" href={`${link.value}.${extension}`} download={`check-${id}.${extension}`}>
              {name}
            </a>
          ))}
        </span>
      </header>
      <iframe title="Report of the check" src={`${link.value}.html`} />
    </section>
  );
}
