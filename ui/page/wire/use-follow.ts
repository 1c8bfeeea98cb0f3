import { type Signal, useSignal } from '@preact/signals';
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** How near to its end a list counts as followed, in pixels. */
const END_PX = 40;

/**
 * Keeps a scrolling element at its end while its content grows, unless one has scrolled away.
 * @param startsAtEnd whether it is at its end first
 */
export function useFollow(startsAtEnd: boolean): {
  readonly element: RefObject<HTMLDivElement | null>;
  readonly isFollowing: Signal<boolean>;
  onScroll(): void;
  /** Goes to the end, and follows again. */
  follow(): void;
} {
  const element = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  const isFollowing = useSignal(startsAtEnd);
  const scrollToEnd = () => {
    if (element.current) element.current.scrollTop = element.current.scrollHeight;
  };
  useLayoutEffect(() => {
    const content = element.current?.firstElementChild;
    if (!content) return;
    const observer = new ResizeObserver(() => {
      if (isFollowing.peek()) scrollToEnd();
    });
    observer.observe(content);
    return () => observer.disconnect();
  }, []);
  return {
    element,
    isFollowing,
    onScroll() {
      if (!element.current) return;
      const { scrollHeight, scrollTop, clientHeight } = element.current;
      if (scrollHeight - scrollTop - clientHeight < END_PX) isFollowing.value = true;
      // It may have grown since: only who scrolls back goes away.
      else if (scrollTop < lastTop.current) isFollowing.value = false;
      lastTop.current = scrollTop;
    },
    follow() {
      isFollowing.value = true;
      scrollToEnd();
    },
  };
}
