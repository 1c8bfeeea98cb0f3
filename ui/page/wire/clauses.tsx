import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { request } from '../app/api.ts';
import { Badge } from '../components/feedback.tsx';

interface Clause {
  readonly id: string;
  readonly level: string;
  readonly text: string;
}

/** The clauses of the protocol by id; empty before they were read. */
const clauses = signal<ReadonlyMap<string, Clause>>(new Map());
let isReading = false;

async function readClauses(): Promise<void> {
  if (isReading || clauses.peek().size > 0) return;
  isReading = true;
  try {
    const body = await request<{ readonly clauses: readonly Clause[] }>('GET', '__ui/clauses');
    clauses.value = new Map(body.clauses.map((clause) => [clause.id, clause]));
  } catch {
    // The ids are shown without their texts; the feed reports a connection that is lost.
  } finally {
    isReading = false;
  }
}

/** The clauses that an exchange touches; each with its text, when they are opened. */
export function Clauses({ ids }: { readonly ids: readonly string[] }) {
  useEffect(() => void readClauses(), []);
  return (
    <details class="wire-clauses">
      <summary>Clauses {ids.join(', ')}</summary>
      <ul>
        {ids.map((id) => {
          const { level, text } = clauses.value.get(id) ?? {};
          return (
            <li key={id}>
              <Badge tone="info">{id}</Badge> {level !== undefined && <span class="muted">{level}</span>}{' '}
              {text !== undefined && <ClauseText text={text} />}
            </li>
          );
        })}
      </ul>
    </details>
  );
}

/** Shows a text of which the parts between backticks are code. */
function ClauseText({ text }: { readonly text: string }) {
  return (
    <span>
      {text.split('`').map((part, index) => (index % 2 === 0 ? part : <code key={`${index} ${part}`}>{part}</code>))}
    </span>
  );
}
