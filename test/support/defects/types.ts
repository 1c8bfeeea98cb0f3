import { call, findSlots } from '../http.ts';
import type { DefectCases } from './case.ts';

const PATH = '/ValueSet/BookableAppointmentTypes';
const CHANNEL = 'http://linde.example/ns/channel';

interface Include {
  readonly system?: string;
  readonly concept: readonly { readonly code: string; readonly display?: string }[];
}

/** Appointment types (AT). */
export const TYPES: DefectCases = {
  async facts({ xis }) {
    const { status, body } = await call(xis, 'GET', PATH);
    const none = await call(xis, 'GET', `${PATH}?service-category=http://other|none`);
    const app = await call(xis, 'GET', `${PATH}?service-category=${CHANNEL}|APP`);
    const valueSet = body.entry?.[0]?.resource ?? body;
    const include: readonly Include[] = valueSet.compose.include;
    const concepts = include.flatMap(({ concept }) => concept);
    const found = await findSlots(xis, `service-category=${concepts[0]?.code}`);
    return {
      status,
      resourceType: body.resourceType,
      valueSetStatus: valueSet.status,
      systems: include.map(({ system }) => system),
      codes: concepts.map(({ code }) => code),
      displays: concepts.map(({ display }) => display),
      none: [none.status, none.body.resourceType],
      narrowed: app.body.compose?.include?.[0].concept.length ?? app.body.resourceType,
      found: found.length > 0,
    };
  },
  changes: {
    'types-as-bundle': () => ({ resourceType: 'Bundle', none: [200, 'Bundle'], narrowed: 'Bundle' }),
    'types-bad-status': () => ({ valueSetStatus: 'final' }),
    'types-without-display': () => ({ displays: ['Consult', 'Gesprek', undefined] }),
    'types-without-system': () => ({ systems: [undefined] }),
    'types-ignore-category': () => ({ narrowed: 3 }),
    'types-empty-404': () => ({ none: [404, 'OperationOutcome'] }),
    'types-code-unlike-slots': () => ({ codes: ['CONSULT', 'GESPREK', 'VISITE'], found: false }),
  },
};
