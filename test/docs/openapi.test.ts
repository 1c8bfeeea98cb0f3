import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { adminOpenApi } from '../../simulator/admin/openapi.ts';
import { call, createBookingBody, findSlots, type TestSlot, xisTest } from '../support/xis.ts';

interface Operation {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { schema: object }>> }>>;
}

const document = adminOpenApi('0.0.0');
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods as Readonly<Record<string, Operation>>).map(
    ([method, operation]) => [`${method} ${path}`, operation] as const,
  ),
);
const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, validateFormats: false });
ajv.addVocabulary(['components']);
ajv.addSchema(closed({ $id: 'admin', components: document.components.schemas }) as object);

/** Forbids unknown keys in a schema, and resolves its references in the document. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Readonly<Record<string, unknown>>;
  if (typeof $ref === 'string') return { $ref: $ref.replace('#/components/schemas', 'admin#/components') };
  const inside = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, closed(value)]));
  const isOpen = rest['type'] === 'object' && rest['properties'] && rest['additionalProperties'] === undefined;
  return isOpen ? { ...inside, additionalProperties: false } : inside;
}

function answerOf({ responses }: Operation): object | undefined {
  const [success] = Object.entries(responses).find(([status]) => status.startsWith('2')) ?? [];
  const content = responses[success ?? '']?.content ?? {};
  return (content['application/json'] ?? content['text/event-stream'])?.schema;
}

describe('the OpenAPI description of the control interface', () => {
  it('names every operation once', () => {
    const names = operations.map(([, { operationId }]) => operationId);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+[A-Za-z]*$/.test(name))).toEqual([]);
  });

  it('has a schema for every response with a body', () => {
    const silent = operations.filter(([, operation]) => operation.responses['204'] === undefined);
    expect(silent.filter(([, operation]) => Object.keys(answerOf(operation) ?? {}).length === 0)).toEqual([]);
  });

  it.each(operations)('has a schema that can be used: %s', (_name, operation) => {
    const response = answerOf(operation);
    if (response) expect(() => ajv.compile(closed(response) as object)).not.toThrow();
  });

  it('has each schema once', () => {
    expect(JSON.stringify(document).length).toBeLessThan(130_000);
  });

  xisTest('matches the real responses of reads and commands', async ({ xis, simulator, callbackEndpoint }) => {
    callbackEndpoint.respondWith({ status: 503 });
    xis.faults.add({ id: 'slow', operation: 'search-schedule', effect: { status: 503 } });
    const [slot] = (await findSlots(xis, 'status=free')).filter(({ end }) => end.includes('T10:30'));
    const body = createBookingBody(slot as TestSlot);
    for (const status of [201, 409]) expect((await call(xis, 'POST', '/Appointment', { body })).status).toBe(status);
    const ids = { requests: '3', appointments: '1001', approvals: '1001', deliveries: 'd1' };
    const commands: Readonly<Record<string, unknown>> = {
      'post /organizations/{agb}/approvals/{id}/approve': {},
      'post /organizations/{agb}/clock/advance': { by: 'PT1M' },
      'post /organizations/{agb}/requests/count': {},
      'post /organizations/{agb}/slots/block': { schedule: 'smit', from: 'tomorrow 09:00', to: 'tomorrow 10:00' },
      'post /organizations/{agb}/callbacks/try': {},
      'patch /organizations/{agb}/callbacks': { timeout: 'PT5S' },
      'post /organizations/{agb}/faults': { operation: '*', when: { nth: 99 }, effect: { status: 500 } },
    };
    const reads = operations.filter(([name]) => name.startsWith('get '));
    for (const [name, operation] of [...operations.filter(([name]) => commands[name] !== undefined), ...reads]) {
      const [method = '', path = ''] = name.split(' ');
      const [, collection = ''] = /\/([a-z]+)\/\{id\}/.exec(path) ?? [];
      const url = path.replace('{agb}', xis.agb).replace('{id}', ids[collection as keyof typeof ids] ?? '');
      // Their responses have no end; `test/simulator/events` compares them.
      if (operation.responses['200']?.content?.['text/event-stream']) continue;
      const sent = commands[name] === undefined ? {} : { body: JSON.stringify(commands[name]) };
      const response = await fetch(`http://localhost:${simulator.port}/__admin${url}`, {
        method: method.toUpperCase(),
        ...sent,
      });
      expect([name, response.status]).toEqual([name, Number(Object.keys(operation.responses)[0])]);
      if (path === '/openapi.json') continue;
      const fits = ajv.compile(closed(answerOf(operation)) as object);
      expect([name, fits(await response.json()), fits.errors]).toEqual([name, true, null]);
    }
  });
});
