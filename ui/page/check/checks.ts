/** The service that checks a XIS. docs/reference/ui.md describes it. */
import { request } from '../app/api.ts';

/** Returns the path of a check, or of something of it. */
export function checkPath(id: string, rest = ''): string {
  return `__ui/checks/${encodeURIComponent(id)}${rest}`;
}

/** Returns the check's report link: its path without the extension, relative to the page. */
export async function createReportLink(id: string): Promise<string> {
  const { path } = await request<{ readonly path: string }>('POST', checkPath(id, '/report-link'));
  return path.replace(/^\//, '').replace(/\.html$/, '');
}
