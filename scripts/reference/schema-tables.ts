import { anchor, code, table } from './markdown.ts';

/** The maximum number of values in a cell. Longer lists are on a separate page. */
const MAX_LISTED = 30;

/** A JSON Schema, as far as the project uses it. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly format?: string;
  readonly expected?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly then?: JsonSchema;
  readonly else?: JsonSchema;
}

/** An object of a schema, with its path. */
export interface Section {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Lists the alternatives of a schema. Of two that a condition distinguishes, the usual one is first. */
export function listAlternatives({ anyOf = [], then, else: otherwise }: JsonSchema): readonly JsonSchema[] {
  return [...anyOf, ...(otherwise ? [otherwise] : []), ...(then ? [then] : [])];
}

/** Lists the objects of a schema that have a separate table, outermost first. */
export function listSections(path: string, schema: JsonSchema): readonly Section[] {
  const sections: Section[] = [];
  visit(path, schema, sections);
  return sections;
}

function visit(path: string, schema: JsonSchema, sections: Section[]): void {
  for (const alternative of listAlternatives(schema)) {
    if (!isInline(alternative)) visit(path, alternative, sections);
  }
  if (schema.items) visit(`${path}[]`, schema.items, sections);
  if (!schema.properties || sections.some((section) => section.schema === schema)) return;
  sections.push({ path, schema });
  for (const [key, property] of Object.entries(schema.properties)) {
    visit(path === '' ? key : `${path}.${key}`, property, sections);
  }
}

/** Returns whether an alternative is described in the row of its key: it has only one key. */
function isInline({ properties }: JsonSchema): boolean {
  return properties !== undefined && Object.keys(properties).length === 1;
}

/** Formats the keys of an object: name, type, default and meaning. */
export function formatKeys({ path, schema }: Section, sections: readonly Section[]): string {
  const rows = Object.entries(schema.properties ?? {}).map(([key, property]) => {
    const below = path === '' ? key : `${path}.${key}`;
    return [
      code(key),
      formatType(property, below, sections),
      formatDefault(key, schema, property),
      formatMeaning(property),
    ];
  });
  return table(['Key', 'Type', 'Default', 'Meaning'], rows);
}

function formatDefault(key: string, parent: JsonSchema, property: JsonSchema): string {
  if (parent.required?.includes(key)) return '**required**';
  return property.default === undefined ? '' : code(property.default);
}

/** Formats the description of a schema and of its inline alternatives. */
export function formatMeaning(schema: JsonSchema): string {
  const alternatives = listAlternatives(schema).flatMap((alternative) => {
    const [key, property] = (isInline(alternative) && Object.entries(alternative.properties ?? {})[0]) || [];
    if (key !== undefined) {
      const description = alternative.description ?? property?.description;
      return description === undefined ? [] : [`${code(key)}: ${lowerFirst(description)}`];
    }
    return schema.description === undefined ? [alternative.description ?? ''] : [];
  });
  return [schema.description ?? '', ...alternatives].filter((text) => text !== '').join(' ');
}

/** Formats the type of a value, with links to objects that have a separate table. */
export function formatType(schema: JsonSchema, path = '', sections: readonly Section[] = []): string {
  const section = sections.find((candidate) => candidate.schema === schema);
  if (section) return `[object](#${anchor(formatHeading(section, sections))})`;
  const alternatives = listAlternatives(schema).map((alternative) => formatType(alternative, path, sections));
  if (alternatives.length > 0) return [...new Set(alternatives)].join(' or ');
  if (schema.enum && schema.enum.length <= MAX_LISTED) return schema.enum.map(code).join(', ');
  switch (schema.type) {
    case 'array':
      return formatList(schema.items ?? {}, formatType(schema.items ?? {}, `${path}[]`, sections));
    case 'object':
      return formatObjectType(schema);
    case 'integer':
      return `whole number${formatBounds(schema)}`;
    case 'number':
      return `number${formatBounds(schema)}`;
    case 'boolean':
      return '`true`, `false`';
    default:
      return schema.expected ?? 'text';
  }
}

/** Formats the heading of a section. Sections with the same path are numbered. */
export function formatHeading(section: Section, sections: readonly Section[]): string {
  const alternatives = sections.filter(({ path }) => path === section.path);
  const path = section.path === '' ? 'The file' : section.path;
  return alternatives.length === 1 ? path : `${path} (${alternatives.indexOf(section) + 1} of ${alternatives.length})`;
}

function formatObjectType({ properties, additionalProperties }: JsonSchema): string {
  if (properties && Object.keys(properties).length > 0) {
    const keys = Object.entries(properties).map(([key, property]) => `${key}: ${formatInlineType(property)}`);
    return `\`{${keys.join(', ')}}\``;
  }
  return typeof additionalProperties === 'object' ? `map to ${formatType(additionalProperties)}` : 'object';
}

/** Formats a type inside `{…}` as a single word. */
function formatInlineType(schema: JsonSchema): string {
  if (schema.properties) return formatObjectType(schema).replaceAll('`', '');
  const [first] = listAlternatives(schema);
  if (first) return formatInlineType(first);
  if (schema.format === 'iso-duration') return 'duration';
  return { integer: 'whole number', number: 'number', boolean: 'boolean' }[schema.type ?? ''] ?? 'text';
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function formatList(items: JsonSchema, type: string): string {
  const { properties, expected } = items;
  if (properties || listAlternatives(items).length > 0) return `list of ${type.replaceAll('[object]', '[objects]')}`;
  return expected === undefined ? `list of ${type}` : `list, each ${type}`;
}

function formatBounds({ minimum, maximum }: JsonSchema): string {
  if (minimum !== undefined && maximum !== undefined) return `, ${minimum} to ${maximum}`;
  return minimum === undefined ? '' : `, ${minimum} or more`;
}

/** Returns a table of the keys of an input, or one for each alternative. */
export function formatInputTables(name: string, schema: JsonSchema): readonly string[] {
  const objects = schema.properties ? [schema] : listAlternatives(schema);
  return objects.flatMap((object, index) => [
    index === 0 ? `${name}:` : 'or:',
    table(
      ['Key', 'Type', 'Meaning'],
      Object.entries(object.properties ?? {}).map(([key, property]) => [
        code(key) + (object.required?.includes(key) ? ' (**required**)' : ''),
        formatType(property),
        formatMeaning(property),
      ]),
    ),
  ]);
}
