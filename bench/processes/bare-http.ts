// The minimum in Node: the same bytes for every request. A body is parsed and validated.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFixedResponse } from '../fixed-response.ts';

const { status, headers, body } = readFixedResponse();
const { isValidBooking } = status === 201 ? await import('../booking-validator.ts') : {};

const server = createServer((request, response) => {
  if (request.method !== 'POST') return void response.writeHead(status, [...headers]).end(body);
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const booking: unknown = JSON.parse(Buffer.concat(chunks).toString());
    if (isValidBooking?.(booking)) response.writeHead(status, [...headers]).end(body);
    else response.writeHead(400, ['Content-Length', '0']).end();
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://localhost:${(server.address() as AddressInfo).port}\n`);
});
