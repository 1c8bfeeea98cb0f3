import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pactPath } from '../../contracts/index.ts';

/** A request to the broker. */
export interface BrokerRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
  readonly body: any;
}

/** Starts a Pact Broker with one pact for a provider. It has only the endpoints that a verification needs. */
export async function startPactBroker(provider: string, token?: string) {
  const requests: BrokerRequest[] = [];
  let url = '';
  const pact = () => ({
    ...JSON.parse(readFileSync(pactPath('xis'), 'utf8')),
    provider: { name: provider },
    createdAt: '2026-11-01T10:00:00+00:00',
    _links: {
      self: { href: `${url}/pact` },
      'pb:provider': { href: `${url}/pacticipants/${provider}` },
      'pb:publish-verification-results': { href: `${url}/results` },
    },
  });
  const respond = ({ method, path }: BrokerRequest): object | undefined => {
    switch (`${method} ${path}`) {
      case 'GET /':
        return {
          _links: {
            'pb:provider-pacts-for-verification': {
              href: `${url}/pacts/provider/{provider}/for-verification`,
              templated: true,
            },
          },
        };
      case `GET /pacticipants/${provider}`:
        return {
          _links: {
            'pb:branch-version': {
              href: `${url}/pacticipants/${provider}/branches/{branch}/versions/{version}`,
              templated: true,
            },
          },
        };
      case `GET /pacts/provider/${provider}/for-verification`:
      case `POST /pacts/provider/${provider}/for-verification`:
        return {
          _embedded: {
            pacts: [
              {
                shortDescription: 'latest main',
                verificationProperties: { notices: [] },
                _links: { self: { href: `${url}/pact`, name: 'Pact between spreekuur-booking-engine and a XIS' } },
              },
            ],
          },
          _links: { self: { href: `${url}/pacts/provider/${provider}/for-verification` } },
        };
      case 'GET /pact':
        return pact();
      case 'POST /results':
        return { success: true, _links: { self: { href: `${url}/results/1` } } };
      default:
        return path.startsWith('/pacticipants/') ? { _links: {} } : undefined;
    }
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const text = Buffer.concat(parts).toString();
      const received: BrokerRequest = { method, path, headers, body: text === '' ? undefined : JSON.parse(text) };
      requests.push(received);
      const isAuthorized = token === undefined || headers.authorization === `Bearer ${token}`;
      const body = isAuthorized ? respond(received) : undefined;
      response.writeHead(isAuthorized ? (body ? 200 : 404) : 401, { 'Content-Type': 'application/hal+json' });
      response.end(JSON.stringify(body ?? {}));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
