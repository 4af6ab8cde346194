import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { ZoneProvider } from '../../format/use-formats';
import { LanguageProvider, type Language } from '../../text/language';
import { Estimate, type ScheduleEstimate } from './estimate';

afterEach(cleanup);

const usd = (amount: string) => ({ amount, currency: 'USD' });

const estimate: ScheduleEstimate = {
  from: '2026-11-26T12:00:00Z',
  until: '2027-01-07T12:00:00Z',
  basis: 'always_on',
  total: 2,
  saving_per_month: usd('38.123'),
  saving_per_month_against_history: null,
  stays_per_month: usd('4.5'),
  unknown_prices: 1,
  unknown_history: 2,
  unknown_stays: 0,
  databases_without_price: 0,
  commitments: { reserved_instances: 'considered', savings_plans: 'considered' },
  servers: [
    {
      account: 'ac_1',
      region: 'sa-east-1',
      server: 'i-1',
      name: 'hml-1',
      price: { ...usd('0.0666'), unit: 'Hrs', read_at: '2026-11-25T12:00:00Z', effective_at: '2026-09-01T00:00:00Z' },
      hourly: usd('0.0666'),
      paid_percent: 0,
      off_hours_per_week: 113,
      saving_per_month: usd('38.123'),
      saving_per_month_against_history: null,
      stays_per_month: usd('4.5'),
    },
    {
      account: 'ac_1',
      region: 'sa-east-1',
      server: 'i-2',
      name: null,
      price: { unknown: 'not_sold' },
      hourly: null,
      paid_percent: 0,
      off_hours_per_week: 113,
      saving_per_month: null,
      saving_per_month_against_history: null,
      stays_per_month: null,
    },
  ],
};

function shown(language: Language): string {
  const { container } = render(
    <LanguageProvider value={language}>
      <ZoneProvider value="America/Sao_Paulo">
        <Estimate estimate={estimate} />
      </ZoneProvider>
    </LanguageProvider>,
  );
  return container.textContent!.replace(/\u00a0/g, ' ');
}

it('says what is saved, what that rests on, and what is not known', () => {
  const text = shown('pt-BR');

  expect(text).toContain('US$ 38,12');
  expect(text).toContain('Sem contar 1 servidor.');
  expect(text).toContain('desconhecido');
  expect(text).toContain('preços de 25/11/2026');
  expect(text).not.toContain('US$ 0,00');
});

it('says it in English too', () => {
  const text = shown('en');

  expect(text).toContain('$38.12');
  expect(text).toContain('unknown');
  expect(text).toContain('prices of Nov 25, 2026');
});
