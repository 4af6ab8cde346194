import { texts } from '../../text/language';

export const schedulesText = texts(
  {
    week: 'Semana',
    weekHelp:
      'Arraste para ligar ou desligar horários. No teclado: setas andam, Shift e setas selecionam, espaço liga ou desliga.',
    days: ['segunda', 'terça', 'quarta', 'quinta', 'sexta', 'sábado', 'domingo'],
    shortDays: ['seg', 'ter', 'qua', 'qui', 'sex', 'sáb', 'dom'],
    on: 'ligado',
    off: 'desligado',
    until: 'às',
  },
  {
    week: 'Week',
    weekHelp: 'Drag to switch hours on or off. With keys: arrows move, Shift and arrows select, space switches.',
    days: ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'],
    shortDays: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
    on: 'on',
    off: 'off',
    until: 'to',
  },
);
