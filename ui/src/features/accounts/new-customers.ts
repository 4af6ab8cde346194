// Customers that are made together with a company, of a list of names. Those that were refused are told on the page of
// customers, where they can be made again (refused-customers.tsx).
import { api, must } from '../../api/client';
import { asProblem, type Problem } from '../../api/problem';

export interface RefusedCustomer {
  name: string;
  problem: Problem;
}

/** Makes each, and gives those that were refused. */
export async function makeCustomers(names: readonly string[]): Promise<RefusedCustomer[]> {
  const refused: RefusedCustomer[] = [];
  for (const name of names)
    await must(api.POST('/api/v1/customers', { body: { name } })).catch((error: unknown) =>
      refused.push({ name, problem: asProblem(error) }),
    );
  return refused;
}
