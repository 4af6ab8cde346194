import { afterEach, expect, it, vi } from 'vitest';
import { api } from '../../api/client';
import { hasContent } from './opportunities-box';
import { fetchCost, type Opportunities, pathOfNewSchedule, type Savings } from './queries';

const one = { id: 'i-1', account: 'ac_1', region: 'sa-east-1' };
const two = { id: 'i-2', account: 'ac_1', region: 'us-east-1' };

afterEach(() => {
  vi.restoreAllMocks();
});

it('opens the page of a new schedule with the servers and the working hours', () => {
  expect(pathOfNewSchedule([one, two])).toBe(
    '/schedules/new?servers=ac_1/sa-east-1/i-1,ac_1/us-east-1/i-2&preset=office',
  );
});

it('shows opportunities only where there is something to say', () => {
  const list = { total: 0, other_schedulers_total: 0 } as Opportunities;
  const savings = { servers: 0 } as Savings;
  expect(hasContent(undefined, undefined)).toBe(false);
  expect(hasContent(list, savings)).toBe(false);
  expect(hasContent({ ...list, total: 1 }, savings)).toBe(true);
  expect(hasContent({ ...list, other_schedulers_total: 1 }, savings)).toBe(true);
  expect(hasContent(list, { ...savings, servers: 1 })).toBe(true);
});

it('asks once for what the rows of a list ask for together', async () => {
  const get = vi.spyOn(api, 'GET').mockImplementation((async (
    _path: string,
    { params }: { params: { query: { server: string[] } } },
  ) => ({
    data: { servers: params.query.server.map((server) => ({ server })) },
    response: new Response(),
  })) as unknown as typeof api.GET);

  const costs = await Promise.all([fetchCost(one), fetchCost(two)]);

  expect(get).toHaveBeenCalledTimes(1);
  expect(costs.map((cost) => cost.server)).toEqual(['ac_1/sa-east-1/i-1', 'ac_1/us-east-1/i-2']);
});
