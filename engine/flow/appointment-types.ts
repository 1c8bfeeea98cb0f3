import type { FlowContext } from '../context.ts';
import { explainFailure, type Failure, NO_RESPONSE } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import { isListed, readAppointmentTypes, type TypeCoding } from '../read/appointment-types.ts';
import { describeMismatch, observeContent } from '../read/values.ts';

/** The result of step 1. */
export type TypesResult =
  | { readonly outcome: 'types'; readonly types: readonly TypeCoding[]; readonly observations: readonly Observation[] }
  /** AT-4: the flow ends here. */
  | {
      readonly outcome: 'empty';
      readonly reason: 'not-configured' | 'no-types';
      readonly text: string;
      readonly observations: readonly Observation[];
    }
  | Failure;

/** Finds the appointment types that a patient can choose (step 1; AT-1 to AT-5). */
export async function findAppointmentTypes(context: FlowContext): Promise<TypesResult> {
  const { serviceCategory, configuredTypes, logError } = context.options;
  const observe = createObserver();
  const query = serviceCategory === undefined ? '' : `?service-category=${encodeURIComponent(serviceCategory)}`;
  const reply = await context.client.get(`/ValueSet/BookableAppointmentTypes${query}`);
  const failure = explainFailure(reply, [200]);
  if (failure || reply.kind !== 'response') return context.fail(failure ?? NO_RESPONSE, observe);
  observeContent(reply, 'TR-1', observe);
  const offered = readAppointmentTypes(reply.body, observe);
  if (!offered) {
    return context.fail(
      { error: describeMismatch('ValueSet', reply.body), clause: 'AT-1', path: 'resourceType', status: reply.status },
      observe,
    );
  }
  const types = configuredTypes === undefined ? offered : offered.filter((type) => isListed(type, configuredTypes));
  if (types.length > 0) return { outcome: 'types', types, observations: observe.observations };
  const reason = offered.length === 0 ? 'no-types' : 'not-configured';
  logError(
    reason === 'no-types'
      ? 'AT-4: the XIS has no appointment types'
      : 'AT-4: the XIS has no configured appointment types',
  );
  return { outcome: 'empty', reason, text: context.messageFor('no-types'), observations: observe.observations };
}
