import { describe, expect, it } from 'vitest';
import { Formats, zoneName } from './format';

const pt = new Formats('pt-BR', 'America/Sao_Paulo');
const en = new Formats('en', 'Europe/Berlin');
const at = '2026-11-25T17:03:20Z';
const now = Date.parse('2026-11-25T17:06:30Z');

describe('instants', () => {
  it('stand in the zone of the person, which is named', () => {
    expect(pt.instant(at)).toBe('25/11/2026 14:03 (Brasília)');
    expect(en.instant(at)).toBe('Nov 25, 2026, 18:03 (Berlin)');
  });

  it('show seconds where the order of things matters', () => {
    expect(pt.instant(at, 'second')).toBe('25/11/2026 14:03:20 (Brasília)');
  });

  it('name zones as people do', () => {
    expect(zoneName('America/Sao_Paulo', 'pt-BR')).toBe('Brasília');
    expect(zoneName('America/Porto_Velho', 'pt-BR')).toBe('Porto Velho');
    expect(zoneName('UTC', 'en')).toBe('UTC');
  });

  it('stay as they came where they are none', () => {
    expect(pt.instant('sometime')).toBe('sometime (Brasília)');
  });
});

describe('dates of calendars', () => {
  it('are the same in every zone', () => {
    for (const zone of ['America/Sao_Paulo', 'Pacific/Kiritimati', 'Pacific/Niue']) {
      expect(new Formats('pt-BR', zone).date('2026-01-01')).toBe('qui., 01/01/2026');
      expect(new Formats('en', zone).date('2026-01-01')).toBe('Thu, Jan 01, 2026');
    }
  });
});

describe('times of day', () => {
  it('stand with their zone, and with their day where it is another one', () => {
    expect(pt.clock(at, now)).toBe(pt.instant(at).slice(11));
    expect(pt.clock('2026-11-20T17:03:20Z', now)).toBe(pt.instant('2026-11-20T17:03:20Z'));
    expect(pt.clock('sometime', now)).toBe('sometime (Brasília)');
  });
});

describe('ages', () => {
  it('are short and in the language', () => {
    expect(pt.age(at, now)).toBe('há 3 min');
    expect(en.age(at, now)).toBe('3 min ago');
    expect(pt.age('2026-11-25T17:06:29Z', now)).toBe('agora');
    expect(pt.age('2026-11-25T17:06:10Z', now)).toBe('há 20 s');
  });

  it('look ahead as well', () => {
    expect(pt.age('2026-11-25T19:06:30Z', now)).toBe('em 2 h');
  });
});

describe('durations', () => {
  it('have two units at most', () => {
    expect(pt.duration(at, '2026-11-25T17:06:40Z')).toBe('3 min 20 s');
    expect(pt.duration(at, '2026-11-27T18:03:20Z')).toBe('2 d 1 h');
    expect(pt.duration(at, at)).toBe('0 s');
  });
});

describe('bytes', () => {
  it('stand in the unit that leaves few digits', () => {
    expect(pt.bytes(828)).toBe('828 bytes');
    expect(pt.bytes(1_234)).toBe('1,2 kB');
    expect(en.bytes(56_789_000)).toBe('56.8 MB');
  });
});
