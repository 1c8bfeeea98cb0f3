import { Switch } from '../components/controls.tsx';
import { Dialog } from '../components/dialog.tsx';
import { areShortcutsOn, shortcuts, turnShortcuts } from './shortcuts.ts';

/** Lists the shortcuts that work in the current tab. */
export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const groups = Map.groupBy(shortcuts.value, ({ group }) => group);
  return (
    <Dialog title="Keyboard shortcuts" onClose={onClose}>
      <Switch label="Single keys are shortcuts" isOn={areShortcutsOn.value} onChange={turnShortcuts} />
      {[...groups].map(([group, list]) => (
        <section key={group}>
          <h3>{group}</h3>
          <dl class="shortcuts">
            {list.map(({ keys, text }) => (
              <div key={keys}>
                <dt>
                  {keys.split(' ').map((key) => (
                    <kbd key={key}>{key}</kbd>
                  ))}
                </dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
