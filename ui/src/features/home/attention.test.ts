import { expect, it } from 'vitest';
import { itemsOfDoctor } from './attention';
import { homeText } from './text';

it('tells how late a schedule is, until it is done', () => {
  const punctuality = { name: 'punctuality', title: 'Trabalho em dia' };
  const late = { ...punctuality, status: 'warning' as const, text: 'uma agenda deveria ter disparado há 8 minutos' };

  expect(itemsOfDoctor([late], homeText['pt-BR'])).toMatchObject([
    { type: 'warning', text: 'Uma agenda deveria ter disparado há 8 minutos', href: '/settings/about' },
  ]);
  expect(itemsOfDoctor([{ ...punctuality, status: 'ok', text: 'nada está atrasado' }], homeText['pt-BR'])).toEqual([]);
  expect(itemsOfDoctor(undefined, homeText.en)).toEqual([]);
});

it('leaves to the doctor what else it has found', () => {
  const disk = { name: 'disk', title: 'Disk', status: 'problem' as const, text: 'is full' };
  const account = { ...disk, name: 'account Loja' };

  expect(itemsOfDoctor([disk, account], homeText.en)).toMatchObject([{ type: 'error', text: 'Doctor: Disk' }]);
});
