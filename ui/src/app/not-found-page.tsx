import { useText } from '../text/language';
import { NoPage } from './no-page';
import { shellText } from './text';

export function Component() {
  const t = useText(shellText);
  return <NoPage title={t.notFound} text={t.notFoundText} />;
}
