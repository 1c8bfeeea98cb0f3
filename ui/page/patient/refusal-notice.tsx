import { Notice } from '../components/feedback.tsx';
import type { Refusal } from './service.ts';
import { language } from './texts.ts';

/** Why a step has nothing: the text for the patient, and the cause for a developer. */
export function RefusalNotice({ refusal }: { readonly refusal: Refusal }) {
  const { outcome, text, error, diagnostics } = refusal;
  const cause = error ?? (diagnostics === '' ? undefined : diagnostics);
  return (
    <Notice tone={outcome === 'empty' || outcome === 'none' ? 'info' : outcome === 'conflict' ? 'warn' : 'bad'}>
      <p>{text[language.value]}</p>
      {cause !== undefined && (
        <p class="patient-cause" lang="en">
          {cause}
        </p>
      )}
    </Notice>
  );
}
