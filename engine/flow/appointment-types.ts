import type { FlowContext } from '../context.ts';
import { type Failure, whyNot } from '../failure.ts';
import { createObserver, type Observation } from '../observation.ts';
import type { TypeCoding } from '../read/coding.ts';
import { readAppointmentTypes } from '../read/value-set.ts';
import { notA, observeMediaType } from '../read/values.ts';

/** What step 1 came to. */
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

/** Step 1: the appointment types that a patient can choose from (AT-1 to AT-5). */
export async function findAppointmentTypes(context: FlowContext): Promise<TypesResult> {
  const { serviceCategory, configuredTypes, logError } = context.options;
  const observe = createObserver();
  const query = serviceCategory === undefined ? '' : `?service-category=${encodeURIComponent(serviceCategory)}`;
  const reply = await context.client.get(`/ValueSet/BookableAppointmentTypes${query}`);
  const wrong = whyNot(reply, [200]);
  if (wrong) return context.failed(wrong, observe);
  if (reply.kind !== 'answer') return context.failed({ error: 'no answer' }, observe);
  observeMediaType(reply, observe);
  const offered = readAppointmentTypes(reply.body, observe);
  if (!offered) {
    return context.failed(
      { error: notA('ValueSet', reply.body), clause: 'AT-1', path: 'resourceType', status: reply.status },
      observe,
    );
  }
  const types = offered.filter((type) => isConfigured(type, configuredTypes));
  if (types.length > 0) return { outcome: 'types', types, observations: observe.observations };
  const reason = offered.length === 0 ? 'no-types' : 'not-configured';
  logError(
    reason === 'no-types'
      ? 'AT-4: the XIS offers no appointment types'
      : 'AT-4: none of the appointment types is configured',
  );
  return { outcome: 'empty', reason, text: context.text('no-types'), observations: observe.observations };
}

function isConfigured({ system, code }: TypeCoding, configured: readonly string[] | undefined): boolean {
  return configured === undefined || configured.includes(code) || configured.includes(`${system}|${code}`);
}
