import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useText } from '../text/language';
import { Page } from '../widgets/page';
import { shellText } from './text';

/** In place of a page that cannot be shown, with the way out. */
export function NoPage({ title, text }: { title: string; text: string }) {
  const t = useText(shellText);
  return (
    <Page title={title}>
      <Box variant="p">{text}</Box>
      <Button href="/">{t.toHome}</Button>
    </Page>
  );
}
