// A question before something that cannot simply be taken back.
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { shellText } from '../app/text';
import { useText } from '../text/language';
import { ProblemAlert } from './problem';

interface ConfirmProps {
  title: string;
  action: string;
  children: ReactNode;
  isBusy: boolean;
  isDisabled?: boolean;
  error?: unknown;
  size?: 'medium' | 'large';
  onConfirm: () => void;
  onDismiss: () => void;
}

export function Confirm(props: ConfirmProps) {
  const t = useText(shellText);
  return (
    <Modal
      visible
      size={props.size ?? 'medium'}
      header={props.title}
      onDismiss={props.onDismiss}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={props.onDismiss}>
              {t.cancel}
            </Button>
            <Button variant="primary" loading={props.isBusy} disabled={props.isDisabled} onClick={props.onConfirm}>
              {props.action}
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="m">
        {props.children}
        {props.error ? <ProblemAlert error={props.error} /> : null}
      </SpaceBetween>
    </Modal>
  );
}
