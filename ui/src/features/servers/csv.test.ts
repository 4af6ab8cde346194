import { describe, expect, it } from 'vitest';
import { csvOf } from './csv';

describe('CSV', () => {
  it('is parted as the reader’s spreadsheet expects', () => {
    expect(csvOf([['a', 'b,c']], 'pt-BR')).toBe('\ufeffa;b,c\r\n');
    expect(csvOf([['a', 'b,c']], 'en')).toBe('\ufeffa,"b,c"\r\n');
  });

  it('keeps quotes and lines inside their cell', () => {
    expect(csvOf([['say "x"\nnow']], 'en')).toBe('\ufeff"say ""x""\nnow"\r\n');
  });

  it('never lets a name run as a formula', () => {
    expect(csvOf([['=HYPERLINK("x")', '@a', '-1']], 'en')).toBe('\ufeff"\'=HYPERLINK(""x"")",\'@a,\'-1\r\n');
  });
});
