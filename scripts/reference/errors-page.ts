import { PROBLEMS } from '../../simulator/problem.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `Every error answer has a FHIR \`OperationOutcome\` as its body: \`issue[0].code\` is the issue code below,
\`issue[0].diagnostics\` is the text, often followed by what is particular to this request, and \`issue[0].expression\`
says where in the body or which parameter. No text repeats a value from a request's body.

The id is what the journal, the log and the control interface call an error: \`GET
/__admin/organizations/{agb}/requests?problem=slot-taken\` lists every booking that was refused.

The clause says which [rule of the exchange](clauses.md) the error follows from. \`control\` marks errors of the control
interface, \`fault\` and \`defect\` those that were asked for.`;

/** docs/reference/errors.md */
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
    INTRODUCTION,
    table(['Id', 'Status', 'Issue code', 'Clause', 'Text'], rows),
    'A fault or a defect may ask for another status than 500; the issue code then fits that status.',
  );
}
