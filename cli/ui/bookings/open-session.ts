import type { AuthenticationSettings, BookingPatient } from '../../../engine/index.ts';
import { realSystem, translateText } from '../../../engine/index.ts';
import { defined } from '../../../schema/defined.ts';
import { createEngine, findAuthentication } from '../../book/create-engine.ts';
import { identifyPatient } from '../../book/patient.ts';
import { type Connection, openConnection } from '../../connection.ts';
import { findForms } from '../../forms.ts';
import { UiError } from '../route.ts';
import type { LocalXis } from './local-xis.ts';
import { PatientSession } from './session.ts';
import type { SessionSettings } from './settings.ts';

/** What a session is opened with, beside its options. */
interface SessionContext {
  readonly id: string;
  readonly local: LocalXis | undefined;
  callbacksUrl(): string;
  /** Ends the waits of its requests. */
  readonly signal: AbortSignal;
}

/**
 * Logs a patient in: connects to the XIS, finds the forms that it understands, and finds the patient (step 0; PT).
 * @throws UiError when the XIS does not know the patient, or fails
 */
export async function openSession(
  { settings, environment, isLocal }: SessionSettings,
  { id, local, callbacksUrl, signal }: SessionContext,
): Promise<PatientSession> {
  const { values, library } = settings;
  const { organization = '', baseUrl: xis = '' } = library;
  const { connection, close } = await openConnection(settings, { now: realSystem.now, environment });
  try {
    const clock = isLocal && local ? createClock(local, organization) : REAL_CLOCK;
    await clock.read();
    const forms = await findForms(library, connection);
    const authentication: AuthenticationSettings | undefined = await findAuthentication(settings, connection);
    const { now } = clock;
    const engine = createEngine(settings, { connection, forms, signal, authentication, now });
    const patient = await findPatient(engine, settings, connection);
    const notes = forms.notes.map(({ seen, advice }) => `${seen}. ${advice}`);
    const { language = 'en' } = values;
    return new PatientSession({
      view: { id, xis, organization, language, isLocal, notes },
      engine,
      patient,
      callbacksUrl,
      readClock: clock.read,
      close,
    });
  } catch (error) {
    await close();
    throw error;
  }
}

async function findPatient(
  engine: ReturnType<typeof createEngine>,
  { values, nameOf }: SessionSettings['settings'],
  { token }: Connection,
): Promise<BookingPatient> {
  const { patientReference: reference, patientName: name, patientBsn: bsn, language = 'en' } = values;
  const hasToken = token !== undefined;
  const identified = await identifyPatient(engine, { ...defined({ reference, name, bsn }), hasToken });
  if (identified.outcome === 'patient') return identified.patient;
  if (identified.outcome === 'failed') throw new UiError('xis-failed', `${nameOf('xis')}: ${identified.text}`);
  throw new UiError('conflict', translateText(identified.text)[language]);
}

/** The clock of an engine, which is read before each of its steps. */
interface Clock {
  readonly now: () => number;
  read(): Promise<void>;
}

const REAL_CLOCK: Clock = { now: realSystem.now, read: async () => undefined };

/** Creates the clock of a practice of the simulator, which may be frozen, or years ahead. */
function createClock(local: LocalXis, organization: string): Clock {
  let at = realSystem.now();
  return {
    now: () => at,
    async read() {
      at = (await local.find(organization, undefined))?.now ?? at;
    },
  };
}
