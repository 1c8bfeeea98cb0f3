import { type AdvisedOption, adviceOn, PROBLEMS, type ProblemCode } from '../../transport/problems.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `\`check\`, \`verify\` and \`book\` name a problem on the way to a XIS with the same words. A problem at the first
request ends the command. One that occurs later is evidence about the network, and never about the XIS: it fails no clause.

- A read is sent again: at once after a dropped connection, and after a while after 429, 502, 503 and 504. The wait is that
  of \`Retry-After\` (seconds or a date), up to a minute, and two minutes for a whole run.
- A booking or a cancellation is sent again only where the XIS cannot have stored it: after 429, and where there was no
  connection.
- After a 401, a command of \`--token-command\` is run again once. A static token that expires ends the run.
- Otherwise the check is blocked, or the interaction is not done, with the text below. The exit code is 3.`;

/** The flags of the options that advice names. */
const FLAGS: Readonly<Record<AdvisedOption, string>> = {
  baseUrl: 'the URL of the XIS',
  token: '`--token`',
  timeoutMs: '`--timeout`',
  organization: '`--organization`',
  organizationHeader: '`--organization-header`',
  organizationFormat: '`--organization-format`',
};

/** Returns docs/reference/troubleshooting.md. */
export function troubleshootingPage(): string {
  const rows = Object.entries(PROBLEMS).map(([id, { network, text }]) => [
    network,
    `${text} (${code(id)})`,
    adviceOn(id as ProblemCode, (name) => FLAGS[name]),
  ]);
  return page(
    GENERATED,
    '# Troubleshooting: between xis-testkit and a XIS',
    INTRODUCTION,
    table(['What the network does', 'What the command says', 'What to do'], rows),
  );
}
