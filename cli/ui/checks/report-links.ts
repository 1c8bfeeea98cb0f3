import type { ServerResponse } from 'node:http';
import {
  type CheckReport,
  formatBundle,
  formatHar,
  formatHtmlReport,
  formatJsonReport,
  formatJunitReport,
  formatMarkdownReport,
  realSystem,
} from '../../../conformance/index.ts';
import { sendOutcome } from '../../../fhir/http/send-json.ts';
import type { OpenPath } from '../route.ts';

const PREFIX = '/reports/';

/** The forms of a report, by the extension of its link. */
const FORMS: Readonly<
  Record<string, { readonly mediaType: string; readonly format: (report: CheckReport) => string | Uint8Array }>
> = {
  html: { mediaType: 'text/html; charset=utf-8', format: (report) => formatHtmlReport(report) },
  json: { mediaType: 'application/json; charset=utf-8', format: formatJsonReport },
  xml: { mediaType: 'application/xml; charset=utf-8', format: formatJunitReport },
  md: { mediaType: 'text/markdown; charset=utf-8', format: formatMarkdownReport },
  har: { mediaType: 'application/json; charset=utf-8', format: formatHar },
  zip: { mediaType: 'application/zip', format: (report) => formatBundle(report) },
};

/**
 * The headers of a report. Its own content security policy allows its script and style by hash. The sandbox keeps it from
 * the interfaces of this server, and it shows in a frame of this page only.
 */
const HEADERS = {
  'Content-Security-Policy': "sandbox allow-scripts allow-popups; frame-ancestors 'self'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
};

/** The links to reports. A frame and a new tab cannot send a token, so a link cannot be guessed. */
export interface ReportLinks {
  readonly open: OpenPath;
  /** Returns the path of a check's report below `/__ui`, without its extension: the same one each time. */
  create(check: string): string;
  /** Ends the link to a check's report. */
  remove(check: string): void;
}

/** @param find returns the report of a check */
export function createReportLinks(find: (check: string) => CheckReport | undefined): ReportLinks {
  const secrets = new Map<string, string>();
  const send = (path: string, response: ServerResponse): void => {
    const [secret, extension = ''] = (path.split('?')[0] ?? '').split('.');
    const check = [...secrets].find(([, candidate]) => candidate === secret)?.[0];
    const report = check === undefined ? undefined : find(check);
    const form = Object.hasOwn(FORMS, extension) ? FORMS[extension] : undefined;
    if (!report || !form) return sendOutcome(response, 404, 'not-found', 'Unknown path.');
    const content = form.format(report);
    const body = typeof content === 'string' ? Buffer.from(content) : content;
    response.writeHead(200, {
      'Content-Type': form.mediaType,
      'Content-Length': body.length,
      ...HEADERS,
    });
    response.end(body);
  };
  return {
    open: {
      prefix: PREFIX,
      handle(request, response, path) {
        request.resume();
        if (request.method === 'GET') return send(path, response);
        sendOutcome(response, 405, 'not-supported', 'This path supports GET only.', { Allow: 'GET' });
      },
    },
    create(check) {
      const secret = secrets.get(check) ?? realSystem.unique();
      secrets.set(check, secret);
      return `${PREFIX}${secret}`;
    },
    remove: (check) => void secrets.delete(check),
  };
}
