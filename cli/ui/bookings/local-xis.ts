import { defined } from '../../../schema/defined.ts';
import { ControlError, type OrganizationConfiguration, type Simulator } from '../../../simulator/index.ts';

/** The simulator that serves the page: what it knows makes the options of a booking in it. */
export interface LocalXis {
  readonly baseUrl: string;
  /**
   * Returns what a booking needs to know about a practice; undefined for an unknown organization.
   * @param patient `Patient/{id}`
   */
  find(organization: string, patient: unknown): Promise<LocalPractice | undefined>;
}

/** A practice of the simulator. */
export interface LocalPractice {
  /** The time of its clock, in milliseconds since the epoch. */
  readonly now: number;
  /** The values of options of `book` by key: the forms that the practice understands, its time zone, name and BSN of the patient. */
  readonly values: Readonly<Record<string, unknown>>;
}

/** The forms of the flow, of which a practice may understand another one only. */
const FORMS = [
  ['organizationHeader', 'X-Organization-Identifier'],
  ['organizationFormat', 'token'],
  ['dateFormat', 'instant'],
  ['dateParameter', 'schedule.date'],
] as const;

/**
 * Creates the view of a simulator in the same process that a booking has.
 * @param getSimulator returns the simulator, which is created after the page that it serves
 */
export function createLocalXis(getSimulator: () => Simulator): LocalXis {
  return {
    get baseUrl() {
      return getSimulator().baseUrl;
    },
    async find(organization, patient) {
      const simulator = getSimulator();
      try {
        return await simulator.organizations.use(organization, (practice) => ({
          now: Date.parse(practice.clock.now()),
          values: {
            ...readValues(practice.configuration(), patient),
            ...defined({ issuer: simulator.authorizationServer?.issuer }),
          },
        }));
      } catch (error) {
        if (error instanceof ControlError) return undefined;
        throw error;
      }
    },
  };
}

function readValues(
  { understands = {}, dialect, timeZone, patients = [], appointmentTypes }: OrganizationConfiguration,
  patient: unknown,
) {
  const known = patients.find(({ id }) => `Patient/${id}` === patient);
  // Spreekuur.nl has the category of the practice in its configuration (AT-2).
  const categories = new Set(appointmentTypes.flatMap(({ serviceCategories = [] }) => serviceCategories));
  const [category] = categories.size === 1 ? categories : [];
  const forms = FORMS.map(([name, standard]) => [name, chooseForm(understands[name], standard)]);
  return {
    ...Object.fromEntries(forms),
    ...defined({
      dialect,
      timeZone,
      category,
      practitionerStatus: onlyForm(understands.practitionerStatus),
      readBack: onlyForm(understands.readBack),
      patientName: known?.name,
      patientBsn: known?.bsn,
    }),
  };
}

function chooseForm(understood: string | readonly string[] | undefined, standard: string): string {
  const forms = understood === undefined ? [standard] : [understood].flat();
  return forms.includes(standard) ? standard : (forms[0] ?? standard);
}

/** Returns the form that is the only one; the engine tries both where a practice understands both. */
function onlyForm(understood: string | readonly string[] | undefined): string | undefined {
  const forms = [understood ?? []].flat();
  return forms.length === 1 ? forms[0] : undefined;
}
