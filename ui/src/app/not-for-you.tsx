import { useText } from '../text/language';
import { NoPage } from './no-page';
import { shellText } from './text';

/** Where the role of who is logged in does not allow the page. */
export default function NotForYou() {
  const t = useText(shellText);
  return <NoPage title={t.notForYou} text={t.notForYouText} />;
}
