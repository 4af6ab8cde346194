import { act, renderHook } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProblemError } from '../api/problem';
import { useSeen } from './seen';

const outrun = new ProblemError({ code: 'member.changed', detail: 'changed', status: 412, field: 'If-Match' });

function sender(readNow: () => Promise<string | undefined>) {
  const { result } = renderHook(() => useSeen('"1"', readNow));
  return async (answer: unknown) => {
    let sent: string | undefined;
    await act(() =>
      result
        .current((header) => {
          sent = header['If-Match'];
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        })
        .catch((error: unknown) => expect(error).toBe(answer)),
    );
    return sent;
  };
}

test('who is outrun is told, and sends what is there now only when they try again', async () => {
  const send = sender(() => Promise.resolve('"2"'));

  expect(await send(outrun)).toBe('"1"');
  expect(await send({})).toBe('"2"');
});

test('where nobody knows what is there now, nothing is overwritten', async () => {
  const send = sender(() => Promise.reject(new TypeError('nobody answers')));

  await send(outrun);

  expect(await send({})).toBe('"1"');
});

test('another refusal makes nothing seen', async () => {
  const send = sender(() => Promise.resolve('"2"'));

  await send(new ProblemError({ code: 'member.last_admin', detail: 'no', status: 409 }));

  expect(await send({})).toBe('"1"');
});

test('the next change is made of what came of the last', async () => {
  const send = sender(() => Promise.resolve(undefined));

  await send({ etag: '"7"' });

  expect(await send({})).toBe('"7"');
});
