import { expect, test } from 'vitest';
import type { Message } from '../domain/callback/delivery.ts';
import { sendWithToken } from './callback-token.ts';

test.each(['get', 'drop'] as const)(
  'the end of an attempt does not wait for a token endpoint that hangs: %s',
  async (hanging) => {
    const ending = new AbortController();
    const hang = () => {
      queueMicrotask(() => ending.abort());
      return new Promise<never>(() => {});
    };
    const tokens = { get: async () => 't1', drop: async () => {}, [hanging]: hang };
    const attempt = { message: {} as Message, wasRefused: false, signal: ending.signal };
    const send = async () => ({ result: { kind: 'answered' as const, status: 401 } });
    const { result } = await sendWithToken(tokens, attempt, send);
    expect(result.kind).toBe(hanging === 'get' ? 'no-answer' : 'answered');
  },
);
