import { useEffect } from 'preact/hooks';
import { place } from '../app/router.ts';
import { CallbacksPanel } from './callbacks-panel.tsx';
import { ContentionPanel } from './contention-panel.tsx';
import { DefectsPanel } from './defects-panel.tsx';
import { FaultsPanel } from './faults-panel.tsx';
import './trouble.css';

/** What goes wrong at the practice: permanent mistakes, faults, competition, and a Spreekuur.nl that is away. */
export default function TroubleTab() {
  const [part] = place.value.path;
  useEffect(() => {
    if (part !== undefined) document.getElementById(part)?.scrollIntoView();
  }, [part]);
  return (
    <div class="trouble-columns">
      <h1 class="visually-hidden">Trouble</h1>
      <div class="stack">
        <FaultsPanel />
        <CallbacksPanel />
        <ContentionPanel />
      </div>
      <DefectsPanel />
    </div>
  );
}
