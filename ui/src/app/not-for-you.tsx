import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useText } from '../text/language';
import { Page } from '../widgets/page';
import { shellText } from './text';

/** In place of a page that the role of who is logged in does not allow. */
export default function NotForYou() {
  const t = useText(shellText);
  return (
    <Page title={t.notForYou}>
      <Box variant="p">{t.notForYouText}</Box>
      <Button href="/">{t.toHome}</Button>
    </Page>
  );
}
