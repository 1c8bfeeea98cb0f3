import { describe, expect, test } from 'vitest';
import { createFindRoute } from './known-paths.ts';
import { ROUTES } from './routes.ts';

const find = createFindRoute('/fhir', ROUTES);

describe('TR-7: the route of a known path', () => {
  test.each(ROUTES.map((route) => [route.operation, route] as const))('%s', (_operation, route) => {
    const path = `/fhir${route.path}`.replace(':id', 'jansen-20261124T0800Z');
    const id = route.path.endsWith(':id') ? 'jansen-20261124T0800Z' : undefined;
    expect(find(route.method.toUpperCase(), path)).toEqual({ route, id });
  });
});

describe('TR-7: Express gets what is not byte for byte a known path', () => {
  test.each([
    ['HEAD', '/fhir/Slot'],
    ['get', '/fhir/Slot'],
    ['POST', '/fhir/Slot'],
    ['POST', '/fhir/Slot/1'],
    ['GET', '/fhir/AppointmentResponse'],
    ['GET', '/fhir/Slot/'],
    ['GET', '/fhir/Slot/:id'],
    ['GET', '/fhir/slot'],
    ['GET', '/fhir/Sl%6Ft'],
    ['GET', '/fhir/Slot/%31'],
    ['GET', '/fhir/Slot/1/'],
    ['GET', '/fhir/Slot/1/2'],
    ['GET', `/fhir/Slot/${'1'.repeat(65)}`],
    ['GET', '/fhir//Slot'],
    ['GET', '/Slot'],
    ['GET', 'http://localhost/fhir/Slot'],
    ['GET', '/fhir/metadata'],
    ['GET', '/fhir/ValueSet'],
    ['GET', '/fhir/constructor'],
    ['', ''],
  ])('%s %s', (method, path) => {
    expect(find(method, path)).toBeUndefined();
  });
});
