import { found } from '../../read/json.ts';
import type { SeenAnswer } from '../../session/recorded-response.ts';
import { OF_GATEWAYS } from '../support/errors.ts';
import { broken, kept } from '../support/finding.ts';
import type { XisCheck } from '../xis-check.ts';

export const mediaType: XisCheck = {
  id: 'transport/media-type',
  title: 'Bodies have the media type application/fhir+json',
  requirements: ['TR-1'],
  level: 'must',
  needs: [],
  defects: ['media-type-json'],
  async run(run) {
    const types = await run.typesReply();
    const slots = await run.fourWeeks().catch(() => undefined);
    const asked = new Set([types, ...(slots?.pages ?? [])].map(({ exchange }) => exchange));
    const replies = run.answers().filter((answer) => hasToBeFhir(answer, asked));
    const other = replies.find((reply) => reply.mediaType !== 'application/fhir+json');
    if (!other) return kept(replies.length, `${replies.length} answers looked at`);
    return broken({
      subjects: replies.length,
      message: `the body of ${answerOf(other.line, other.status)} has another media type`,
      expected: 'application/fhir+json',
      actual: found(other.mediaType || undefined),
      path: 'Content-Type',
      exchanges: [other.exchange],
    });
  },
};

/** Whether an answer has a resource, or should have had: what stands before a XIS may answer errors of another kind. */
function hasToBeFhir({ exchange, line, status, bytes, resourceType }: SeenAnswer, asked: ReadonlySet<string>): boolean {
  if (bytes === 0 || OF_GATEWAYS.has(status)) return false;
  const isSuccess = status >= 200 && status < 300;
  return resourceType !== undefined || (isSuccess && (asked.has(exchange) || line.startsWith('POST ')));
}

function answerOf(line: string, status: number): string {
  return `${status} to ${line.split('?')[0] ?? ''}`;
}
