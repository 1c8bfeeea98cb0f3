import type { Schema } from '../../schema/schema.ts';
import { type OrganizationConfiguration, organizationSchema } from './schema.ts';

/** An organization without its AGB code, each key optional. */
export type OrganizationChanges = Partial<Omit<OrganizationConfiguration, 'agb'>>;

const { agb: _agb, ...changeable } = organizationSchema['properties'] as Readonly<Record<string, unknown>>;

/** The keys of an organization that a copy of it may have otherwise. */
export const organizationChangesSchema: Schema<OrganizationChanges> = {
  type: 'object',
  properties: changeable,
  additionalProperties: false,
  title: 'OrganizationChanges',
};
