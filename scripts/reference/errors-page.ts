import { ERRORS } from '../../errors/catalogue.ts';
import { PROBLEMS } from '../../simulator/problem.ts';
import { code, GENERATED, page, table } from './markdown.ts';

const INTRODUCTION = `Every error response has a FHIR \`OperationOutcome\` as its body:

- \`issue[0].code\` is the issue code below.
- \`issue[0].diagnostics\` is the text, often with details of the request. No text repeats a value of a request body.
- \`issue[0].expression\` is the path in the body, or the parameter.

The journal, the log and the control interface name an error by its id: \`GET
/__admin/organizations/{agb}/requests?problem=slot-taken\` lists the bookings that failed because the slot was taken.

The clause is the [rule](clauses.md) that requires the error. Errors of the control interface have \`control\`, and
configured errors have \`fault\` or \`defect\`.`;

const LIBRARY = `The functions of the library and the commands throw subclasses of \`XisTestkitError\`, which every part exports. Its
\`code\` is stable, its message is for people, and \`cause\` is the error that led to it. The command line prints the
message and ends with the exit code. Any other error is a defect of xis-testkit.`;

const AUTHORIZATION = `The endpoints of the [authorization server](authorization-server.md) return JSON with \`error\` and
\`error_description\` (RFC 6749, section 5.2; RFC 8693, section 2.2.2). A configured fault has \`temporarily_unavailable\`.`;

const AUTHORIZATION_ERRORS: readonly (readonly string[])[] = [
  [
    '400',
    code('invalid_request'),
    'A parameter is missing, occurs twice or is malformed; the subject token is not valid.',
  ],
  ['401', code('invalid_client'), 'The client is unknown, or its secret or assertion is wrong.'],
  ['400', code('unauthorized_client'), 'The client may not use this grant.'],
  ['400', code('unsupported_grant_type'), 'The grant is another one than client credentials and token exchange.'],
  ['400', code('invalid_scope'), 'The client, or the token that is exchanged, does not have the scope.'],
  ['400', code('invalid_target'), 'The client may not have a token for the audience.'],
  ['405', code('invalid_request'), 'The endpoint has another method.'],
];

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
    'A fault or a defect may set another status than 500. The issue code then fits that status.',
    '## Errors of the authorization server',
    AUTHORIZATION,
    table(['Status', 'Error', 'Reason'], AUTHORIZATION_ERRORS),
    '## Errors of the library and the command line',
    LIBRARY,
    table(
      ['Code', 'Exit code', 'Meaning'],
      Object.entries(ERRORS).map(([id, { exitCode, meaning }]) => [code(id), String(exitCode), meaning]),
    ),
  );
}
