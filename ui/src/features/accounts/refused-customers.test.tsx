import { cleanup, fireEvent, render } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it, vi } from 'vitest';
import { api } from '../../api/client';
import { LanguageProvider } from '../../text/language';
import { makeCustomers, type RefusedCustomer } from './new-customers';
import { RefusedCustomers } from './refused-customers';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

const taken = { code: 'customer.name_taken', detail: 'there is a customer of that name', status: 409 };

function shown(refused: RefusedCustomer[] | undefined) {
  const entry = { pathname: '/settings/customers', state: refused && { refused } };
  return render(
    <LanguageProvider value="pt-BR">
      <MemoryRouter initialEntries={[entry]}>
        <RefusedCustomers />
      </MemoryRouter>
    </LanguageProvider>,
  ).container;
}

it('makes all that it can, and gives those refused with the reason', async () => {
  const asked: string[] = [];
  vi.spyOn(api, 'POST').mockImplementation(((_path: string, { body }: { body: { name: string } }) => {
    asked.push(body.name);
    return Promise.resolve(
      body.name === 'Vale Verde'
        ? { error: taken, response: new Response(null, { status: 409 }) }
        : { data: { id: 'cu_1' }, response: new Response(null, { status: 201 }) },
    );
  }) as never);

  expect(await makeCustomers(['Aurora', 'Vale Verde', 'Serra'])).toEqual([{ name: 'Vale Verde', problem: taken }]);
  expect(asked).toEqual(['Aurora', 'Vale Verde', 'Serra']);
});

it('says of each customer that was refused why, until it has been read', () => {
  const found = shown([{ name: 'Vale Verde', problem: taken }]);
  expect(found.textContent).toContain('Um cliente não foi criado');
  expect(found.querySelector('li')?.textContent).toContain('Vale Verde: Já existe um cliente com este nome');

  fireEvent.click(found.querySelector('button')!);

  expect(found.textContent).toBe('');
});

it('says nothing to whoever comes by another way', () => {
  expect(shown(undefined).textContent).toBe('');
});
