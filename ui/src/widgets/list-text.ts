import { texts } from '../text/language';

/** What lists of things say of themselves, whatever is listed. */
export const listText = texts(
  {
    csv: 'Baixar CSV',
    sorting: { by: 'Ordenar por', ascending: 'Em ordem crescente', descending: 'Em ordem decrescente' },
    preferences: {
      title: 'Preferências',
      confirm: 'Aplicar',
      cancel: 'Cancelar',
      size: 'Linhas por página',
      columns: 'Colunas',
      rows: (count: number) => `${count} linhas`,
      wrap: 'Quebrar linhas',
      wrapText: 'Mostrar textos longos por inteiro',
    },
  },
  {
    csv: 'Download CSV',
    sorting: { by: 'Sort by', ascending: 'Ascending', descending: 'Descending' },
    preferences: {
      title: 'Preferences',
      confirm: 'Apply',
      cancel: 'Cancel',
      size: 'Rows per page',
      columns: 'Columns',
      rows: (count) => `${count} rows`,
      wrap: 'Wrap lines',
      wrapText: 'Show long texts in full',
    },
  },
);
