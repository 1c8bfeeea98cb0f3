import { useEffect } from 'preact/hooks';
import { tokenCount } from '../app/api.ts';
import { Button, Choice } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { useMedia } from '../components/use-media.ts';
import { AppointmentList } from './appointment-list.tsx';
import { BookingFlow } from './booking-flow.tsx';
import { CallbacksNotice } from './callbacks-notice.tsx';
import { LoginForm } from './login-form.tsx';
import './patient.css';
import type { SessionView } from '../../../cli/ui/bookings/session.ts';
import { PatientPicker } from './patient-picker.tsx';
import {
  choose,
  endSession,
  followSession,
  isOfSimulator,
  ownSessions,
  readSessions,
  session,
  sessions,
} from './patient-state.ts';
import { PracticeBeside } from './practice-beside.tsx';
import { SentRequests } from './sent-requests.tsx';
import { language, setLanguage, t } from './texts.ts';

/** The page of a patient at Spreekuur.nl. */
export default function PatientTab() {
  const reading = useAction(readSessions);
  useEffect(() => void reading.run(), [tokenCount.value]);
  const isBeside = useMedia('(min-width: 1200px)') && isOfSimulator.value;
  const shown = session.value;
  if (sessions.value === undefined) {
    return reading.error === undefined ? <p class="loading">Loading…</p> : <ErrorNotice error={reading.error} />;
  }
  return (
    <div class={isBeside ? 'patient beside' : 'patient'}>
      <h1 class="visually-hidden">Patient</h1>
      <div class="patient-side">{shown ? <PatientPage key={shown.id} session={shown} /> : <Login />}</div>
      {isBeside && <PracticeBeside />}
    </div>
  );
}

/** The login: in the simulator one click, in any other XIS a form. */
function Login() {
  const others = ownSessions.value;
  return (
    <section class="panel patient-login" aria-labelledby="patient-login-title">
      <header>
        <h2 id="patient-login-title">Log in as a patient</h2>
        {others.length > 0 && (
          <Button look="quiet" class="push" onClick={() => choose(others.at(-1)?.id ?? null)}>
            Back
          </Button>
        )}
      </header>
      <div class="panel-body stack">
        <p class="muted">
          The page of Spreekuur.nl, as a patient sees it. The reference engine is behind it, and sends what Spreekuur.nl
          sends.
        </p>
        {isOfSimulator.value ? <PatientPicker /> : <LoginForm />}
      </div>
    </section>
  );
}

/** What a patient sees who is logged in. */
function PatientPage({ session: shown }: { readonly session: SessionView }) {
  useEffect(() => followSession(shown.id), [shown.id]);
  const leaving = useAction(() => endSession(shown.id));
  return (
    <>
      <section class="patient-head" aria-label="Patient">
        <p>
          <span lang={language.value}>{t('hello')}</span>, <strong>{shown.patient.display}</strong>
          <span class="muted patient-reference">{shown.patient.reference}</span>
        </p>
        <div class="row">
          <Choice
            label={t('language')}
            options={[
              ['en', 'English'],
              ['nl', 'Nederlands'],
            ]}
            value={language.value}
            onChange={setLanguage}
          />
          <Button look="quiet" onClick={() => choose(null)}>
            Other patient
          </Button>
          <Button look="quiet" isPending={leaving.isPending} onClick={() => void leaving.run()}>
            {t('logOut')}
          </Button>
        </div>
      </section>
      <ErrorNotice error={leaving.error} />
      <CallbacksNotice session={shown} />
      <div class="patient-page" lang={language.value}>
        <BookingFlow session={shown} />
        <AppointmentList session={shown} />
      </div>
      {!isOfSimulator.value && <SentRequests session={shown} />}
    </>
  );
}
