import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Writes a program that approves and declines in a simulator, as a CI job does, to a folder.
 * @param url of its approvals: `…/__admin/organizations/01000001/approvals`
 * @returns the command for `--on-approval-needed`
 */
export async function writeApprovalScript(folder: string, url: string): Promise<string> {
  const script = join(folder, 'approve.mjs');
  await writeFile(
    script,
    `const verb = { accepted: 'approve', declined: 'decline' }[process.env.APPOINTMENT_DECISION];
    const { ok } = await fetch(\`${url}/\${process.argv[2]}/\${verb}\`, { method: 'POST' });
    process.exitCode = ok ? 0 : 1;`,
  );
  return `"${process.execPath}" "${script}" "$1"`;
}
