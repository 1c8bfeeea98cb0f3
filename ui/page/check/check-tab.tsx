import { place } from '../app/router.ts';
import './check.css';
import { CheckList } from './check-list.tsx';
import { CheckPage } from './check-page.tsx';
import { StartForm } from './start-form.tsx';

/** Conformance checks: a form that starts one, the checks so far, and a check with its report. */
export default function CheckTab() {
  const [id] = place.value.path;
  if (id !== undefined) return <CheckPage key={id} id={id} />;
  return (
    <div class="check-start">
      <StartForm />
      <CheckList />
    </div>
  );
}
