import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { isRefusal, type Refusal } from './service.ts';

/** What a step of the flow offers: what was found, why there is nothing, or that it is being read. */
export interface OfferState<Found> {
  readonly found: Found | undefined;
  readonly refusal: Refusal | undefined;
  readonly error: string | undefined;
  readonly isPending: boolean;
  retry(): void;
}

/**
 * Reads what a step offers when it is shown, and again when its inputs change; an answer to earlier inputs is dropped.
 * @param inputs what it depends on
 */
export function useOffer<Found extends { readonly outcome: string }>(
  read: () => Promise<Found>,
  inputs: readonly unknown[],
): OfferState<Exclude<Found, Refusal>> {
  const state = useSignal<Omit<OfferState<Exclude<Found, Refusal>>, 'retry'>>(PENDING);
  const attempt = useSignal(0);
  useEffect(() => {
    let isCurrent = true;
    const show = (shown: Partial<OfferState<Exclude<Found, Refusal>>>): void => {
      if (isCurrent) state.value = { ...PENDING, isPending: false, ...shown };
    };
    state.value = PENDING;
    read().then(
      (result) => show(isRefusal(result) ? { refusal: result } : { found: result as Exclude<Found, Refusal> }),
      (error: unknown) => show({ error: error instanceof Error ? error.message : String(error) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [...inputs, attempt.value]);
  return {
    ...state.value,
    retry() {
      attempt.value += 1;
    },
  };
}

const PENDING = { found: undefined, refusal: undefined, error: undefined, isPending: true };
