import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Button } from '../components/controls.tsx';
import { ErrorNotice } from '../components/feedback.tsx';
import { RefusalNotice } from './refusal-notice.tsx';
import { t } from './texts.ts';
import type { OfferState } from './use-offer.ts';

/** A question of the flow; it takes the focus, so that a keyboard and a screen reader follow. */
export function Question({
  title,
  isFirst = false,
  children,
}: {
  readonly title: string;
  readonly isFirst?: boolean;
  readonly children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
  }, []);
  return (
    <div class="stack">
      <h3 ref={heading} tabIndex={-1} class="patient-question">
        {title}
      </h3>
      {children}
    </div>
  );
}

/** What a step has to offer: while it is read, when it is there, and where there is nothing. */
export function Offer<Found>({
  offer,
  children,
}: {
  readonly offer: OfferState<Found>;
  readonly children: (found: Found) => ComponentChildren;
}) {
  const { found, refusal, error, isPending, retry } = offer;
  return (
    <>
      {isPending && found === undefined && <p class="loading">{t('loading')}</p>}
      {refusal && <RefusalNotice refusal={refusal} />}
      <ErrorNotice error={error} />
      {(error !== undefined || refusal !== undefined) && (
        <div>
          <Button onClick={retry}>{t('retry')}</Button>
        </div>
      )}
      {found !== undefined && children(found)}
    </>
  );
}
