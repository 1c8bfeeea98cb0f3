import type { Contention } from '../../../simulator/index.ts';
import { command, contention } from '../app/state.ts';
import { Badge } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { describeContention, type FormValues, fromContention, toContention } from './settings.ts';
import { ChoiceSetting, SettingsForm, TextSetting } from './settings-form.tsx';

/** The competition for slots. */
export function ContentionPanel() {
  const save = useAction(async (values: FormValues) => {
    contention.value = await command<Contention>('PUT', '/contention', toContention(values));
  });
  const values = fromContention(contention.value ?? {});
  return (
    <section class="panel" id="contention" aria-labelledby="trouble-contention">
      <header>
        <h2 id="trouble-contention">Contention</h2>
        {describeContention(contention.value ?? {}) !== '' && <Badge tone="warn">on</Badge>}
        <p class="muted">Others who take slots</p>
      </header>
      <div class="panel-body">
        <SettingsForm values={values} save={save}>
          <TextSetting name="competitorsPerHour" label="Competitors per hour" values={values} placeholder="0" />
          <TextSetting
            name="phantomShare"
            label="Share of phantom slots"
            values={values}
            placeholder="0"
            hint="From 0 to 1: free in searches, and never bookable."
          />
          <ChoiceSetting
            name="gone"
            label="Slot gone when it is booked"
            values={values}
            options={[
              ['', 'never'],
              ['next', 'for the next bookings'],
              ['probability', 'with a probability'],
            ]}
          />
          <TextSetting name="goneValue" label="How many, or how probable" values={values} placeholder="0" />
        </SettingsForm>
      </div>
    </section>
  );
}
