import { eachExchange } from '../assertions/assert-each.ts';
import { describeStatus, returnsStatus, unexpected } from '../assertions/responses.ts';
import { check, type Finding, satisfied, suite, violated } from '../check.ts';
import { allResponses, GATEWAY_STATUSES } from '../fixtures/responses.ts';
import { entriesOf } from '../read/bundle.ts';
import { at, describeValue } from '../read/json.ts';
import { blockCheck } from '../session/block-check.ts';
import { flowQuery } from '../session/choose-search.ts';
import type { QueryParameter } from '../session/message.ts';
import type { RecordedResponse } from '../session/recorded-response.ts';
import type { Session } from '../session/session.ts';

const STRICT = { Prefer: 'handling=strict' };

export const transport = suite('transport', [
  check('capability-statement', {
    title: 'GET /metadata returns a CapabilityStatement',
    clauses: ['TR-9'],
    catches: ['no-capability-statement'],
    async run({ session }) {
      const response = await session.sendCached({ purpose: 'request the CapabilityStatement', path: '/metadata' });
      const { status, body, failure } = response;
      if (status === 200 && at(body, 'resourceType') === 'CapabilityStatement') {
        return satisfied(1, 'one CapabilityStatement examined');
      }
      return violated({
        message: 'GET /metadata returns no CapabilityStatement',
        expected: '200 and a CapabilityStatement',
        actual: failure?.text ?? `${status} and ${describeValue(body)}`,
      });
    },
  }),

  check('unknown-parameter', {
    title: 'A search with an unknown parameter returns a Bundle, as without the parameter',
    clauses: ['TR-8'],
    catches: ['unknown-parameter-refused'],
    async run({ session }) {
      // The control: the same search without the parameter.
      await session.freeSlots();
      const query = await unknownParameterQuery(session);
      const purpose = 'search slots by an unknown parameter';
      const response = await session.sendCached({ purpose, path: '/Slot', query });
      if (response.status === 200 && entriesOf(response.body)) return satisfied(1, 'one unknown parameter examined');
      const message = 'a search with an unknown parameter is rejected';
      return unexpected(response, message, '200 and a Bundle, as without the parameter');
    },
  }),

  check('strict', {
    title: 'A search with an unknown parameter and Prefer: handling=strict returns 400',
    clauses: ['TR-8'],
    catches: ['strict-ignored'],
    async run({ session }) {
      const search = (purpose: string, query: readonly QueryParameter[]) =>
        session.send({ purpose, path: '/Slot', query, headers: STRICT });
      const control = await search('search slots strictly', flowQuery(session, await session.appointmentType()));
      if (control.status !== 200) {
        blockCheck(`a strict search by known parameters returned ${describeStatus(control)}`);
      }
      const response = await search(
        'search slots strictly by an unknown parameter',
        await unknownParameterQuery(session),
      );
      return returnsStatus(response, 400, 'a strict search by an unknown parameter');
    },
  }),

  check('utf-8', {
    title: 'Responses are UTF-8',
    clauses: ['TR-14'],
    catches: ['not-utf8'],
    uses: { allResponses },
    run: async ({ allResponses }) =>
      eachExchange(
        allResponses.filter(({ bytes }) => bytes > 0),
        'responses examined',
        ({ isUtf8, requestLine }) => {
          if (isUtf8) return undefined;
          const message = `the response to ${requestLine.split('?')[0] ?? ''} is not UTF-8`;
          return { message, expected: 'UTF-8, and no other charset', actual: 'other bytes, or another charset' };
        },
      ),
  }),

  check('other-media-type', {
    title: 'Responses with another resource have the media type application/fhir+json as well',
    clauses: ['TR-10'],
    catches: ['media-type-json', 'media-type-of-errors-json'],
    uses: { allResponses },
    run: async ({ allResponses }) =>
      areFhirJson(allResponses.filter((response) => hasResource(response) && !isPublished(response))),
  }),

  check('media-type', {
    title: 'Responses with types, slots or a created appointment have the media type application/fhir+json',
    clauses: ['TR-1'],
    catches: ['media-type-json'],
    uses: { allResponses },
    run: async ({ allResponses }) => areFhirJson(allResponses.filter(isPublished)),
  }),
]);

/** Returns the search of step 2, with a parameter that no XIS knows. */
async function unknownParameterQuery(session: Session): Promise<readonly QueryParameter[]> {
  return [...flowQuery(session, await session.appointmentType()), ['xis-testkit-unknown', '1']];
}

/**
 * The requests whose successful responses have a published content type (TR-1): of types, slots and appointments. The read
 * of an appointment by its id is on a page without content types (CN-1, TR-10).
 */
const PUBLISHED = /^(?:GET \/ValueSet\/BookableAppointmentTypes|GET \/Slot|(?:GET|POST) \/Appointment)(?:\?.*)?$/;

function isPublished({ requestLine, status, bytes }: RecordedResponse): boolean {
  return bytes > 0 && status >= 200 && status < 300 && PUBLISHED.test(requestLine);
}

/** Returns whether a response has a resource. A gateway may return errors of another media type. */
function hasResource({ status, resourceType }: RecordedResponse): boolean {
  return resourceType !== undefined && !GATEWAY_STATUSES.has(status);
}

function areFhirJson(responses: readonly RecordedResponse[]): Finding {
  const expected = 'application/fhir+json';
  return eachExchange(responses, 'responses examined', ({ mediaType, status, requestLine }) => {
    if (mediaType === expected) return undefined;
    const message = `the response ${status} to ${requestLine.split('?')[0] ?? ''} has another media type`;
    return { message, expected, actual: describeValue(mediaType || undefined), path: 'Content-Type' };
  });
}
