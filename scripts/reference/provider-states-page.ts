import { type ProviderState, SPREEKUUR_STATES, VALUES, XIS_STATES } from '../../contracts/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `Before each interaction Pact says what has to be true of the provider: a *provider state*. These are all of them, by the
names that the pacts have. How an endpoint for them is made tells [Contract testing](../guides/contract-testing.md#an-endpoint-for-provider-states).

What a state *gives* goes into the request in the place of the example: the endpoint answers it as a JSON object, such as
\`{"typeSystem": "…", "typeCode": "…"}\`, of texts. \`xis-testkit verify\` fills in \`organization\`, \`category\`, the patient,
\`clientId\` and the dates by itself, from its options and the clock, where the endpoint does not say otherwise. Any other
value that is missing fails the interaction; Pact's own tools take the example instead.

After the interaction the endpoint gets \`teardown\` of the same state. What the state has set up and what the interaction has
made is then to be taken away.`;

/** docs/reference/provider-states.md */
export function providerStatesPage(): string {
  return page(
    GENERATED,
    '# Provider states',
    INTRODUCTION,
    '## Of a XIS',
    'In `spreekuur-booking-engine-xis.json`: what Spreekuur.nl needs of a XIS.',
    stateTable(XIS_STATES),
    '## Of Spreekuur.nl',
    'In `xis-spreekuur.json`: what a XIS needs of Spreekuur.nl.',
    stateTable(SPREEKUUR_STATES),
    '## Values',
    table(
      ['Name', 'Meaning', 'Example in the pacts'],
      Object.entries(VALUES).map(([name, { meaning, example }]) => [code(name), meaning, code(example)]),
    ),
  );
}

function stateTable(states: Readonly<Record<string, ProviderState>>): string {
  const names = (values: readonly string[]): string => values.map(code).join(', ');
  return table(
    ['State', 'What has to be true', 'Parameters', 'Gives'],
    Object.entries(states).map(([name, { meaning, params, values }]) => [
      code(name),
      meaning,
      names(params),
      names(values),
    ]),
  );
}
