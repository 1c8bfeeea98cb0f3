import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { isBsn } from '../../fhir/bsn.ts';
import { type Provider, pactPath } from '../pacts.ts';
import { SPREEKUUR_STATES } from './spreekuur-states.ts';
import type { ProviderState } from './state.ts';
import { VALUES } from './values.ts';
import { XIS_STATES } from './xis-states.ts';

interface PactInteraction {
  readonly description: string;
  readonly providerStates: readonly { readonly name: string; readonly params?: Readonly<Record<string, string>> }[];
  readonly request: {
    readonly headers: Readonly<Record<string, readonly string[]>>;
    readonly matchingRules: {
      readonly header: Readonly<Record<string, { readonly matchers: readonly { readonly regex?: string }[] }>>;
    };
  };
}

const REGISTRIES: Readonly<Record<Provider, Readonly<Record<string, ProviderState>>>> = {
  xis: XIS_STATES,
  spreekuur: SPREEKUUR_STATES,
};
const text = (provider: Provider): string => readFileSync(pactPath(provider), 'utf8');
const interactionsOf = (provider: Provider): readonly PactInteraction[] => JSON.parse(text(provider)).interactions;
const providers = Object.keys(REGISTRIES) as Provider[];
const all = providers.flatMap((provider) =>
  interactionsOf(provider).map((interaction) => ({ provider, description: interaction.description, interaction })),
);

describe('the states of the pacts', () => {
  test.each(all)('$provider: $description has a documented state, with its parameters and values', (row) => {
    const { request, providerStates } = row.interaction;
    expect(providerStates).toHaveLength(1);
    const [{ name, params = {} } = { name: '' }] = providerStates;
    const state = REGISTRIES[row.provider][name];
    expect(state?.params).toEqual(Object.keys(params));
    const injected = [...JSON.stringify(request).matchAll(/\$\{(\w+)\}/g)].map(([, value]) => value);
    expect(injected.filter((value) => !state?.values.includes(value ?? ''))).toEqual([]);
  });

  test.each(providers)('%s: every documented state is used, and its values are explained', (provider) => {
    const used = new Set(
      interactionsOf(provider).flatMap(({ providerStates }) => providerStates.map(({ name }) => name)),
    );
    expect([...used].sort()).toEqual(Object.keys(REGISTRIES[provider]).sort());
    const values = Object.values(REGISTRIES[provider]).flatMap((state) => [...state.params, ...state.values]);
    expect(values.filter((value) => !Object.hasOwn(VALUES, value))).toEqual([]);
  });

  test.each(all)('AU-1, AU-7, CB-3: $provider: $description has a bearer token of any value', ({ interaction }) => {
    const { headers, matchingRules } = interaction.request;
    expect(headers['Authorization']).toEqual(['Bearer placeholder']);
    const [rule] = matchingRules.header['Authorization']?.matchers ?? [];
    const pattern = new RegExp(rule?.regex ?? '$.');
    // RFC 6750, section 2.1: the scheme, one space, and at least one character of a token.
    expect(['Bearer placeholder', 'Bearer a.b-c_d~e+f/g=='].filter((value) => !pattern.test(value))).toEqual([]);
    expect(
      ['Bearer ', 'Bearer a b', 'Basic YTpi', 'bearer', 'Bearer ='].filter((value) => pattern.test(value)),
    ).toEqual([]);
  });

  test.each(providers)('AU-1, AU-7: the pact for %s holds no token, and no BSN but those for tests', (provider) => {
    const pact = text(provider).replaceAll('Bearer placeholder', '');
    expect(pact).not.toMatch(/bearer (?!\[)|token-that-no-pact/i);
    // A JWT (RFC 7519), also one without a signature or in another header.
    expect(pact).not.toMatch(/eyJ|[\w-]{16,}\.[\w-]{16,}\.[\w-]*/);
    const numbers = [...pact.matchAll(/(?<!\d)\d{9}(?!\d)/g)].map(([number]) => number);
    expect(numbers.filter((number) => isBsn(number) && !number.startsWith('9999'))).toEqual([]);
  });

  test.each(providers)('the pact for %s has dates that no verification finds in the past', (provider) => {
    const years = [...text(provider).matchAll(/\b(\d{4})-\d{2}-\d{2}T/g)].map(([, year]) => Number(year));
    expect(Math.min(...years)).toBeGreaterThanOrEqual(2035);
  });
});
