// How somebody wants the list: kept in the browser.
import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import { useText } from '../../text/language';
import type { Column } from './columns';
import { pageSizes } from './place';
import { serversText } from './text';

export interface Preferences {
  pageSize: number;
  wrapLines: boolean;
  columns: { id: string; visible: boolean }[];
}

export function PreferencesButton(props: {
  columns: readonly Column[];
  preferences: Preferences;
  onChange: (next: Preferences) => void;
}) {
  const t = useText(serversText).preferences;
  const confirm = ({ detail }: { detail: CollectionPreferencesProps.Preferences }) =>
    props.onChange({
      pageSize: detail.pageSize ?? props.preferences.pageSize,
      wrapLines: detail.wrapLines ?? false,
      columns: [...(detail.contentDisplay ?? props.preferences.columns)],
    });
  return (
    <CollectionPreferences
      title={t.title}
      confirmLabel={t.confirm}
      cancelLabel={t.cancel}
      preferences={{
        pageSize: props.preferences.pageSize,
        wrapLines: props.preferences.wrapLines,
        contentDisplay: props.preferences.columns,
      }}
      pageSizePreference={{
        title: t.size,
        options: pageSizes.map((value) => ({ value, label: t.rows(value) })),
      }}
      wrapLinesPreference={{ label: t.wrap, description: t.wrapText }}
      contentDisplayPreference={{
        title: t.columns,
        options: props.columns.map(({ id, header }) => ({ id, label: header, alwaysVisible: id === 'name' })),
      }}
      onConfirm={confirm}
    />
  );
}
