import { type ProviderState, SPREEKUUR_STATES, VALUES, XIS_STATES } from '../../contracts/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `Each interaction of a pact has a precondition at the provider: a *provider state*. This page lists all states of the pacts.
[Contract testing](../guides/contract-testing.md#an-endpoint-for-provider-states) shows how to make an endpoint for them.

The values of a state replace the examples in the request. The endpoint returns them as a JSON object of texts, such as
\`{"typeSystem": "…", "typeCode": "…"}\`. \`xis-testkit verify\` adds \`organization\`, \`category\`, the patient, \`clientId\` and
the dates from its options and the clock, unless the endpoint returns them. Without any other value the interaction is skipped;
Pact's own tools use the example instead.

After the interaction the endpoint gets \`teardown\` of the same state. It removes the data of the state and of the
interaction.`;

/** Returns docs/reference/provider-states.md. */
export function providerStatesPage(): string {
  return page(
    GENERATED,
    '# Provider states',
    INTRODUCTION,
    '## States of a XIS',
    'In `spreekuur-booking-engine-xis.json`: the expectations of Spreekuur.nl.',
    stateTable(XIS_STATES),
    '## States of Spreekuur.nl',
    'In `xis-spreekuur.json`: the expectations of a XIS.',
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
    ['State', 'Precondition', 'Parameters', 'Values'],
    Object.entries(states).map(([name, { meaning, params, values }]) => [
      code(name),
      meaning,
      names(params),
      names(values),
    ]),
  );
}
