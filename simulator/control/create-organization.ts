import type { Agb } from '../../fhir/agb.ts';
import { idIn } from '../../fhir/reference.ts';
import { isDefectId, suggestDefects } from '../defects/ids.ts';
import { contentionSchema } from '../domain/booking/contention.ts';
import { MAX_FAULTS, UNKNOWN_PATIENT } from '../practice/schema.ts';
import type { Simulation } from '../simulation.ts';
import { setContention } from '../world/contention.ts';
import { type JournalEntry, matchesCriteria } from '../world/journal.ts';
import type { World } from '../world/world.ts';
import { viewAgenda } from './agenda.ts';
import { appointmentsControl } from './appointments-control.ts';
import { clockControl } from './clock-control.ts';
import { ControlError, requireKnown } from './control-error.ts';
import { deliveriesControl } from './deliveries-control.ts';
import { openFeed } from './feed/open-feed.ts';
import { agendaOptionsSchema, createInputReader, readFault } from './inputs.ts';
import { recordLog } from './log/record.ts';
import { replayLog } from './log/replay.ts';
import { DEFAULT_TIMEOUT_MS, type Organization, type RunCommand } from './organization.ts';
import { toPage } from './pages.ts';
import { viewRequestDetails } from './request-details.ts';
import { slotsControl } from './slots-control.ts';
import { restoreWorld } from './snapshot/restore.ts';
import { takeSnapshot } from './snapshot/take.ts';
import { type RequestView, requestView, viewPatients } from './views.ts';

const readAgendaOptions = createInputReader(agendaOptionsSchema);
const readContention = createInputReader(contentionSchema);

/** Creates the controls of an organization. They stay valid after a reset or a restore. */
export function createOrganization(simulation: Simulation, agb: Agb): Organization {
  const log = () => simulation.organizations.require(agb);
  const world = () => log().world;
  const command: RunCommand = (name, use) => {
    const current = log();
    if (!current.runsAtOnce && !current.isInTurn)
      throw new ControlError('conflict', 'other processes share this organization: use organizations.use');
    return current.runNow({ kind: 'command', name }, use);
  };
  const restore = async (snapshot: unknown): Promise<void> => {
    const restored = await restoreWorld(snapshot, simulation.dependencies, agb);
    await simulation.restore(restored);
  };
  return {
    agb,
    clock: clockControl(world, command),
    requests: requestsControl(world, command),
    ...appointmentsControl(world, command),
    loggedInPatient: loggedInPatientControl(world, command),
    slots: slotsControl(world, command),
    ...deliveriesControl(world, command),
    faults: {
      list: () => world().faults.list(),
      add(input) {
        const fault = readFault(input);
        const known = world().faults.list();
        if (known.length >= MAX_FAULTS && !known.some((other) => other.fault.id === fault.id))
          throw new ControlError('conflict', `expected at most ${MAX_FAULTS} faults: remove one`);
        return command('faults.add', () => world().faults.add(fault));
      },
      remove(id) {
        if (!command('faults.remove', () => world().faults.remove(id)))
          throw new ControlError('not-found', 'unknown fault');
      },
      clear: () => command('faults.clear', () => world().faults.clear()),
    },
    defects: defectsControl(world, command),
    contention: {
      get: () => world().contention,
      set: (contention) => command('contention.set', () => setContention(world(), readContention(contention))),
    },
    agenda: (options = {}) => viewAgenda(world(), readAgendaOptions(options)),
    patients: () => viewPatients(world()),
    events: ({ after = log().stored } = {}) => openFeed(simulation, agb, after),
    settled: () => world().clock.settled(),
    reset: () => simulation.reset(agb),
    snapshot: ({ identities = 'pseudonyms' } = {}) => takeSnapshot(world(), identities),
    restore,
    async log({ identities = 'pseudonyms' } = {}) {
      const current = log();
      return recordLog(await simulation.organizations.history.readLast(agb, current), current, identities);
    },
    restoreLog: async (recorded, { until } = {}) => restore(replayLog(recorded, until)),
    configuration: () => world().configuration,
  };
}

function requestsControl(world: () => World, command: RunCommand): Organization['requests'] {
  const view = (entry: JournalEntry): RequestView => requestView(entry, (at) => world().formatLocal(at));
  return {
    find: (criteria) => world().journal.find(criteria).map(view),
    page: (criteria = {}) => toPage(world().journal.find(criteria), criteria, ({ id }) => [id], view),
    count: (criteria) => world().journal.find(criteria).length,
    explain: (id) => viewRequestDetails(world(), requireKnown(world().journal.get(id), 'request')),
    async next(criteria = {}, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const what = `request ${JSON.stringify(criteria)}`;
      return view(await world().completedRequests.next((entry) => matchesCriteria(entry, criteria), what, timeoutMs));
    },
    clear: () => command('requests.clear', () => world().journal.clear()),
  };
}

function loggedInPatientControl(world: () => World, command: RunCommand): Organization['loggedInPatient'] {
  return {
    get: () => idIn('Patient', world().loggedInPatient ?? '') ?? UNKNOWN_PATIENT,
    set(id) {
      const reference = id === UNKNOWN_PATIENT ? undefined : `Patient/${id}`;
      if (reference !== undefined) requireKnown(world().patients.get(reference), 'patient');
      command('loggedInPatient.set', () => {
        world().loggedInPatient = reference;
      });
    },
  };
}

function defectsControl(world: () => World, command: RunCommand): Organization['defects'] {
  return {
    list: () => world().defects.ids,
    set(ids) {
      const unknown = ids.find((id) => !isDefectId(id));
      if (unknown !== undefined)
        throw new ControlError('invalid', `unknown defect '${unknown}'; ${suggestDefects(unknown)}`);
      const repeated = ids.find((id, index) => ids.indexOf(id) < index);
      if (repeated !== undefined) throw new ControlError('invalid', `expected defect '${repeated}' once, got it again`);
      command('defects.set', () => world().defects.set(ids));
    },
    clear: () => command('defects.clear', () => world().defects.set([])),
  };
}
