import { describe, expect, it } from 'vitest';
import { sweptText } from './swept';
import { operationsText } from './text';

describe('what a sweep saw in a region', () => {
  const pt = operationsText['pt-BR'];

  it('is a count of servers', () => {
    expect(sweptText('servers: 1', pt)).toBe('1 servidor');
    expect(sweptText('servers: 1200', pt)).toBe('1.200 servidores');
    expect(sweptText('servers: 0', operationsText.en)).toBe('0 servers');
  });

  it('is unknown where it could not be read, and not zero', () => {
    expect(sweptText('unknown', pt)).toBe('servidores: desconhecido');
    expect(sweptText(undefined, pt)).toBe('servidores: desconhecido');
    expect(sweptText('blocked', pt)).toBe('bloqueada pela organização');
  });

  it('is told as it came where it is none of these, as by an older version', () => {
    expect(sweptText('elsewhere', pt)).toBe('elsewhere');
  });
});
