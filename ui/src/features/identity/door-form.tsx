// A form before the login: one column, one button.
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';
import { useText } from '../../text/language';
import { ProblemAlert } from '../../widgets/problem';
import { identityText } from './text';

interface DoorFormProps {
  title: string;
  description?: ReactNode;
  action: string;
  isBusy: boolean;
  isReady: boolean;
  error?: unknown;
  secondary?: ReactNode;
  onSubmit: () => void;
  children: ReactNode;
}

function useTitle(title: string) {
  useEffect(() => {
    document.title = `${title} · Mirante`;
  }, [title]);
}

/** What stands there instead of a form; the title is for those who hear the page. */
export function DoorNotice({ title, children }: { title: string; children: ReactNode }) {
  useTitle(title);
  return (
    <>
      <h1 className="m-heard">{title}</h1>
      {children}
    </>
  );
}

/** Why a link opens nothing: it came without its secret, or the panel refused it. */
export function BrokenLink({ title, token, error }: { title: string; token: string; error: unknown }) {
  const t = useText(identityText);
  return (
    <DoorNotice title={title}>
      <SpaceBetween size="m">
        {token === '' ? <Alert type="error">{t.join.missing}</Alert> : <ProblemAlert error={error} />}
        <Button href="/login">{t.setUp.toLogin}</Button>
      </SpaceBetween>
    </DoorNotice>
  );
}

export function DoorForm(props: DoorFormProps) {
  useTitle(props.title);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (props.isReady && !props.isBusy) props.onSubmit();
      }}
    >
      <Container
        header={
          <Header variant="h1" description={props.description}>
            {props.title}
          </Header>
        }
      >
        <Form
          secondaryActions={props.secondary}
          actions={
            <Button variant="primary" formAction="submit" loading={props.isBusy} disabled={!props.isReady}>
              {props.action}
            </Button>
          }
        >
          <SpaceBetween size="l">
            {props.error ? <ProblemAlert error={props.error} /> : null}
            {props.children}
          </SpaceBetween>
        </Form>
      </Container>
    </form>
  );
}
