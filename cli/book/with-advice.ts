import { adviseOnFailure, type BookingEngine, type Failure } from '../../engine/index.ts';
import type { NameOption } from '../../transport/problems.ts';

interface Result {
  readonly outcome: string;
}

/** Returns an engine whose failures say what to do, in the words of the command line. */
export function withAdvice(engine: BookingEngine, nameOption: NameOption): BookingEngine {
  const ofSearch = <T extends Result>(result: T | Failure): T | Failure => {
    const advice = isFailure(result) ? adviseOnFailure(result, nameOption) : undefined;
    return isFailure(result) && advice !== undefined ? { ...result, error: `${result.error}. ${advice}` } : result;
  };
  // A request that changes something comes after searches: its status is not due to the options.
  const ofChange = <T extends Result>(result: T | Failure): T | Failure =>
    isFailure(result) && result.problem === undefined ? result : ofSearch(result);
  const advised: Partial<BookingEngine> = {
    patient: async (expected) => ofSearch(await engine.patient(expected)),
    appointmentTypes: async () => ofSearch(await engine.appointmentTypes()),
    agendas: async (type) => ofSearch(await engine.agendas(type)),
    timeslots: async (...page) => ofSearch(await engine.timeslots(...page)),
    book: async (request) => ofChange(await engine.book(request)),
    cancel: async (...cancellation) => ofChange(await engine.cancel(...cancellation)),
  };
  return Object.assign(Object.create(engine), advised);
}

function isFailure(result: Result): result is Failure {
  return result.outcome === 'failed';
}
