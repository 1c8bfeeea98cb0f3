import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { VARIABLES } from '../../cli/environment.ts';
import { ADMIN_ROUTES } from '../../simulator/admin/routes.ts';
import { checkConfiguration } from '../../simulator/practice/check.ts';
import { documents, root } from './support/documents.ts';
import { type ComposeFile, IMAGE_PORT, IMAGE_VARIABLES } from './support/image.ts';

const FOLDER = join(root, 'fixtures/sandbox');
const read = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const guide = documents().find(({ path }) => path === 'docs/guides/shared-sandbox.md')?.text ?? '';

interface Probe {
  readonly httpGet: { readonly path: string; readonly port: string };
}

interface Container {
  readonly image: string;
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly env: readonly {
    readonly name: string;
    readonly value?: string;
    readonly valueFrom?: { readonly secretKeyRef: { readonly name: string; readonly key: string } };
  }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
  readonly lifecycle: { readonly preStop: { readonly exec: { readonly command: readonly string[] } } };
  readonly startupProbe: Probe;
  readonly readinessProbe: Probe;
  readonly livenessProbe: Probe;
}

describe('the compose file of the sandbox', () => {
  const { services, volumes = {} } = parse(read('compose.yaml')) as ComposeFile;
  const simulators = Object.values(services).filter(({ image }) => image === 'xis-testkit');

  test('has two equal simulators, whose variables exist', () => {
    expect(simulators).toHaveLength(2);
    expect(simulators[0]).toEqual(simulators[1]);
    const names = Object.keys(simulators[0]?.environment ?? {});
    expect(names.filter((name) => !IMAGE_VARIABLES.has(name))).toEqual([]);
    expect(names).toEqual(expect.arrayContaining([VARIABLES.adminToken, VARIABLES.storeKey, 'PGPASSWORD']));
  });

  test('names files, volumes and services that exist', () => {
    for (const { volumes: mounts = [], depends_on: needed = {} } of Object.values(services)) {
      for (const [source = '', target = ''] of mounts.map((mount) => mount.split(':'))) {
        if (source.startsWith('./')) expect(read(source)).not.toBe('');
        else expect(Object.keys(volumes)).toContain(source);
        expect(target).toMatch(/^\//);
      }
      expect(Object.keys(services)).toEqual(expect.arrayContaining(Object.keys(needed)));
    }
    const { XIS_TESTKIT_CONFIG: config } = simulators[0]?.environment ?? {};
    expect(simulators[0]?.volumes?.map((mount) => mount.split(':')[1])).toEqual([config]);
  });

  test('its proxy sends requests to both, at the port of the image, and repeats no booking', () => {
    const nginx = read('nginx.conf');
    const servers = [...nginx.matchAll(/^ {2}server (\S+):(\d+)/gm)].map(([, host, port]) => [host, Number(port)]);
    const names = Object.keys(services).filter((name) => services[name]?.image === 'xis-testkit');
    expect(servers).toEqual(names.map((name) => [name, IMAGE_PORT]));
    expect(nginx).not.toContain('non_idempotent');
  });

  test('its proxy looks up the address of a simulator that is created again', () => {
    const nginx = read('nginx.conf');
    const servers = nginx.match(/^ {2}server \S+:\d+ .*;$/gm) ?? [];
    expect(servers.filter((line) => !line.includes(' resolve '))).toEqual([]);
    expect(nginx).toMatch(
      /^upstream simulators \{[^}]*^ {2}zone simulators \S+;\n {2}resolver \S+ valid=\d+s[^}]*^\}/m,
    );
  });

  test('its database is healthy when it can be reached, and not while it is created', () => {
    expect(services['database']?.healthcheck?.test.join(' ')).toContain('pg_isready --host 127.0.0.1 ');
  });

  test('its secrets are variables without a default, which the guide names', () => {
    const secrets = [...read('compose.yaml').matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name);
    expect(new Set(secrets).size).toBe(3);
    for (const name of secrets) expect(guide).toContain(`${name}=…`);
  });
});

test('the practice of the sandbox is valid, and its store is the database of the compose file', () => {
  const practice = parse(read('practice.yaml')) as { readonly store: { readonly location: string } };
  expect(checkConfiguration(practice)).toEqual([]);
  const { username, hostname, pathname } = new URL(practice.store.location);
  const { database } = (parse(read('compose.yaml')) as ComposeFile).services;
  expect([username, hostname, pathname.slice(1)]).toEqual([
    database?.environment?.['POSTGRES_USER'],
    'database',
    database?.environment?.['POSTGRES_DB'],
  ]);
});

describe('the manifests of Kubernetes', () => {
  const parsed = parseAllDocuments(read('kubernetes.yaml'));
  // biome-ignore lint/suspicious/noExplicitAny: manifests of several kinds
  const manifests = parsed.map((manifest) => manifest.toJS() as any);
  const find = (kind: string) => manifests.find((manifest) => manifest.kind === kind);
  const { spec } = find('Deployment');
  const pod = spec.template.spec;
  const container = pod.containers[0] as Container;

  test('are well-formed, and belong to one another', () => {
    expect(parsed.flatMap(({ errors }) => errors)).toEqual([]);
    expect(manifests.map(({ kind }) => kind)).toEqual(['ConfigMap', 'Deployment', 'Service', 'PodDisruptionBudget']);
    const { labels } = spec.template.metadata;
    const selectors = [
      spec.selector,
      { matchLabels: find('Service').spec.selector },
      find('PodDisruptionBudget').spec.selector,
    ];
    for (const { matchLabels } of selectors) expect(matchLabels).toEqual(labels);
    expect(find('Service').spec.ports[0].targetPort).toBe(container.ports[0]?.name);
    expect(pod.volumes[0].configMap.name).toBe(find('ConfigMap').metadata.name);
    expect(container.volumeMounts[0]?.name).toBe(pod.volumes[0].name);
  });

  test('the port is that of the image, and the probes request its health', () => {
    expect(container.ports).toEqual([{ name: 'http', containerPort: IMAGE_PORT }]);
    const health = ADMIN_ROUTES.find(({ method, path }) => method === 'get' && path === '/health');
    for (const { httpGet } of [container.startupProbe, container.readinessProbe, container.livenessProbe])
      expect(httpGet).toEqual({ path: `/__admin${health?.path}`, port: 'http' });
  });

  test('the variables exist, and the secrets are those of the guide', () => {
    expect(container.env.map(({ name }) => name).filter((name) => !IMAGE_VARIABLES.has(name))).toEqual([]);
    const secrets = container.env.flatMap(({ valueFrom }) => (valueFrom ? [valueFrom.secretKeyRef] : []));
    const [command = ''] = /kubectl create secret generic .*/.exec(guide) ?? [];
    expect(secrets.map(({ key }) => `--from-file=${key}`)).toEqual(command.match(/--from-file=\S+/g));
    expect(secrets.every(({ name }) => command.includes(`generic ${name} `))).toBe(true);
  });

  test('the practice is valid, where the command looks for it', () => {
    const { data } = find('ConfigMap');
    expect(checkConfiguration(parse(data['practice.yaml']))).toEqual([]);
    const config = container.env.find(({ name }) => name === VARIABLES.configuration)?.value;
    expect(config).toBe(`${container.volumeMounts[0]?.mountPath}/${Object.keys(data)[0]}`);
  });

  test('a rolling update keeps replicas, and leaves time for requests that are under way', () => {
    expect(spec.replicas).toBeGreaterThan(1);
    expect(spec.strategy.rollingUpdate.maxUnavailable).toBe(0);
    expect(find('PodDisruptionBudget').spec.minAvailable).toBeLessThan(spec.replicas);
    const pause = Number(container.lifecycle.preStop.exec.command[1]);
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(pause + 20);
  });
});
