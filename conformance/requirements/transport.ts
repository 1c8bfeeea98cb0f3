import { area } from './requirement.ts';

export const TRANSPORT = area('TR', 'transport, organization and tokens', [
  [1, 'must', 'both', ['api'], 'Bodies are JSON of media type `application/fhir+json`; a `charset` may follow.'],
  [
    2,
    'must',
    'both',
    ['auth', 'update', 'ours'],
    '`X-Organization-Identifier` names the organization in every request, in both directions: its AGB code as a token. Eight digits alone are understood too, but are worth a warning.',
  ],
  [
    3,
    'must',
    'both',
    ['auth'],
    'Spreekuur.nl identifies itself to the XIS with a bearer token: by token exchange, with the BSN in it, when a patient is logged in; otherwise by client credentials.',
  ],
  [
    4,
    'must',
    'both',
    ['auth'],
    'The XIS identifies itself to Spreekuur.nl with a bearer token that it got by client credentials.',
  ],
  [
    5,
    'must',
    'both',
    ['auth'],
    "Who issues the tokens is configured: Topicus' authorization server, or that of the XIS.",
  ],
  [
    6,
    'must',
    'both',
    ['auth', 'update'],
    'Organizations are kept apart: none shows what belongs to another. Who asks for one that it may not act for gets 403.',
  ],
  [
    7,
    'should',
    'both',
    ['fhir'],
    'Whatever is answered with 4xx or 5xx has an OperationOutcome, with an issue code that fits the status.',
  ],
  [
    8,
    'should',
    'XIS',
    ['fhir'],
    'A search parameter that is not known is passed over; with `Prefer: handling=strict` it is 400.',
  ],
  [9, 'should', 'XIS', ['fhir'], '`GET /metadata` tells what the server can do, as a CapabilityStatement.'],
]);
