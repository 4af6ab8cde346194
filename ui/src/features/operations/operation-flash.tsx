import Button from '@cloudscape-design/components/button';
import type { FlashbarProps } from '@cloudscape-design/components/flashbar';
import { outcomesOf, outcomesText } from './outcomes';
import type { Operation, OperationState } from './queries';
import { SeenTargets } from './seen-targets';
import type { OperationsText } from './text';

const types: Record<OperationState, FlashbarProps.Type> = {
  running: 'in-progress',
  succeeded: 'success',
  partial: 'warning',
  failed: 'error',
  refused: 'error',
  cancelled: 'info',
  needs_person: 'warning',
};

/** An operation that was just asked for, as a message that follows it. */
export function operationFlash(
  operation: Operation,
  t: OperationsText,
  dismiss: (key: string) => void,
  close: string,
): FlashbarProps.MessageDefinition {
  return {
    id: operation.id,
    type: types[operation.state],
    header: `${t.kinds[operation.kind] ?? operation.kind}: ${t.states[operation.state].toLowerCase()}`,
    content: (
      <>
        {outcomesText(outcomesOf(operation.targets), t)}
        <SeenTargets operation={operation} />
      </>
    ),
    action: <Button href={`/operations/${operation.id}`}>{t.view}</Button>,
    dismissible: true,
    dismissLabel: close,
    onDismiss: () => dismiss(operation.id),
  };
}
