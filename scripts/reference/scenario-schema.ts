import { scenarioSchema as fileSchema } from '../../scenarios/runner/scenario.ts';
import { STEP_KINDS } from '../../scenarios/runner/step-kinds.ts';
import { toEditorSchema } from './practice-schema.ts';

/** A longer schema that occurs several times becomes a definition. */
const MIN_SHARED_LENGTH = 150;

type Json = Readonly<Record<string, unknown>>;

/** Returns the JSON Schema of a scenario file, for editors. */
export function scenarioSchema(): unknown {
  const whole = toEditorSchema(fileSchema({ anyOf: STEP_KINDS.map(({ schema }) => schema) })) as Json;
  const { title, description, ...schema } = whole;
  const counts = new Map<string, number>();
  countSchemas(schema, counts);
  const names = new Map<string, string>();
  const definitions: Record<string, unknown> = {};
  const document = shareDefinitions(schema, '', { counts, names, definitions }) as object;
  return { title, description, ...document, definitions };
}

function countSchemas(value: unknown, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  const text = JSON.stringify(value);
  const before = counts.get(text) ?? 0;
  counts.set(text, before + 1);
  // A definition occurs once, and so does each schema in it.
  if (before === 0 || text.length <= MIN_SHARED_LENGTH)
    for (const inner of Object.values(value)) countSchemas(inner, counts);
}

interface Naming {
  readonly counts: ReadonlyMap<string, number>;
  readonly names: Map<string, string>;
  readonly definitions: Record<string, unknown>;
}

/** Replaces schemas that occur several times by references to definitions, named after their title or key. */
function shareDefinitions(value: unknown, key: string, naming: Naming): unknown {
  if (Array.isArray(value)) return value.map((item) => shareDefinitions(item, key, naming));
  if (typeof value !== 'object' || value === null) return value;
  const { counts, names, definitions } = naming;
  const text = JSON.stringify(value);
  const known = names.get(text);
  if (known !== undefined) return { $ref: `#/definitions/${known}` };
  const inside = () =>
    Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shareDefinitions(item, name, naming)]));
  if (!isSchema(value as Json) || text.length <= MIN_SHARED_LENGTH || (counts.get(text) ?? 0) < 2) return inside();
  const wanted = String((value as Json)['title'] ?? key).replace(/[^A-Za-z0-9]+/g, '-');
  const same = [...names.values()].filter((name) => name.replace(/-\d+$/, '') === wanted).length;
  const name = same === 0 ? wanted : `${wanted}-${same + 1}`;
  names.set(text, name);
  definitions[name] = undefined;
  definitions[name] = inside();
  return { $ref: `#/definitions/${name}` };
}

/** Returns whether an object is a schema, and not a map of properties. */
function isSchema(value: Json): boolean {
  return ['type', 'anyOf', 'if', 'enum'].some(
    (keyword) =>
      typeof value[keyword] === 'string' || Array.isArray(value[keyword]) || (keyword === 'if' && 'then' in value),
  );
}
