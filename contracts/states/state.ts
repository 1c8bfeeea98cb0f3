/**
 * What is known of a value that a provider state gives back: the verifier puts it into the request in the place of the
 * example (Pact's provider state injected values).
 */
export interface StateValue {
  readonly meaning: string;
  /** As the pact has it. */
  readonly example: string;
}

/** What has to be true of a provider before an interaction. */
export interface ProviderState {
  /** What is set up, for whoever has to set it up. */
  readonly meaning: string;
  /** The parameters that the pact tells it with. */
  readonly params: readonly string[];
  /** The values that it gives back. */
  readonly values: readonly string[];
}

/** Sets up one state; what it gives back goes into the request. Throws when it cannot. */
export type StateHandler = (params: Readonly<Record<string, string>>) => Promise<Readonly<Record<string, string>>>;

/** A handler for every state of a registry, so that the compiler finds one that is missing. */
export type StateHandlers<Registry extends Readonly<Record<string, ProviderState>>> = {
  readonly [Name in keyof Registry]: StateHandler;
};
