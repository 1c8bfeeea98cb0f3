/**
 * A value that a provider state returns. The verifier replaces the example in the request with it (Pact's provider state
 * injected values).
 */
export interface StateValue {
  readonly meaning: string;
  /** The value in the pact. */
  readonly example: string;
}

/** A precondition of an interaction at the provider. */
export interface ProviderState {
  /** The precondition in words, for the developer of an endpoint. */
  readonly meaning: string;
  /** The parameters in the pact. */
  readonly params: readonly string[];
  /** The values that the state returns. */
  readonly values: readonly string[];
}

/** Sets up one state and returns its values for the request; throws an error when the setup fails. */
export type StateHandler = (params: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>;

/** A handler for every state of a registry; a missing one is a compile error. */
export type StateHandlers<Registry extends Readonly<Record<string, ProviderState>>> = {
  readonly [Name in keyof Registry]: StateHandler;
};
