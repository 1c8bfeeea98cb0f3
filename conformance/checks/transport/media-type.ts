import { describeValue } from '../../read/json.ts';
import type { RecordedResponse } from '../../session/recorded-response.ts';
import { OF_GATEWAYS } from '../support/errors.ts';
import { violated, satisfied } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const mediaType: XisCheck = {
  id: 'transport/media-type',
  title: 'Bodies have the media type application/fhir+json',
  clauses: ['TR-1'],
  level: 'must',
  needs: [],
  catches: ['media-type-json'],
  async run(session) {
    const types = await session.appointmentTypesResponse();
    const slots = await session.freeSlots().catch(() => undefined);
    const asked = new Set([types, ...(slots?.pages ?? [])].map(({ exchangeId }) => exchangeId));
    const responses = session.responses().filter((answer) => hasToBeFhir(answer, asked));
    const other = responses.find((response) => response.mediaType !== 'application/fhir+json');
    if (!other) return satisfied(responses.length, `${responses.length} answers looked at`);
    return violated({
      subjects: responses.length,
      message: `the body of ${answerOf(other.requestLine, other.status)} has another media type`,
      expected: 'application/fhir+json',
      actual: describeValue(other.mediaType || undefined),
      path: 'Content-Type',
      exchanges: [other.exchangeId],
    });
  },
};

/** Whether an answer has a resource, or should have had: what stands before a XIS may answer errors of another kind. */
function hasToBeFhir({ exchangeId, requestLine, status, bytes, resourceType }: RecordedResponse, asked: ReadonlySet<string>): boolean {
  if (bytes === 0 || OF_GATEWAYS.has(status)) return false;
  const isSuccess = status >= 200 && status < 300;
  return resourceType !== undefined || (isSuccess && (asked.has(exchangeId) || requestLine.startsWith('POST ')));
}

function answerOf(line: string, status: number): string {
  return `${status} to ${line.split('?')[0] ?? ''}`;
}
