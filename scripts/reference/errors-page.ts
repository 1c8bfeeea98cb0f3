import { ERRORS } from '../../errors/catalogue.ts';
import { PROBLEMS } from '../../simulator/problem.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `Every error answer has a FHIR \`OperationOutcome\` as its body: \`issue[0].code\` is the issue code below,
\`issue[0].diagnostics\` is the text, often followed by what is particular to this request, and \`issue[0].expression\`
says where in the body or which parameter. No text repeats a value from a request's body.

The id is what the journal, the log and the control interface call an error: \`GET
/__admin/organizations/{agb}/requests?problem=slot-taken\` lists every booking that was refused.

The clause says which [rule of the exchange](clauses.md) the error follows from. \`control\` marks errors of the control
interface, \`fault\` and \`defect\` those that were asked for.`;

const LIBRARY = `The functions of the library and the commands throw subclasses of \`XisTestkitError\`, which every part exports. Its
\`code\` is stable, its message is for people, and \`cause\` is the error that led to it. The command line prints the
message and ends with the exit code. Any other error is a defect of xis-testkit.`;

/** Returns docs/reference/errors.md. */
export function errorsPage(): string {
  const rows = Object.entries(PROBLEMS).map(([id, { status, code: issue, clause, text }]) => [
    code(id),
    String(status),
    code(issue),
    clause,
    text,
  ]);
  return page(
    GENERATED,
    '# Errors',
    '## Errors of the simulator, over HTTP',
    INTRODUCTION,
    table(['Id', 'Status', 'Issue code', 'Clause', 'Text'], rows),
    'A fault or a defect may ask for another status than 500; the issue code then fits that status.',
    '## Errors of the library and the command line',
    LIBRARY,
    table(
      ['Code', 'Exit code', 'Meaning'],
      Object.entries(ERRORS).map(([id, { exitCode, meaning }]) => [code(id), String(exitCode), meaning]),
    ),
  );
}
