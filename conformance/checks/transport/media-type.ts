import { found } from '../../read/json.ts';
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
    const replies = [types, ...(slots?.pages ?? [])].filter(({ status, bytes }) => status === 200 && bytes > 0);
    const other = replies.find((reply) => reply.mediaType !== 'application/fhir+json');
    if (!other) return kept(replies.length, `${replies.length} answers looked at`);
    return broken({
      subjects: replies.length,
      message: 'a body has another media type',
      expected: 'application/fhir+json',
      actual: found(other.mediaType || undefined),
      path: 'Content-Type',
      exchanges: [other.exchange],
    });
  },
};
