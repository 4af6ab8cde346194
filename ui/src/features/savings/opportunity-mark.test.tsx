import { cleanup, render } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it, vi } from 'vitest';
import { api } from '../../api/client';
import { LanguageProvider } from '../../text/language';
import { OpportunityMark } from './opportunity-mark';
import { allOpportunitiesQuery, type Opportunity } from './queries';

const session = vi.hoisted(() => ({ may: true }));
vi.mock('../../app/session', () => ({ useMay: () => session.may }));

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const server = { id: 'i-1', account: 'ac_1', region: 'sa-east-1', name: 'hml-1' };
const one = {
  account: 'ac_1',
  region: 'sa-east-1',
  server: 'i-1',
  strength: 'strong',
  price: {},
  saving_per_month: { amount: '36.3', currency: 'USD' },
} as Opportunity;

function shown(of: Opportunity | null | undefined) {
  return render(
    <LanguageProvider value="pt-BR">
      <MemoryRouter>
        <OpportunityMark server={server} opportunityOf={() => of} none="–" />
      </MemoryRouter>
    </LanguageProvider>,
  ).container;
}

it('leads to a schedule for the server, with the money', () => {
  session.may = true;
  const link = shown(one).querySelector('a')!;
  expect(link.textContent?.replace(/\s/g, ' ')).toContain('US$ 36,30 por mês');
  expect(link.getAttribute('href')).toBe('/schedules/new?servers=ac_1/sa-east-1/i-1&preset=office');
});

it('leads nowhere for those who may not schedule', () => {
  session.may = false;
  const found = shown(one);
  expect(found.querySelector('a')).toBeNull();
  expect(found.textContent?.replace(/\s/g, ' ')).toContain('US$ 36,30 por mês');
});

it('tells an unknown price, what is not known, and that there is nothing, apart', () => {
  session.may = true;
  expect(
    shown({ ...one, saving_per_month: null, price: { unknown: 'not_read' } as Opportunity['price'] }).textContent,
  ).toContain('desconhecid');
  expect(shown(undefined).textContent).toContain('desconhecid');
  expect(shown(null).textContent).toBe('–');
});

it('asks once for all, and says where there were more', async () => {
  const asked: unknown[] = [];
  let more = {};
  vi.spyOn(api, 'GET').mockImplementation((async (_path: string, { params }: { params: { query: object } }) => {
    asked.push(params.query);
    return { data: { opportunities: [one], ...more }, response: new Response('{}') };
  }) as never);
  const ask = () =>
    (allOpportunitiesQuery({ accounts: null, regions: [] }, 'UTC').queryFn as unknown as () => Promise<unknown>)();

  expect(await ask()).toEqual({ opportunities: [one], isWhole: true });
  more = { next: 'ac_1/sa-east-1/i-1' };
  expect(await ask()).toEqual({ opportunities: [one], isWhole: false });
  expect(asked).toEqual([
    { zone: 'UTC', limit: 1000 },
    { zone: 'UTC', limit: 1000 },
  ]);
});
