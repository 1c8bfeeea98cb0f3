import { array, oneOf } from '../../schema/schema.ts';
import { DEFECTS } from './catalogue.ts';

/** A list of defects, by their ids. */
export const defectsSchema = array(
  oneOf(
    DEFECTS.map(({ id }) => id),
    { expected: 'the id of a defect', title: 'DefectId' },
  ),
  { maxItems: 200, description: 'What the XIS does wrong, always: ids of the list of defects.' },
);
