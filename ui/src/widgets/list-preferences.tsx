// How a person likes to see a list: which columns, how many rows; kept in their browser (kept.ts).
import CollectionPreferences, {
  type CollectionPreferencesProps,
} from '@cloudscape-design/components/collection-preferences';
import { useText } from '../text/language';
import { listText } from './list-text';

export const pageSizes = [25, 50, 100, 200];

export interface ListPreferences {
  pageSize: number;
  wrapLines: boolean;
  columns: { id: string; visible: boolean }[];
}

export function PreferencesButton(props: {
  columns: readonly { id: string; header: string }[];
  /** The column without which nobody knows what a row is about. */
  always: string;
  preferences: ListPreferences;
  onChange: (next: ListPreferences) => void;
}) {
  const t = useText(listText).preferences;
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
        options: props.columns.map(({ id, header }) => ({ id, label: header, alwaysVisible: id === props.always })),
      }}
      onConfirm={confirm}
    />
  );
}
