import type { About, Answer } from '../answer.ts';
import { isProblem, type Problem, type ProblemId } from '../problem.ts';
import { outcomeOf } from '../representation/outcome.ts';

/** A coding, as a defect may change it. */
export interface DraftCoding {
  system?: string;
  code: string;
  display?: string;
}

/** A participant of an appointment, as a defect may change it. */
export interface DraftParticipant {
  actor: { reference: string; display?: string };
  status?: string;
}

/** A JSON body that was written here and may still be changed: of every resource what defects look at. */
export interface Draft {
  resourceType?: string;
  id?: string;
  type?: string;
  status?: string;
  start?: string;
  end?: string;
  comment?: string;
  total?: number;
  link?: { relation: string; url: string }[];
  entry?: DraftEntry[];
  compose?: { include: { system?: string; concept: DraftCoding[] }[] };
  serviceCategory?: { coding: DraftCoding[] }[];
  extension?: { url: string; valueReference?: { reference: string; display?: string }; valueString?: string }[];
  schedule?: { reference: string };
  actor?: unknown;
  participant?: DraftParticipant[];
  participantStatus?: string;
  appointment?: { reference: string };
  issue?: DraftIssue[];
}

/** An issue of an OperationOutcome, as a defect may change it. */
export interface DraftIssue {
  severity: string;
  code: string;
  diagnostics?: string;
}

/** An entry of a Bundle; as published a Schedule is the entry itself. */
export type DraftEntry = Draft & { fullUrl?: string; resource?: Draft };

/** An answer that is about to be sent. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or text as it is; undefined: none. */
  readonly body: Draft | string | undefined;
  /** Instead of FHIR JSON. */
  readonly mediaType?: string;
  readonly about: About;
  /** What kind of error it was before any defect. */
  readonly problem?: ProblemId;
}

/** What an interaction gives, as it is before it is sent. */
export type Given = Answer | (Problem & { readonly about?: About });

/** Reads an answer back. */
export function replyOf(given: Given): Reply {
  const { headers = {}, about = {} } = given;
  if (isProblem(given)) {
    const { status, body } = outcomeOf(given);
    return { status, headers, body: structuredClone(body) as Draft, about, problem: given.problem };
  }
  const text = Buffer.concat([Buffer.from(given.head ?? ''), ...given.parts]).toString('utf8');
  return { status: given.status, headers, body: text === '' ? undefined : (JSON.parse(text) as Draft), about };
}

/** Writes an answer. */
export function answerOf({ status, headers, body, about }: Reply): Answer {
  const head = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
  return { status, headers, head, parts: [], about };
}

/** The answer to a problem in the place of another. */
export function problemInstead({ about }: Reply, problem: Problem): Reply {
  return { ...replyOf(problem), about };
}

/** An answer of plain text, as a server gives that was never asked what it would say. */
export function textInstead({ about }: Reply, status: number, body: string): Reply {
  return { status, headers: {}, body, mediaType: 'text/plain; charset=utf-8', about };
}

/** Changes the issues of an OperationOutcome. */
export function withIssue(reply: Reply, change: (issue: DraftIssue) => DraftIssue): Reply {
  const { body } = reply;
  return typeof body === 'object' ? { ...reply, body: { ...body, issue: (body.issue ?? []).map(change) } } : reply;
}
