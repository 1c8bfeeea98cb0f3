// A single handler in Express 5, without the headers that Express adds.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { readFixedResponse } from '../fixed-response.ts';

const { status, headers, body } = readFixedResponse();
const app = express();
app.disable('x-powered-by');
app.disable('etag');

if (status === 201) {
  const { isValidBooking } = await import('../booking-validator.ts');
  app.post('/fhir/Appointment', express.json({ type: () => true }), (request, response) => {
    if (isValidBooking(request.body)) response.writeHead(status, [...headers]).end(body);
    else response.status(400).end();
  });
} else {
  app.get('/fhir/Slot', (_request, response) => response.writeHead(status, [...headers]).end(body));
}

const server = app.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://localhost:${(server.address() as AddressInfo).port}\n`);
});
