import { defined } from '../../schema/defined.ts';
import type { CommandOption, CommandTable } from '../command-options.ts';

/** Options that belong together, in the order of the form. */
export interface OptionGroup {
  readonly title: string;
  /** Whether the form shows them at once; others are folded. */
  readonly isEssential?: true;
  readonly keys: readonly string[];
}

/** An option of a command as data, for a form. */
export interface FormOption {
  readonly key: string;
  readonly description: string;
  readonly type: 'text' | 'number' | 'switch' | 'choice' | 'list';
  readonly choices?: readonly string[];
  readonly placeholder?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly isRequired?: true;
  readonly requires?: readonly string[];
  readonly requiresOneOf?: readonly string[];
  readonly excludes?: readonly string[];
  /** The value without which the command has this one. */
  readonly default?: unknown;
  /** A value that no view has. */
  readonly isSecret?: true;
  /** The value of the command line, unless it is a secret. */
  readonly value?: unknown;
  /** Whether the command line has a value, for a secret. */
  readonly isSet?: true;
}

/** A group of options, with their data. */
export interface FormGroup extends Omit<OptionGroup, 'keys'> {
  readonly options: readonly FormOption[];
}

type Values = Readonly<Record<string, unknown>>;

/** Returns options of a table as data for a form, with the values of the command line, but without secrets. */
export function describeForm(
  groups: readonly OptionGroup[],
  table: CommandTable,
  values: Values,
): readonly FormGroup[] {
  return groups.map(({ keys, ...group }) => ({
    ...group,
    options: keys.flatMap((key) => {
      const option = table[key];
      return option ? [describeOption(key, option, values[key])] : [];
    }),
  }));
}

function describeOption(key: string, option: CommandOption, value: unknown): FormOption {
  const { schema, isSecret, isRequired, description, default: standard } = option;
  const { requires, requiresOneOf, excludes, placeholder } = option;
  const {
    enum: choices,
    minimum,
    maximum,
  } = schema as {
    readonly enum?: readonly string[];
    readonly minimum?: number;
    readonly maximum?: number;
  };
  return defined({
    key,
    description,
    type: typeOf(option),
    choices,
    minimum,
    maximum,
    placeholder,
    requires,
    requiresOneOf,
    excludes,
    default: standard,
    isRequired: isRequired || undefined,
    isSecret: isSecret || undefined,
    ...(value !== undefined && (isSecret ? { isSet: true as const } : { value })),
  }) as FormOption;
}

function typeOf({ schema }: CommandOption): FormOption['type'] {
  if (schema['enum']) return 'choice';
  if (schema['type'] === 'boolean') return 'switch';
  if (schema['type'] === 'integer') return 'number';
  return schema['type'] === 'array' ? 'list' : 'text';
}

/** Returns the values without those of secrets. */
export function withoutSecrets(values: Values, table: CommandTable): Values {
  return Object.fromEntries(
    Object.entries(values).filter(([key, value]) => value !== undefined && table[key] && !table[key].isSecret),
  );
}
