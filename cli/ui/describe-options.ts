import { defined } from '../../schema/defined.ts';
import type { CommandTable } from '../command-options.ts';

/** An option of a command, as the page shows it in a form. */
export interface OptionView {
  readonly key: string;
  readonly description: string;
  readonly type: 'text' | 'integer' | 'boolean' | 'list';
  readonly choices?: readonly string[];
  readonly expected?: string;
  /** The value that holds without one; never a secret. */
  readonly default?: unknown;
  /** Whether a secret has a value of the command line, which is not shown. */
  readonly isSet?: true;
  readonly isSecret?: true;
  readonly isRequired?: true;
  /** The keys of the options that this one cannot do without. */
  readonly requires?: readonly string[];
}

const TYPES: Readonly<Record<string, OptionView['type']>> = { integer: 'integer', boolean: 'boolean', array: 'list' };

/**
 * Describes the options of a table for a form.
 * @param values the values of the command line, which are the defaults of the form; of a secret only that it has one
 */
export function describeOptions(
  table: CommandTable,
  values: Readonly<Record<string, unknown>> = {},
): readonly OptionView[] {
  return Object.entries(table).map(([key, option]) => {
    const { description, schema, expected, isSecret, isRequired, requires } = option;
    const choices = Array.isArray(schema['enum']) ? (schema['enum'] as readonly string[]) : undefined;
    const value = values[key];
    return {
      key,
      description,
      type: TYPES[String(schema['type'])] ?? 'text',
      ...defined({ choices, expected, requires }),
      // The value without any is no secret.
      ...(isSecret && value !== undefined ? { isSet: true as const } : defined({ default: value ?? option.default })),
      ...(isSecret && { isSecret: true as const }),
      ...(isRequired && value === undefined && { isRequired: true as const }),
    };
  });
}
