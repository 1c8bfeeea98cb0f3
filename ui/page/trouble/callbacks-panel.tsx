import { useSignal } from '@preact/signals';
import type { CallbackSettings, UrlTrialView } from '../../../simulator/index.ts';
import { callbacks, command, isPaused } from '../app/state.ts';
import { Button, Switch } from '../components/controls.tsx';
import { Badge, ErrorNotice, Notice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { type FormValues, fromCallbacks, toCallbacks } from './settings.ts';
import { ChoiceSetting, SettingsForm, TextSetting } from './settings-form.tsx';

/** Where Spreekuur.nl is, whether it can be reached, and how callbacks are repeated. */
export function CallbacksPanel() {
  const save = useAction(async (values: FormValues) => {
    callbacks.value = await command<CallbackSettings>('PUT', '/callbacks', toCallbacks(values));
  });
  const pause = useAction(
    async (isOn: boolean) => {
      await command('POST', isOn ? '/deliveries/pause' : '/deliveries/resume');
      isPaused.value = isOn;
    },
    { isQueued: true },
  );
  const settings = callbacks.value ?? {};
  const values = fromCallbacks(settings);
  return (
    <section class="panel" id="callbacks" aria-labelledby="trouble-callbacks">
      <header>
        <h2 id="trouble-callbacks">Callbacks</h2>
        {isPaused.value && <Badge tone="warn">paused</Badge>}
        <p class="muted">Requests of the practice to Spreekuur.nl</p>
      </header>
      <div class="panel-body stack">
        <Switch
          label="Pause: callbacks wait until this is off"
          isOn={isPaused.value}
          onChange={(isOn) => pause.run(isOn)}
        />
        <ErrorNotice error={pause.error} onClose={pause.clear} />
        <Trial key={settings.url} url={settings.url} />
        <SettingsForm values={values} save={save}>
          <TextSetting
            name="url"
            label="URL of Spreekuur.nl"
            values={values}
            placeholder="http://localhost:9090"
            hint="Without one, callbacks are held until it is set."
          />
          <TextSetting name="timeout" label="Time-out" values={values} placeholder="PT10S" />
          <TextSetting name="attempts" label="Attempts at most" values={values} placeholder="100" />
          <TextSetting name="first" label="First wait" values={values} placeholder="PT5S" />
          <TextSetting name="factor" label="Each wait is longer by" values={values} placeholder="2" />
          <TextSetting name="longest" label="Longest wait" values={values} placeholder="PT15M" />
          <TextSetting name="jitter" label="Random share of a wait" values={values} placeholder="0.1" />
          <ChoiceSetting
            name="organizationHeader"
            label="Organization header"
            values={values}
            options={[
              ['', 'X-Organization-Identifier'],
              ['organisation_agb', 'organisation_agb'],
              ['organization_agb', 'organization_agb'],
            ]}
          />
          <ChoiceSetting
            name="organizationFormat"
            label="Its form"
            values={values}
            options={[
              ['', 'token with the system'],
              ['code', 'AGB code alone'],
            ]}
          />
        </SettingsForm>
      </div>
    </section>
  );
}

function Trial({ url }: { readonly url: string | undefined }) {
  const result = useSignal<UrlTrialView | undefined>(undefined);
  const attempt = useAction(async () => {
    result.value = undefined;
    result.value = await command<UrlTrialView>('POST', '/callbacks/try');
  });
  return (
    <div class="stack">
      <div class="row">
        <code>{url ?? 'no URL yet'}</code>
        <Button disabled={url === undefined || attempt.isPending} onClick={() => attempt.run()}>
          {attempt.isPending ? 'Trying…' : 'Try it now'}
        </Button>
      </div>
      <ErrorNotice error={attempt.error} onClose={attempt.clear} />
      {result.value && (
        <Notice tone={result.value.reached ? 'ok' : 'bad'}>
          {result.value.reached
            ? `Reached: status ${result.value.status} after ${result.value.ms} ms. Any status shows that something responds there.`
            : `Not reached after ${result.value.ms} ms: ${result.value.error}.`}
        </Notice>
      )}
    </div>
  );
}
