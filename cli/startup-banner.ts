import { escapeControlCharacters } from '../output/terminal-text.ts';
import type { Organization, OrganizationConfiguration, Simulator } from '../simulator/index.ts';
import { VARIABLES } from './environment.ts';

/** A sandbox may have thousands of practices. */
const MAX_DESCRIBED = 10;

/**
 * Returns what a newcomer needs next: the addresses, the appointment types, and a request to paste. What the store cannot
 * say at the moment is left out.
 */
export async function startupBanner(simulator: Simulator, file: string | undefined): Promise<string> {
  const { list, use } = simulator.organizations;
  const agbs = list().map(({ agb }) => agb);
  const described = await Promise.allSettled(agbs.slice(0, MAX_DESCRIBED).map((agb) => use(agb, describeAsIs)));
  const organizations = described.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const omitted = agbs.length - organizations.length;
  const lines = [
    'xis-testkit simulates a XIS. Ctrl-C ends it.',
    '',
    `  Page               ${simulator.url}/`,
    `  FHIR base          ${simulator.baseUrl}`,
    `  Control interface  ${describeControl(simulator)}`,
    ...describeAuthorization(simulator),
    `  Practices          ${file ?? 'built in; --print-config prints them'}`,
    ...(await describeStore(simulator)),
    '',
    ...organizations.flatMap(describe),
    ...(omitted > 0 ? [`  … and ${omitted} more`, ''] : []),
    ...example(simulator, organizations[0]),
  ];
  return `${lines.map(escapeControlCharacters).join('\n')}\n`;
}

/** Returns the configuration of a practice, with what a store or a command has changed since. */
function describeAsIs({ configuration, callbacks, defects }: Organization): OrganizationConfiguration {
  return { ...configuration(), callbacks: callbacks.get(), defects: [...defects.list()] } as OrganizationConfiguration;
}

function describeControl({ url, hasControlInterface }: Simulator): string {
  if (hasControlInterface) return `${url}/__admin`;
  return `closed, because other machines can reach this address. Set ${VARIABLES.adminToken} to open it with a token.`;
}

function describeAuthorization({ authorizationServer }: Simulator): readonly string[] {
  return authorizationServer ? [`  Authorization      ${authorizationServer.issuer} (issuer)`] : [];
}

async function describeStore({ store }: Simulator): Promise<readonly string[]> {
  if (!store) return [];
  const line = `  Store              ${store.description}`;
  return store.countOrganizations().then(
    (count) => [`${line}, ${count === 1 ? '1 organization' : `${count} organizations`}`],
    () => [line],
  );
}

function describe(organization: OrganizationConfiguration): readonly string[] {
  const { agb, name, appointmentTypes, callbacks, defects = [] } = organization;
  const width = Math.max(0, ...appointmentTypes.map(({ code }) => code.length));
  const types = appointmentTypes.map(({ code, display, approval = 'none' }) => {
    const decision =
      approval === 'none' ? 'booked at once' : approval === 'manual' ? 'approved by hand' : 'approved after a while';
    return `    ${code.padEnd(width)}  ${display}: ${decision}`;
  });
  const target = callbacks?.url === undefined ? 'no URL yet: set --callback-url' : callbacks.url;
  const defectLines = defects.length > 0 ? [`    defects: ${defects.join(', ')}`] : [];
  return [`  ${agb}  ${name ?? ''}`.trimEnd(), ...types, `    callbacks go to ${target}`, ...defectLines, ''];
}

/** Formats an example request, with double quotes and percent-encoding, which work in every shell. */
function example(
  { baseUrl, authorizationServer }: Simulator,
  organization: OrganizationConfiguration | undefined,
): readonly string[] {
  const type = organization?.appointmentTypes[0];
  if (!organization || !type) return [];
  const system = type.system ?? organization.typeSystem ?? 'http://xis-testkit.example/ns/appointment-type';
  const category = encodeURIComponent(`${system}|${type.code}`);
  const check = `  xis-testkit check ${baseUrl} --organization ${organization.agb}`;
  if (authorizationServer) {
    const { issuer } = authorizationServer;
    return ['  Try:', `${check} --issuer ${issuer} --patient-bsn BSN`, `  curl -X POST ${issuer}/__admin/tokens`, ''];
  }
  return [
    '  Try:',
    check,
    `  curl -H "X-Organization-Identifier: http://fhir.nl/fhir/NamingSystem/agb-z|${organization.agb}" "${baseUrl}/Slot?status=free&service-category=${category}&_count=3"`,
    '',
  ];
}
