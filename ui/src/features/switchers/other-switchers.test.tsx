import { cleanup, render } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { afterEach, expect, it } from 'vitest';
import { ZoneProvider } from '../../format/use-formats';
import { LanguageProvider, type Language } from '../../text/language';
import { SwitchersAlert } from './other-switchers';
import type { OtherSwitchers } from './queries';

afterEach(cleanup);

const list: OtherSwitchers = {
  total: 1,
  unread: [],
  unread_total: 0,
  known_from: '2026-11-01T12:00:00Z',
  days: 28,
  switchers: [
    {
      account: 'ac_1',
      account_name: 'Loja',
      principal: 'arn:aws:iam::210987654321:role/night',
      name: 'night',
      program: 'AWS Lambda',
      undoes: true,
      servers_total: 1,
      servers: [
        {
          account: 'ac_1',
          region: 'sa-east-1',
          server: 'i-1',
          name: 'hml-1',
          starts: 4,
          stops: 0,
          last_at: '2026-11-25T23:10:00Z',
          regular: [{ action: 'start', days: 3, of_days: 4, last_at: '2026-11-25T23:10:00Z' }],
          undoes: {
            times: 2,
            ours: 'stop',
            ours_at: '2026-11-25T22:00:00Z',
            theirs_at: '2026-11-25T23:10:00Z',
          },
        },
      ],
    },
  ],
};

function shown(of: OtherSwitchers, language: Language = 'pt-BR') {
  return render(
    <LanguageProvider value={language}>
      <ZoneProvider value="America/Sao_Paulo">
        <MemoryRouter>
          <SwitchersAlert list={of} />
        </MemoryRouter>
      </ZoneProvider>
    </LanguageProvider>,
  ).container.textContent;
}

it('says who, with what, when, and what was undone, with zones', () => {
  const text = shown(list);
  expect(text).toContain('night (AWS Lambda)');
  expect(text).toContain('liga por volta de 20:10 (Brasília), em 3 de 4 dias');
  expect(text).toContain('em 25/11/2026 19:00 (Brasília) o painel desligou');
  expect(shown(list, 'en')).toContain('starts it at about 20:10');
});

it('says that nothing is known where the permission is missing', () => {
  const unread = { account: 'ac_1', account_name: 'Loja', region: 'sa-east-1' } as const;
  const text = shown({
    ...list,
    switchers: [],
    total: 0,
    unread: [{ ...unread, unknown: 'no_permission', policy_line: '{"Action":"cloudtrail:LookupEvents"}' }],
    unread_total: 1,
  });
  expect(text).toContain('falta a permissão cloudtrail:LookupEvents');
  expect(text).toContain('{"Action":"cloudtrail:LookupEvents"}');
  expect(text).not.toContain('Outro programa liga e desliga');
});
