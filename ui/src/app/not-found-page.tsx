import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { useText } from '../text/language';
import { Page } from '../widgets/page';
import { shellText } from './text';

export function Component() {
  const t = useText(shellText);
  return (
    <Page title={t.notFound}>
      <Box variant="p">{t.notFoundText}</Box>
      <Button href="/">{t.toHome}</Button>
    </Page>
  );
}
