import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** How near to its end a list counts as followed, in pixels. */
const END_PX = 40;

/**
 * Keeps a scrolling element at its end while it grows, unless one has scrolled away.
 * @param end what changes when it grows
 */
export function useFollow(end: string): {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly isFollowing: Signal<boolean>;
  onScroll(): void;
  /** Goes to the end, and follows again. */
  follow(): void;
} {
  const element = useRef<HTMLDivElement>(null);
  const isFollowing = useSignal(true);
  const scrollToEnd = () => {
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  };
  useLayoutEffect(() => {
    if (isFollowing.peek()) scrollToEnd();
  }, [end]);
  return {
    element,
    isFollowing,
    onScroll() {
      const { current } = element;
      if (current) isFollowing.value = current.scrollHeight - current.scrollTop - current.clientHeight < END_PX;
    },
    follow() {
      isFollowing.value = true;
      scrollToEnd();
    },
  };
}
