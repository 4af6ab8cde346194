// A form before the login: one column, one button.
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Form from '@cloudscape-design/components/form';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useEffect } from 'react';
import { ProblemAlert } from '../../widgets/problem';

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

/** What stands there instead of a form; the title is for those who hear the page. */
export function DoorNotice({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Mirante`;
  }, [title]);
  return (
    <>
      <h1 className="m-heard">{title}</h1>
      {children}
    </>
  );
}

export function DoorForm(props: DoorFormProps) {
  useEffect(() => {
    document.title = `${props.title} · Mirante`;
  }, [props.title]);
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
