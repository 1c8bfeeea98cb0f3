import { integer, object, oneOf, record, unknown } from '../../../schema/schema.ts';
import type { UiPart } from '../create-ui.ts';
import { describeForm } from '../option-form.ts';
import { initialValues } from '../page-values.ts';
import { type UiCall, UiError, uiRoute } from '../route.ts';
import { CHECK_GROUPS, pageTable } from './options.ts';
import { createReportLinks } from './report-links.ts';
import { type PageCheck, startCheck } from './run-check.ts';
import { CHECK_FORM, type CheckDefaults, readRequest } from './settings.ts';

/** The checks that are kept; the oldest one that has ended gives way. */
const MAX_CHECKS = 20;

/** What the checks of a page are started with. */
export interface ChecksOptions {
  /** Returns the options that a check begins with. It is called for each check: a simulator learns its address late. */
  defaults(): CheckDefaults;
  /** Receives an unexpected error. */
  readonly onError: (error: unknown) => void;
}

type Call<Input = undefined> = UiCall<Input>;

/** Creates the part of the service that checks a XIS as `xis-testkit check` does. */
export function createChecks({ defaults, onError }: ChecksOptions): UiPart {
  const checks = new Map<string, PageCheck>();
  let isClosed = false;
  const links = createReportLinks((id) => checks.get(id)?.report);

  const find = ({ parameters: { id = '' } }: Call<unknown>): PageCheck => {
    const check = checks.get(id);
    if (!check) throw new UiError('not-found', 'Unknown check.');
    return check;
  };
  const findReport = (call: Call) => {
    const { report } = find(call);
    if (!report) throw new UiError('conflict', 'The check has no report yet, or has ended without one.');
    return report;
  };
  const remove = (id: string): void => {
    checks.delete(id);
    links.remove(id);
  };
  const expectRoom = (): void => {
    if (isClosed) throw new UiError('conflict', 'The server is ending.');
    const running = [...checks.values()].filter(({ hasEnded }) => !hasEnded);
    if (running.length < MAX_CHECKS) return;
    throw new UiError('conflict', `${MAX_CHECKS} checks are running: cancel one of them first.`);
  };
  const add = (check: PageCheck): void => {
    checks.set(check.view.id, check);
    const ended = [...checks].find(([, { hasEnded }]) => hasEnded);
    // Only a check that has started takes the place of a report.
    if (ended && checks.size > MAX_CHECKS) remove(ended[0]);
  };

  const routes = [
    uiRoute('GET', '/checks/options', 'The options of a check, in groups, for a form', {
      response: { description: '`groups` of options. Of a secret of the command line it says only that it is set.' },
      handle: () => ({ groups: describeForm(CHECK_GROUPS, pageTable(), initialValues(defaults().values, CHECK_FORM)) }),
    }),
    uiRoute('POST', '/checks', 'Start a check', {
      response: { description: 'The check.' },
      status: 201,
      input: record(unknown(), { description: 'Values by the key of their option; null removes a default.' }),
      async handle({ input }) {
        expectRoom();
        const check = await startCheck(await readRequest(input, defaults()), onError);
        add(check);
        // The service may have been closed while the options were read.
        if (isClosed) check.cancel();
        return check.view;
      },
    }),
    uiRoute('GET', '/checks', 'The checks, newest first', {
      response: { description: '`checks`.' },
      handle: () => ({ checks: [...checks.values()].reverse().map(({ view }) => view) }),
    }),
    uiRoute('GET', '/checks/{id}', 'A check', {
      response: { description: 'The check: its state, and all that it waits for.' },
      handle: (call: Call) => find(call).view,
    }),
    uiRoute('DELETE', '/checks/{id}', 'Remove a check that has ended, with its report and its link', {
      handle(call: Call) {
        if (!find(call).hasEnded) throw new UiError('conflict', 'The check is running: cancel it first.');
        remove(call.parameters['id'] ?? '');
      },
    }),
    uiRoute('GET', '/checks/{id}/events', 'The events of a check', {
      response: {
        description:
          'A stream of server-sent events: `result` for each verdict, and `check` with the rest, of which only the newest is kept. It ends with the check.',
        isStream: true,
      },
      input: object({}, { after: integer({ minimum: 0, description: 'Resumes after this event; default: 0.' }) }),
      handle: (call: Call<{ readonly after?: number }>) => find(call).read(call.input.after ?? 0),
    }),
    uiRoute('POST', '/checks/{id}/cancel', 'End a check early, and cancel its appointments', {
      response: { description: 'The check.' },
      handle(call: Call) {
        const check = find(call);
        if (check.hasEnded) throw new UiError('conflict', 'The check has ended.');
        check.cancel();
        return check.view;
      },
    }),
    uiRoute('POST', '/checks/{id}/approvals/{appointment}', 'Say whether the practice has decided an appointment', {
      input: object({
        outcome: oneOf(['decided', 'unknown'], {
          description: '`decided`: a missing callback is then a failure of the XIS. `unknown`: it may be missing.',
        }),
      }),
      handle: (call: Call<{ readonly outcome: 'decided' | 'unknown' }>) =>
        find(call).settleApproval(call.parameters['appointment'] ?? '', call.input.outcome),
    }),
    uiRoute(
      'POST',
      '/checks/{id}/changes/{change}',
      'Say whether the practice has made a change: make, move or cancel',
      {
        input: object({
          outcome: oneOf(['changed', 'unknown'], {
            description: '`changed`: a missing update is then a failure of the XIS. `unknown`: it may be missing.',
          }),
        }),
        handle: (call: Call<{ readonly outcome: 'changed' | 'unknown' }>) =>
          find(call).settleChange(call.parameters['change'] ?? '', call.input.outcome),
      },
    ),
    uiRoute('GET', '/checks/{id}/report', 'The report of a check', {
      response: { description: 'The report, as [`--json`](check-report.schema.json) writes it.' },
      handle: findReport,
    }),
    uiRoute('POST', '/checks/{id}/report-link', 'A link to the report, for a frame, a tab or a download', {
      response: {
        description:
          '`path`, which ends in `.html`; the same with `.json`, `.xml` (JUnit) and `.md` is another form. It needs no token, cannot be guessed, and ends with its check.',
      },
      handle(call: Call) {
        findReport(call);
        return { path: `/__ui${links.create(call.parameters['id'] ?? '')}.html` };
      },
    }),
  ];

  return {
    routes,
    open: [links.open],
    async close() {
      isClosed = true;
      for (const check of checks.values()) check.cancel();
      await Promise.all([...checks.values()].map(({ ended }) => ended));
    },
  };
}
