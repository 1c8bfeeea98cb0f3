import type { RequestHandler } from 'express';
import { ORGANIZATION_HEADERS } from '../../fhir/open-readings.ts';
import type { ServerConfiguration } from '../practice/schema.ts';

const METHODS = 'GET, HEAD, POST';
const REQUEST_HEADERS = ['Accept', 'Authorization', 'Content-Type', 'Prefer', ...ORGANIZATION_HEADERS].join(', ');
/** What a page may read beside the headers that every page may. */
const EXPOSED_HEADERS = 'Allow, ETag, Last-Modified, Location, Retry-After, WWW-Authenticate';
const MAX_AGE_SECONDS = 600;

/**
 * Lets web pages of these origins use the FHIR API (CORS, Fetch Standard 3.2), and responds to their preflight requests. It
 * changes nothing for other clients.
 */
export function allowOrigins(allowed: NonNullable<ServerConfiguration['cors']>): RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    if (allowed !== '*') response.setHeader('Vary', 'Origin');
    if (origin === undefined || !(allowed === '*' || allowed.includes(origin))) return next();
    response.setHeader('Access-Control-Allow-Origin', allowed === '*' ? '*' : origin);
    const isPreflight = request.method === 'OPTIONS' && 'access-control-request-method' in request.headers;
    if (!isPreflight) {
      response.setHeader('Access-Control-Expose-Headers', EXPOSED_HEADERS);
      return next();
    }
    response.writeHead(204, {
      'Access-Control-Allow-Methods': METHODS,
      'Access-Control-Allow-Headers': REQUEST_HEADERS,
      'Access-Control-Max-Age': String(MAX_AGE_SECONDS),
    });
    response.end();
  };
}
