import { describe, expect, it } from 'vitest';
import './input-text';
import { asProblem, problemOf, ProblemError } from './problem';
import { problemText } from './problem-text';

const problem = (code: string, detail = 'as the server says', more = {}) => ({ code, detail, status: 400, ...more });

describe('problem texts', () => {
  it('speak Portuguese by the stable code, whatever the sentence of the server', () => {
    expect(problemText(problem('member.last_admin'), 'pt-BR')).toContain('último administrador');
  });

  it('keep the sentence of the server where there is no translation', () => {
    expect(problemText(problem('brand.new'), 'pt-BR')).toBe('Nas palavras do painel: “as the server says”');
    expect(problemText(problem('member.last_admin', 'the last one'), 'en')).toBe('The last one');
  });

  it('say what is wrong with an input', () => {
    const missing = problem('invalid', 'is missing', { field: 'name' });
    expect(problemText(missing, 'pt-BR')).toBe('É obrigatório');
    const short = problem('invalid', 'must have 12 to 256 characters; a sentence is easy to remember', {
      field: 'password',
    });
    expect(problemText(short, 'pt-BR')).toBe('Precisa ter de 12 a 256 caracteres; uma frase é fácil de lembrar');
    const secret = problem('invalid', 'a secret access key has 40 characters, this one has 39', { field: 'secret' });
    expect(problemText(secret, 'pt-BR')).toBe('Uma chave secreta tem 40 caracteres; esta tem 39');
    expect(problemText(secret, 'en')).toBe('A secret access key has 40 characters, this one has 39');
    const type = problem('invalid', '"m6i" is not a server type such as m5.large', {
      field: 'settings/fallback_types/0',
    });
    expect(problemText(type, 'pt-BR')).toContain('um tipo de servidor, como m5.large');
  });

  it('say the special where a general sentence fits too', () => {
    const text = (detail: string) => problemText(problem('invalid', detail, { field: 'x' }), 'pt-BR');
    expect(text('a reason has at most 500 bytes')).toBe('Um motivo tem no máximo 500 caracteres');
    expect(text('an idempotency key has at most 150 characters')).toBe(
      'Uma chave de repetição tem no máximo 150 caracteres',
    );
    expect(text('must be Key or Key:Value')).toBe('Precisa ser Chave ou Chave:Valor');
    expect(text('must be at most 500 bytes long')).toBe('Pode ter no máximo 500 caracteres');
    expect(text('must be active or paused')).toBe('Precisa ser active ou paused');
  });

  it('say how long to wait, rounded up', () => {
    const slow = problem('login.slow_down', '', { retry_after_ms: 1200 });
    expect(problemText(slow, 'pt-BR')).toContain('2 s');
    expect(problemText(slow, 'en')).toContain('2 s');
  });
});

describe('problems', () => {
  it('tell an answer of a proxy from one of the panel', () => {
    expect(problemOf('<html>', 502)).toEqual({ code: 'panel.strange_answer', detail: 'HTTP 502', status: 502 });
    expect(problemOf(problem('x.y'), 409)).toMatchObject({ code: 'x.y' });
  });

  it('tell silence from a fault of the page', () => {
    expect(asProblem(new TypeError('Failed to fetch')).code).toBe('panel.unreachable');
    expect(asProblem(new Error('oops')).code).toBe('panel.fault');
    expect(asProblem(new ProblemError(problem('a.b'))).code).toBe('a.b');
  });
});
