import { describe, expect, it } from 'vitest';
import { resultOf } from './fire-result';

describe('the result of a fire', () => {
  it('is good only where every server was reached', () => {
    expect(resultOf({ results: { succeeded: 3 } })).toBe('ok');
    expect(resultOf({ results: { succeeded: 2, refused: 1 } })).toBe('partly');
    expect(resultOf({ results: { needs_person: 1 } })).toBe('failed');
  });

  it('is not told before its operations have ended', () => {
    expect(resultOf({ results: { succeeded: 2, failed: 1, pending: 1 } })).toBe('running');
  });

  it('is none where nothing was asked of AWS', () => {
    expect(resultOf({ results: {} })).toBeUndefined();
  });
});
