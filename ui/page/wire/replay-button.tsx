import { Button } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { useAction } from '../components/use-action.ts';
import { replayDelivery } from './commands.ts';

/** Sends a callback again. */
export function ReplayButton({ id }: { readonly id: string }) {
  const replay = useAction(replayDelivery);
  return (
    <span class="row push">
      <ErrorNotice error={replay.error} />
      <Button isPending={replay.isPending} onClick={() => replay.run(id)} aria-label={`Send callback ${id} again`}>
        Send again
      </Button>
    </span>
  );
}
