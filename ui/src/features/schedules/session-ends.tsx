// Said before a schedule is saved that the panel may not be able to carry out: its own session with AWS ends.
import Alert from '@cloudscape-design/components/alert';
import { useFormats } from '../../format/use-formats';
import { useText } from '../../text/language';
import { useIdentity } from '../about/queries';
import { editorText } from './editor-text';

export function SessionEnds() {
  const t = useText(editorText);
  const formats = useFormats();
  const ends = useIdentity().data?.expires_at;
  if (!ends) return null;
  return <Alert type="warning">{t.sessionEnds(formats.instant(ends))}</Alert>;
}
