import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { keyOf } from '../servers/queries';
import { LastAct } from './last-act';

afterEach(cleanup);

const server = { account: 'ac_1', region: 'sa-east-1', id: 'i-1' };

function shown(ours?: string, acts: object[] = [act]) {
  const queries = new QueryClient();
  queries.setQueryData(['other-switchers', 'server', keyOf(server)], { switchers: [], unread: [], acts });
  return render(
    <QueryClientProvider client={queries}>
      <LastAct server={server} ours={ours} />
    </QueryClientProvider>,
  ).container.textContent;
}
const act = {
  at: '2026-03-02T12:00:00Z',
  action: 'stop',
  name: 'joana',
  principal: 'arn:aws:iam::1:user/joana',
  program: null,
  by_hand: true,
};

test('who switched it last outside the panel is named', () => {
  expect(shown()).toContain('joana');
  expect(shown('2026-03-02T11:00:00Z')).toContain('joana');
});

test('nobody is, where the panel acted later or the record has nothing', () => {
  expect(shown('2026-03-02T13:00:00Z')).toBe('');
  expect(shown(undefined, [])).toBe('');
});
